package io.fileview.cli;

/** A progress line on standard error. */
final class Progress {
    private static final int BAR = 30;
    private static final long NANOS_BETWEEN = 100_000_000L;

    private final Output output;
    private final boolean shown;
    private final long total;
    private final long start = System.nanoTime();
    private long lastShown = start;
    private boolean onScreen;

    Progress(Output output, boolean shown, long total) {
        this.output = output;
        this.shown = shown;
        this.total = total;
    }

    void at(long done) {
        long now = System.nanoTime();
        if (!shown || (now - lastShown < NANOS_BETWEEN && done < total)) {
            return;
        }
        lastShown = now;
        onScreen = true;
        int filled = (int) ((double) done / total * BAR);
        double seconds = Math.max(1e-3, (now - start) / 1e9);
        output.errorText(
                "\r["
                        + "#".repeat(filled)
                        + ".".repeat(BAR - filled)
                        + "] "
                        + Amount.percent(done, total)
                        + " of "
                        + Amount.ofBytes(total)
                        + ", "
                        + Amount.ofBytes((long) (done / seconds))
                        + "/s   ");
    }

    /** Shows what the command is waiting for after the last byte. */
    void note(String what) {
        if (onScreen) {
            clear();
            output.errorText("\r" + what);
        }
    }

    void end() {
        if (onScreen) {
            clear();
        }
    }

    private void clear() {
        output.errorText("\r" + " ".repeat(BAR + 45) + "\r");
    }
}
