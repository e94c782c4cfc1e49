package io.fileview.cli;

/** A progress line on standard error that counts files. */
final class FileProgress {
    private static final long NANOS_BETWEEN = 100_000_000L;

    private final Output output;
    private final boolean shown;
    private final int total;
    private long lastShown = System.nanoTime();
    private int done;
    private boolean onScreen;

    FileProgress(Output output, boolean shown, int total) {
        this.output = output;
        this.shown = shown;
        this.total = total;
    }

    void next() {
        done++;
        long now = System.nanoTime();
        if (shown && now - lastShown >= NANOS_BETWEEN) {
            lastShown = now;
            onScreen = true;
            output.errorText("\r" + Amount.grouped(done) + " of " + Amount.count(total, "file"));
        }
    }

    void end() {
        if (onScreen) {
            output.errorText("\r" + " ".repeat(60) + "\r");
        }
    }
}
