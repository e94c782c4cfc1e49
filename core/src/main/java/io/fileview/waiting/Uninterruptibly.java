package io.fileview.waiting;

import java.util.function.BooleanSupplier;

/**
 * Waits that an interrupt does not end, because an operation that is only half done would be worse.
 * The interrupt status is preserved.
 */
public final class Uninterruptibly {
    private Uninterruptibly() {}

    /**
     * Waits on a monitor, which the caller holds, until a condition is true. Code that changes the
     * condition holds the monitor and calls {@link Object#notifyAll}.
     */
    public static void await(Object monitor, BooleanSupplier condition) {
        boolean interrupted = false;
        while (!condition.getAsBoolean()) {
            try {
                monitor.wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        restore(interrupted);
    }

    /** Waits until a thread has ended. */
    public static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
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
