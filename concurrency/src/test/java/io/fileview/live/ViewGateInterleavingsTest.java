package io.fileview.live;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.fileview.waiting.Deadline;
import java.io.IOException;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;

/** The gate under each interleaving of a few threads, by model checking. */
class ViewGateInterleavingsTest {
    private static final int INTERLEAVINGS = 3_000;

    /** What is mapped, and whether somebody used it when it was not. */
    private static final class Range {
        private boolean mapped = true;
        private boolean misused;

        /** Looks twice: between two accesses another thread may run. */
        int use() {
            misused |= !mapped;
            misused |= !mapped;
            return 1;
        }

        void unmap() {
            mapped = false;
        }
    }

    private static void together(Runnable... works) {
        Thread[] threads = new Thread[works.length];
        for (int i = 0; i < works.length; i++) {
            threads[i] = new Thread(works[i]);
        }
        for (Thread thread : threads) {
            thread.start();
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void call(ViewGate gate, Range range) {
        try {
            gate.whileMapped(range::use);
        } catch (IllegalStateException unmapped) {
            // It has been refused.
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private static void callAndClose() {
        ViewGate gate = new ViewGate("view", Deadline.FOREVER);
        Range range = new Range();
        together(
                () -> call(gate, range),
                () -> gate.closeOnce(
                        () -> {
                            range.unmap();
                            gate.shut();
                        }));
        require(!range.misused, "a call was under way when the view was unmapped");
        require(!gate.isMapped(), "the view is still mapped");
    }

    @Test
    void noCallIsUnderWayWhenAViewIsUnmapped() {
        assertThatNoException()
                .isThrownBy(
                        () -> Lincheck.runConcurrentTest(
                                INTERLEAVINGS, ViewGateInterleavingsTest::callAndClose));
    }

    private static void callAndCloseWithoutWaiting() {
        ViewGate gate = new ViewGate("view", Deadline.FOREVER);
        Range range = new Range();
        together(
                () -> call(gate, range),
                () -> {
                    range.unmap();
                    synchronized (gate) { // Here the model checker lets the other thread run.
                        gate.shut();
                    }
                });
        require(!range.misused, "a call was under way when the view was unmapped");
    }

    /** The control: without waiting for calls the same check fails. */
    @Test
    void aGateThatDoesNotWaitIsFound() {
        assertThatExceptionOfType(LincheckAssertionError.class)
                .isThrownBy(
                        () -> Lincheck.runConcurrentTest(
                                INTERLEAVINGS,
                                ViewGateInterleavingsTest::callAndCloseWithoutWaiting));
    }

    private static void closeTwice() {
        ViewGate gate = new ViewGate("view", Deadline.FOREVER);
        int[] times = new int[1];
        boolean[] closed = new boolean[2];
        ViewGate.Action unmap =
                () -> {
                    times[0]++;
                    gate.shut();
                };
        together(
                () -> closed[0] = gate.closeOnce(unmap),
                () -> closed[1] = gate.closeOnce(unmap));
        require(times[0] == 1, "the view was unmapped " + times[0] + " times");
        require(closed[0] != closed[1], "both have closed the view, or none");
    }

    @Test
    void ofTwoThatCloseOneDoes() {
        assertThatNoException()
                .isThrownBy(
                        () -> Lincheck.runConcurrentTest(
                                INTERLEAVINGS, ViewGateInterleavingsTest::closeTwice));
    }

    private static void callRemapAndClose() {
        ViewGate gate = new ViewGate("view", Deadline.FOREVER);
        Range range = new Range();
        together(
                () -> call(gate, range),
                () -> {
                    try {
                        gate.exclusively(
                                () -> {
                                    range.mapped = false; // as the kernel moves it
                                    range.mapped = true;
                                });
                    } catch (IllegalStateException unmapped) {
                        // The other was first.
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                () -> gate.closeOnce(
                        () -> {
                            range.unmap();
                            gate.shut();
                        }));
        require(!range.misused, "a call was under way when the view was moved or unmapped");
        require(!range.mapped, "the view was moved after it had been unmapped");
    }

    @Test
    void noCallIsUnderWayWhenAViewIsMoved() {
        assertThatNoException()
                .isThrownBy(
                        () -> Lincheck.runConcurrentTest(
                                INTERLEAVINGS, ViewGateInterleavingsTest::callRemapAndClose));
    }
}
