package io.fileview.cli;

/**
 * On a terminal, says on standard error how many files have been inspected, while nothing else can be
 * printed yet. Thread-safe.
 */
final class FilesSoFar {
    private static final long NANOS_BETWEEN = 200_000_000L;
    private static final int WIDTH = 60;

    private final Output output;
    private final boolean shown;
    private long lastShown = System.nanoTime();
    private boolean onScreen;
    private boolean isOver;

    FilesSoFar(Output output) {
        this.output = output;
        this.shown = output.terminal().showsErrors();
    }

    /** This many, of a number that is not known yet. */
    void at(long files) {
        if (isDue()) {
            show(Amount.count(files, "file") + " so far ");
        }
    }

    /** This many of all. */
    void at(long files, long all) {
        if (isDue()) {
            show(Amount.grouped(files) + " of " + Amount.count(all, "file") + " ");
        }
    }

    private synchronized boolean isDue() {
        return shown && !isOver && System.nanoTime() - lastShown >= NANOS_BETWEEN;
    }

    private synchronized void show(String text) {
        if (!isOver) {
            lastShown = System.nanoTime();
            onScreen = true;
            output.errorText("\r" + text);
        }
    }

    /** Something else is going to be printed. */
    synchronized void clear() {
        if (onScreen) {
            onScreen = false;
            output.errorText("\r" + " ".repeat(WIDTH) + "\r");
        }
    }

    /** Nothing more is said, also by a thread that comes late. */
    synchronized void end() {
        isOver = true;
        clear();
    }
}
