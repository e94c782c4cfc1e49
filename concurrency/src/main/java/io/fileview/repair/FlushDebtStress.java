package io.fileview.repair;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.spi.Place;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What one thread sees of a failure that another records. */
public final class FlushDebtStress {
    private static final FlushFailedException FAILURE =
            new FlushFailedException(Place.of("file"), "failed", null);

    private FlushDebtStress() {}

    private static ByteRanges range() {
        ByteRanges ranges = new ByteRanges();
        ranges.add(0, 10);
        return ranges;
    }

    /** Whoever sees that a flush has failed sees what is pending. */
    @JCStressTest
    @Outcome(id = {"0, 0", "0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "In order.")
    @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "Failed, and nothing is pending.")
    @State
    public static class Failure {
        private final FlushDebt debt = new FlushDebt();

        /** Fails. */
        @Actor
        public void fail() {
            debt.failed(range(), Durability.DEVICE, 1, FAILURE);
        }

        /**
         * Looks.
         *
         * @param result the failures, and whether something is pending
         */
        @Actor
        public void look(II_Result result) {
            result.r1 = (int) debt.failures();
            result.r2 = debt.isPending() ? 1 : 0;
        }
    }

    /** What a closed view changed is on the device, or remembered (D1). */
    @JCStressTest
    @Outcome(id = {"1, 1", "1, 0", "0, 1"}, expect = Expect.ACCEPTABLE, desc = "Nothing is lost.")
    @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "Neither flushed nor remembered.")
    @State
    public static class ClosedView {
        private final FlushDebt debt = new FlushDebt();
        private volatile int memory;
        private int device;

        /** Writes, and closes the view. */
        @Actor
        public void close() {
            memory = 1;
            debt.viewClosed(0, 10);
        }

        /** Flushes. */
        @Actor
        public void flush() {
            long closings = debt.closings();
            device = memory;
            debt.flushed(new ByteRange(0, 10), Durability.DEVICE, closings);
        }

        /**
         * Looks.
         *
         * @param result what the device has, and whether the view is remembered
         */
        @org.openjdk.jcstress.annotations.Arbiter
        public void look(II_Result result) {
            debt.failed(new ByteRanges(), Durability.DEVICE, 1, FAILURE);
            result.r1 = device;
            result.r2 = debt.isPending() ? 1 : 0;
        }
    }
}
