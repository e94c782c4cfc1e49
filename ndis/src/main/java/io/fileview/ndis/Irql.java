package io.fileview.ndis;

/**
 * The interrupt request level, simulated: a number that each thread carries, and that the NDIS file
 * functions check.
 *
 * <p><b>Hazard.</b> Nothing is masked and nothing is scheduled otherwise: the level only finds calls
 * that a kernel would not forgive.
 *
 * <p><b>Lifetime.</b> A thread starts at {@link #PASSIVE_LEVEL}. A level holds until the {@link
 * Raised} that raised it is closed, by the same thread.
 */
public final class Irql {
    /** Where ordinary code runs. */
    public static final int PASSIVE_LEVEL = 0;

    /** Where asynchronous procedure calls run. */
    public static final int APC_LEVEL = 1;

    /** Where the dispatcher and deferred procedure calls run; code must not wait. */
    public static final int DISPATCH_LEVEL = 2;

    /** The highest level of a 64-bit system. */
    public static final int HIGH_LEVEL = 15;

    private static final ThreadLocal<Integer> CURRENT =
            ThreadLocal.withInitial(() -> PASSIVE_LEVEL);

    private Irql() {}

    /** A raised level, to be lowered again by closing it. */
    public static final class Raised implements AutoCloseable {
        private final Thread owner = Thread.currentThread();
        private final int before;
        private boolean lowered;

        private Raised(int before) {
            this.before = before;
        }

        /**
         * Gives the thread the level that it had before. Closing again does nothing.
         *
         * @throws WrongThreadException if another thread raised the level
         */
        @Override
        public void close() {
            if (!owner.equals(Thread.currentThread())) {
                throw new WrongThreadException(
                        "the level was raised by " + owner + "; lower it there");
            }
            if (!lowered) {
                lowered = true;
                set(before);
            }
        }
    }

    /**
     * The level of the calling thread.
     *
     * @return {@link #PASSIVE_LEVEL} unless it was raised
     */
    public static int current() {
        return CURRENT.get();
    }

    /**
     * Raises the level of the calling thread, as KeRaiseIrql.
     *
     * @param level the new level, no lower than the current one
     * @return what lowers it again, as KeLowerIrql
     * @throws IllegalArgumentException if the level is lower than the current one, or none
     */
    public static Raised raise(int level) {
        int before = current();
        if (level < before || level > HIGH_LEVEL) {
            throw new IllegalArgumentException(
                    "cannot raise the level from "
                            + nameOf(before)
                            + " to "
                            + nameOf(level)
                            + ": give one from the current level to "
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
