package io.fileview.labs.common;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Waiting for other processes and for the kernel. */
public final class Pause {
    private static final long SHORTEST_MILLIS = 20;
    private static final long LONGEST_MILLIS = 200;

    private Pause() {}

    /** A condition that another process brings about. */
    @FunctionalInterface
    public interface Condition {
        /**
         * Tells whether the condition holds.
         *
         * @return true if so
         * @throws IOException if that cannot be found out
         */
        boolean holds() throws IOException;
    }

    /**
     * Waits. An interrupt does not end the wait; it is kept for later.
     *
     * @param millis how long
     */
    public static void millis(long millis) {
        nanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /**
     * Waits. An interrupt does not end the wait; it is kept for later.
     *
     * @param nanos how long
     */
    public static void nanos(long nanos) {
        boolean interrupted = false;
        long end = System.nanoTime() + nanos;
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.sleep(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits until a condition holds or the time is over.
     *
     * @param seconds the longest time to wait
     * @param condition the condition
     * @return true if the condition holds
     * @throws IOException if that cannot be found out
     */
    public static boolean until(long seconds, Condition condition) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (long pause = SHORTEST_MILLIS; !condition.holds();
                pause = Math.min(2 * pause, LONGEST_MILLIS)) {
            if (System.nanoTime() > end) {
                return false;
            }
            millis(pause);
        }
        return true;
    }
}
