package io.fileview.testing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for what must come to hold, as long as a machine may need that has much else to do. */
public final class Eventually {
    /** The minutes after which somebody hangs. */
    public static final int MINUTES = Patience.minutes(4);

    private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(MINUTES);
    private static final long PAUSE_NANOS = 5_000_000;

    private Eventually() {}

    /** What may hold now, or later. */
    public interface Condition<E extends Exception> {
        boolean holds() throws E;
    }

    public static <E extends Exception> void holds(String what, Condition<E> condition) throws E {
        long start = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new AssertionError("after " + MINUTES + " minutes it is not so that " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Waits until a thread waits for another. */
    public static void waits(Thread thread) {
        holds(
                thread.getName() + " waits",
                () -> {
                    if (!thread.isAlive()) {
                        throw new AssertionError(thread.getName() + " has ended, and was to wait");
                    }
                    return thread.getState() == Thread.State.WAITING
                            || thread.getState() == Thread.State.TIMED_WAITING
                            || thread.getState() == Thread.State.BLOCKED;
                });
    }
}
