package io.fileview.waiting;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Waits that an interrupt does not end, because an operation that is only half done would be worse.
 * The interrupt status is preserved. A waiting virtual thread releases its carrier.
 */
public final class Uninterruptibly {
    private Uninterruptibly() {}

    /**
     * Waits on a monitor, which the caller holds, until a condition is true or a deadline has
     * passed. Code that changes the condition holds the monitor and calls {@link Object#notifyAll}.
     *
     * @return true if the condition is true; false if the deadline has passed
     */
    public static boolean await(Object monitor, BooleanSupplier condition, Deadline deadline) {
        boolean interrupted = false;
        boolean met = condition.getAsBoolean();
        while (!met && !deadline.hasPassed()) {
            try {
                if (deadline.isNever()) {
                    monitor.wait();
                } else {
                    TimeUnit.NANOSECONDS.timedWait(monitor, deadline.nanosLeft());
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
            met = condition.getAsBoolean();
        }
        restore(interrupted);
        return met;
    }

    /** Waits until a thread has ended or a deadline has passed. */
    public static void join(Thread thread, Deadline deadline) {
        boolean interrupted = false;
        while (thread.isAlive() && !deadline.hasPassed()) {
            try {
                if (deadline.isNever()) {
                    thread.join();
                } else {
                    TimeUnit.NANOSECONDS.timedJoin(thread, deadline.nanosLeft());
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        restore(interrupted);
    }

    private static void restore(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
