package io.fileview.ndis;

/**
 * The simulated interrupt request level (IRQL): a number for each thread, which the NDIS file
 * functions check.
 *
 * <p><b>Hazard.</b> The level masks no interrupts and does not affect scheduling. It only detects
 * calls that are not allowed at the level in the Windows kernel.
 *
 * <p><b>Lifetime.</b> A thread starts at {@link #PASSIVE_LEVEL}. A raised level lasts until the
 * {@link Raised} object that {@link #raise} returned is closed by the same thread.
 */
public final class Irql {
    /** The level of ordinary code. */
    public static final int PASSIVE_LEVEL = 0;

    /** The level of asynchronous procedure calls. */
    public static final int APC_LEVEL = 1;

    /** The level of the dispatcher and of deferred procedure calls, at which code must not wait. */
    public static final int DISPATCH_LEVEL = 2;

    /** The highest level of a 64-bit system. */
    public static final int HIGH_LEVEL = 15;

    private static final ThreadLocal<Integer> CURRENT =
            ThreadLocal.withInitial(() -> PASSIVE_LEVEL);

    private Irql() {}

    /** A raised level. Closing it lowers the level again. */
    public static final class Raised implements AutoCloseable {
        private final Thread owner = Thread.currentThread();
        private final int before;
        private boolean lowered;

        private Raised(int before) {
            this.before = before;
        }

        /**
         * Restores the previous level of the thread. Closing again does nothing.
         *
         * @throws WrongThreadException if another thread raised the level
         */
        @Override
        public void close() {
            if (!owner.equals(Thread.currentThread())) {
                throw new WrongThreadException(
                        "the level was raised on " + owner + "; close it on that thread");
            }
            if (!lowered) {
                lowered = true;
                set(before);
            }
        }
    }

    /**
     * Returns the level of the calling thread.
     *
     * @return {@link #PASSIVE_LEVEL} unless it has been raised
     */
    public static int current() {
        return CURRENT.get();
    }

    /**
     * Raises the level of the calling thread, as KeRaiseIrql does.
     *
     * @param level the new level, no lower than the current one
     * @return the raised level; closing it lowers the level, as KeLowerIrql does
     * @throws IllegalArgumentException if the level is lower than the current one, or higher than
     *     {@link #HIGH_LEVEL}
     */
    public static Raised raise(int level) {
        int before = current();
        if (level < before || level > HIGH_LEVEL) {
            throw new IllegalArgumentException(
                    "cannot raise the interrupt request level from "
                            + nameOf(before)
                            + " to "
                            + nameOf(level)
                            + "; give a level from the current one to "
                            + HIGH_LEVEL);
        }
        set(level);
        return new Raised(before);
    }

    static void set(int level) {
        if (level == PASSIVE_LEVEL) {
            CURRENT.remove();
        } else {
            CURRENT.set(level);
        }
    }

    static void require(String function, int highestAllowed) {
        int level = current();
        if (level > highestAllowed) {
            throw new IrqlViolationException(function, level, highestAllowed);
        }
    }

    static String nameOf(int level) {
        return switch (level) {
            case PASSIVE_LEVEL -> "PASSIVE_LEVEL";
            case APC_LEVEL -> "APC_LEVEL";
            case DISPATCH_LEVEL -> "DISPATCH_LEVEL";
            default -> "level " + level;
        };
    }
}
