package io.fileview.live;

import io.fileview.waiting.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What a call sees of a view that is moved or closed meanwhile: all of it, or nothing. */
public final class ViewGateStress {
    private ViewGateStress() {}

    /** A call that passes sees the mapped range before it was unmapped, in whole. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The call came before the close.")
    @Outcome(id = "-1, 1", expect = Expect.ACCEPTABLE, desc = "The call was refused.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The call passed and saw an unmapped range.")
    @State
    public static class CallAndClose {
        private final ViewGate gate = new ViewGate("view", Deadline.FOREVER);
        private int mapped = 1;

        /**
         * Calls.
         *
         * @param result what the call saw
         */
        @Actor
        public void call(II_Result result) {
            try {
                result.r1 = gate.whileMapped(() -> mapped);
            } catch (IllegalStateException unmapped) {
                result.r1 = -1;
            }
        }

        /**
         * Closes.
         *
         * @param result whether it closed
         */
        @Actor
        public void close(II_Result result) {
            result.r2 =
                    gate.closeOnce(
                            () -> {
                                mapped = 0;
                                gate.shut();
                            })
                                    ? 1
                                    : 0;
        }
    }

    /** A call sees both fields of a range as they were before it was moved, or as they are after. */
    @JCStressTest
    @Outcome(id = {"1, 1", "2, 2"}, expect = Expect.ACCEPTABLE, desc = "Before or after.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Half of the move.")
    @State
    public static class CallAndRemap {
        private final ViewGate gate = new ViewGate("view", Deadline.FOREVER);
        private int address = 1;
        private int length = 1;

        /**
         * Calls.
         *
         * @param result what the call saw
         */
        @Actor
        public void call(II_Result result) {
            gate.whileMapped(
                    () -> {
                        result.r1 = address;
                        result.r2 = length;
                        return result;
                    });
        }

        /** Moves. */
        @Actor
        public void remap() {
            try {
                gate.exclusively(
                        () -> {
                            address = 2;
                            length = 2;
                        });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Of two that close, one does. */
    @JCStressTest
    @Outcome(id = {"1, 0", "0, 1"}, expect = Expect.ACCEPTABLE, desc = "One of them closed.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both closed, or none.")
    @State
    public static class CloseTwice {
        private final ViewGate gate = new ViewGate("view", Deadline.FOREVER);

        /**
         * Closes.
         *
         * @param result whether it closed
         */
        @Actor
        public void first(II_Result result) {
            result.r1 = gate.closeOnce(gate::shut) ? 1 : 0;
        }

        /**
         * Closes.
         *
         * @param result whether it closed
         */
        @Actor
        public void second(II_Result result) {
            result.r2 = gate.closeOnce(gate::shut) ? 1 : 0;
        }
    }

    /** Whoever sees that a view is unmapped sees what was done before it was shut. */
    @JCStressTest
    @Outcome(id = {"1, 0", "1, 1", "0, 1"}, expect = Expect.ACCEPTABLE, desc = "In order.")
    @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "Unmapped, and not yet done.")
    @State
    public static class Unmapped {
        private final ViewGate gate = new ViewGate("view", Deadline.FOREVER);
        private int done;

        /**
         * Looks.
         *
         * @param result whether it is mapped, and what was done
         */
        @Actor
        public void look(II_Result result) {
            result.r1 = gate.isMapped() ? 1 : 0;
            result.r2 = done;
        }

        /** Closes. */
        @Actor
        public void close() {
            gate.closeOnce(
                    () -> {
                        done = 1;
                        gate.shut();
                    });
        }
    }
}
