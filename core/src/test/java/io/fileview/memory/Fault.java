package io.fileview.memory;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What happens to a call: something before it, something after it, or only half of it. */
public final class Fault {
    /** The call passes. */
    public static final Fault NONE = new Fault(call -> {}, call -> {}, false);

    private final Step before;
    private final Step after;
    private final boolean half;

    /** A part of a fault. */
    @FunctionalInterface
    public interface Step {
        /**
         * Waits, throws, or returns to let the call go on.
         *
         * @param call the call
         * @throws IOException what the call shall throw
         */
        void take(Call call) throws IOException;
    }

    private Fault(Step before, Step after, boolean half) {
        this.before = before;
        this.after = after;
        this.half = half;
    }

    /**
     * Something that happens before the call.
     *
     * @param step what
     * @return the fault
     */
    public static Fault before(Step step) {
        return new Fault(step, call -> {}, false);
    }

    /**
     * Something that happens when the call has done its work.
     *
     * @param step what
     * @return the fault
     */
    public static Fault after(Step step) {
        return new Fault(call -> {}, step, false);
    }

    /**
     * The call does nothing and fails.
     *
     * @param error with what
     * @return the fault
     */
    public static Fault error(OsError error) {
        return before(
                call -> {
                    throw error.of(call);
                });
    }

    /**
     * The call does its work and fails all the same, as if the answer had been lost.
     *
     * @param error with what
     * @return the fault
     */
    public static Fault errorAfterwards(OsError error) {
        return after(
                call -> {
                    throw error.of(call);
                });
    }

    /**
     * A {@link Operation#WRITE} writes the first half of its bytes and fails; another call does all its work and fails.
     *
     * @param error with what
     * @return the fault
     */
    public static Fault errorHalfway(OsError error) {
        return new Fault(
                call -> {},
                call -> {
                    throw error.of(call);
                },
                true);
    }

    /**
     * The call does nothing and fails.
     *
     * @param exception with what
     * @return the fault
     */
    public static Fault exception(IOException exception) {
        return before(
                call -> {
                    throw exception;
                });
    }

    /**
     * The call does its work and fails all the same.
     *
     * @param exception with what
     * @return the fault
     */
    public static Fault exceptionAfterwards(IOException exception) {
        return after(
                call -> {
                    throw exception;
                });
    }

    /**
     * The call takes longer.
     *
     * @param time how much longer
     * @return the fault
     */
    public static Fault delay(Duration time) {
        return before(call -> await(new CountDownLatch(1), time));
    }

    /**
     * The call waits.
     *
     * @param release what it waits for
     * @param limit how long at most; then the call fails the test
     * @return the fault
     */
    public static Fault delay(CountDownLatch release, Duration limit) {
        return before(
                call -> {
                    if (!await(release, limit)) {
                        throw new AssertionError(
                                call + " was held up for " + limit + ", and nobody released it");
                    }
                });
    }

    /**
     * Both this fault and another, in this order.
     *
     * @param next the other fault
     * @return the fault
     */
    public Fault and(Fault next) {
        return new Fault(
                call -> {
                    before.take(call);
                    next.before.take(call);
                },
                call -> {
                    after.take(call);
                    next.after.take(call);
                },
                half || next.half);
    }

    void before(Call call) throws IOException {
        before.take(call);
    }

    void after(Call call) throws IOException {
        after.take(call);
    }

    long part(long length) {
        return half ? length / 2 : length;
    }

    /** An interrupt neither ends the wait nor gets lost. */
    private static boolean await(CountDownLatch latch, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return latch.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
