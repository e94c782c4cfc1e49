package io.fileview.repair;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.spi.Place;
import io.fileview.waiting.Deadline;
import java.util.concurrent.TimeoutException;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;

/**
 * The flush debt and the flushes under way under each interleaving of a few threads, by model
 * checking. A page has a number in memory and on the device.
 */
class FlushInterleavingsTest {
    private static final int INTERLEAVINGS = 500;
    private static final FlushFailedException FAILURE =
            new FlushFailedException(Place.of("file"), "failed", null);
    private static final ByteRange PAGE = new ByteRange(0, 10);

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

    private static ByteRanges page() {
        ByteRanges ranges = new ByteRanges();
        ranges.add(PAGE);
        return ranges;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private static final class File {
        private volatile int memory;
        private volatile int device;
    }

    /** Somebody writes and closes his view while another flushes. */
    private static void closeAndFlush(boolean asksBefore) {
        FlushDebt debt = new FlushDebt();
        File file = new File();
        together(
                () -> {
                    file.memory = 1;
                    debt.viewClosed(0, 10);
                },
                () -> {
                    long closings = debt.closings();
                    file.device = file.memory;
                    debt.flushed(
                            PAGE, Durability.DEVICE, asksBefore ? closings : debt.closings());
                });
        debt.failed(new ByteRanges(), Durability.DEVICE, 0, FAILURE);
        require(
                file.device == file.memory || debt.isPending(),
                "what the closed view wrote is neither on the device nor pending");
    }

    @Test
    void d1NoFlushForgetsAViewThatWasClosedMeanwhile() {
        assertThatNoException()
                .isThrownBy(
                        () -> Lincheck.runConcurrentTest(
                                INTERLEAVINGS, () -> closeAndFlush(true)));
    }

    /** The control: a flush that asks for the closed views after it has flushed. */
    @Test
    void aFlushThatAsksTooLateIsFound() {
        assertThatExceptionOfType(LincheckAssertionError.class)
                .isThrownBy(
                        () -> Lincheck.runConcurrentTest(
                                INTERLEAVINGS, () -> closeAndFlush(false)));
    }

    /** A repair, and a flush that fails for what was written meanwhile. */
    private static void repairAndFail(boolean asksBefore) {
        FlushDebt debt = new FlushDebt();
        File file = new File();
        file.memory = 1;
        debt.failed(page(), Durability.DEVICE, 0, FAILURE);
        together(
                () -> {
                    long before = debt.failures();
                    long closings = debt.closings();
                    debt.dirtiedAgain(before, 0);
                    file.device = file.memory;
                    debt.settle(
                            Durability.DEVICE, asksBefore ? before : debt.failures(), closings);
                },
                () -> {
                    file.memory = 2;
                    debt.failed(page(), Durability.DEVICE, 0, FAILURE);
                });
        require(
                file.device == file.memory || debt.isPending(),
                "the repair has cleared what a later flush could not write");
    }

    @Test
    void d2ARepairClearsNothingThatFailedMeanwhile() {
        assertThatNoException()
                .isThrownBy(
                        () -> Lincheck.runConcurrentTest(
                                INTERLEAVINGS, () -> repairAndFail(true)));
    }

    @Test
    void aRepairThatAsksTooLateIsFound() {
        assertThatExceptionOfType(LincheckAssertionError.class)
                .isThrownBy(
                        () -> Lincheck.runConcurrentTest(
                                INTERLEAVINGS, () -> repairAndFail(false)));
    }

    /** A kernel that tells one of two callers of an error. */
    private static final class Kernel {
        private boolean error = true; // guarded by this

        synchronized boolean takeError() {
            boolean told = error;
            error = false;
            return told;
        }
    }

    private static boolean flush(
            Kernel kernel, FlushDebt debt, FlushesUnderWay underWay, boolean waits) {
        long before = debt.failures();
        long ticket = underWay.begin();
        boolean failed = kernel.takeError();
        if (failed) {
            debt.failed(page(), Durability.DEVICE, 0, FAILURE);
        }
        underWay.end(ticket);
        if (waits) {
            try {
                underWay.awaitOthers(Deadline.FOREVER);
            } catch (TimeoutException e) {
                throw new AssertionError(e);
            }
        }
        return before == 0 && !failed && debt.failures() == before;
    }

    private static void flushTwice(boolean waits) {
        Kernel kernel = new Kernel();
        FlushDebt debt = new FlushDebt();
        FlushesUnderWay underWay = new FlushesUnderWay();
        boolean[] believed = new boolean[2];
        together(
                () -> believed[0] = flush(kernel, debt, underWay, waits),
                () -> believed[1] = flush(kernel, debt, underWay, waits));
        require(
                !believed[0] && !believed[1],
                "a flush was believed that overlapped with one that failed");
    }

    @Test
    void f1NoFlushIsBelievedThatOverlappedWithOneThatFailed() {
        assertThatNoException()
                .isThrownBy(
                        () -> Lincheck.runConcurrentTest(INTERLEAVINGS, () -> flushTwice(true)));
    }

    @Test
    void aFlushThatDoesNotWaitForOthersIsFound() {
        assertThatExceptionOfType(LincheckAssertionError.class)
                .isThrownBy(
                        () -> Lincheck.runConcurrentTest(INTERLEAVINGS, () -> flushTwice(false)));
    }
}
