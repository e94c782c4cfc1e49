package io.fileview.labs.common;

import java.io.Console;

/**
 * A line on standard error that says how far a lab is. On a terminal it is one line that changes;
 * elsewhere a line every ten seconds. For several threads at once.
 */
public final class Progress {
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
     * @param total how many there will be
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
        String line = done + " of " + total + " " + what + ", " + seconds() + " s, " + where;
        if (terminal) {
            System.err.print("\r" + line + " ".repeat(Math.max(0, 78 - line.length())));
        } else {
            System.err.println(line);
        }
    }

    /** Wipes the line. */
    public synchronized void end() {
        if (terminal) {
            System.err.print("\r" + " ".repeat(78) + "\r");
        }
    }

    /**
     * How long it has taken.
     *
     * @return seconds since the counting began
     */
    public long seconds() {
        return (System.nanoTime() - start) / 1_000_000_000L;
    }
}
