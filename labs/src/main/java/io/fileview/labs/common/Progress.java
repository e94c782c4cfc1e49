package io.fileview.labs.common;

import java.io.Console;

/**
 * A line on standard error that says how far a lab is. On a terminal it is one line that changes;
 * elsewhere a line every ten seconds. Thread-safe.
 */
public final class Progress implements AutoCloseable {
    private static final int WIDTH = 78;
    private static final long NANOS_TERMINAL = 200_000_000L;
    private static final long NANOS_ELSEWHERE = 10_000_000_000L;

    private final String what;
    private final long total;
    private final boolean terminal = isTerminal();
    private final long start = System.nanoTime();
    private long shown = start;
    private long done;

    /**
     * Starts to count.
     *
     * @param what what is counted, in the plural
     * @param total about how many there will be
     */
    public Progress(String what, long total) {
        this.what = what;
        this.total = total;
    }

    @SuppressWarnings("SystemConsoleNull") // it does again, since JDK 25
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /**
     * Counts one more.
     *
     * @param where what was just done
     */
    public synchronized void step(String where) {
        done++;
        long now = System.nanoTime();
        if (now - shown < (terminal ? NANOS_TERMINAL : NANOS_ELSEWHERE)) {
            return;
        }
        shown = now;
        String line = done + " of about " + total + " " + what + ", "
                + (now - start) / 1_000_000_000L + " s, " + where;
        if (terminal) {
            System.err.print("\r" + line + " ".repeat(Math.max(0, WIDTH - line.length())));
        } else {
            System.err.println(line);
        }
    }

    /** Clears the line. */
    @Override
    public synchronized void close() {
        if (terminal) {
            System.err.print("\r" + " ".repeat(WIDTH) + "\r");
        }
    }
}
