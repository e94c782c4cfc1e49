package io.fileview.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.testing.Background;
import io.fileview.testing.ChildJvm;
import io.fileview.waiting.Deadline;
import io.fileview.waiting.WaitingThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Waiting for the flushes that overlapped with one (F1). */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class FlushesUnderWayTest {
    private final FlushesUnderWay underWay = new FlushesUnderWay();

    private Background waiting() {
        return Background.start(this::awaitOthers).waits();
    }

    private void awaitOthers() {
        try {
            underWay.awaitOthers(Deadline.FOREVER);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whereNoneIsUnderWayNobodyWaits() {
        awaitOthers();
        underWay.end(underWay.begin());
        awaitOthers();
    }

    @Test
    void ticketsDiffer() {
        long first = underWay.begin();
        long second = underWay.begin();
        underWay.end(first);
        assertThat(underWay.begin()).isNotIn(first, second);
    }

    @Test
    void f1ItWaitsForAllThatBeganBefore() throws Exception {
        long first = underWay.begin();
        long second = underWay.begin();
        Background call = waiting();
        underWay.end(second);
        call.waits();
        underWay.end(first);
        call.returns();
    }

    @Test
    void itDoesNotWaitForThoseThatBegunLater() throws Exception {
        long first = underWay.begin();
        Background call = waiting();
        long later = underWay.begin();
        underWay.end(first);
        call.returns();
        underWay.end(later);
    }

    @Test
    void anInterruptDoesNotEndTheWait() throws Exception {
        long first = underWay.begin();
        boolean[] kept = new boolean[1];
        Background call =
                Background.start(
                        () -> {
                            awaitOthers();
                            kept[0] = Thread.currentThread().isInterrupted();
                        });
        call.waits();
        call.interrupt();
        call.waits();
        underWay.end(first);
        call.returns();
        assertThat(kept[0]).isTrue();
    }

    @Test
    void theTimeEndsTheWaitWithTheThreadsAndForHowLongTheyFlush() throws Exception {
        long before = System.nanoTime();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Background flush =
                Background.start(
                        () -> {
                            Thread.currentThread().setName("who flushes");
                            long ticket = underWay.begin();
                            begun.countDown();
                            end.await();
                            underWay.end(ticket);
                        });
        begun.await();
        Thread.sleep(5);
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> underWay.awaitOthers(Duration.ofMillis(2)))
                .withMessageStartingWith(
                        "the flushes of the file that are in progress have not ended within 2 ms:"
                                + " thread \"who flushes\" for ")
                .satisfies(
                        e -> assertThat(millis(e.getMessage()))
                                .isBetween(5L, (System.nanoTime() - before) / 1_000_000));
        end.countDown();
        flush.returns();
        awaitOthers();
    }

    private static long millis(String message) {
        Matcher matcher = Pattern.compile(" for ([0-9]+) ms$").matcher(message);
        assertThat(matcher.find()).as(message).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    @Test
    void aThreadThatFlushesDoesNotWaitForItself() {
        long mine = underWay.begin();
        assertThatIllegalStateException().isThrownBy(this::awaitOthers)
                .withMessageContaining("it is using it itself");
        underWay.end(mine);
        awaitOthers();
    }

    /** Or the thread that flushes could never wait for one that once waited for it. */
    @Test
    void whoseTimeHasPassedWaitsNoLonger() throws Exception {
        Thread self = Thread.currentThread();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch asks = new CountDownLatch(1);
        Background flush =
                Background.start(
                        () -> {
                            long ticket = underWay.begin();
                            begun.countDown();
                            asks.await();
                            WaitingThreads.begin("what the test has", () -> List.of(self));
                            WaitingThreads.end();
                            underWay.end(ticket);
                        });
        begun.await();
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> underWay.awaitOthers(Duration.ZERO));
        asks.countDown();
        flush.returns();
    }

    /** Or a call that found the heap full would be waited for, and refused, for ever. */
    @Test
    void aCallEndsThoughTheHeapIsFull() throws Exception {
        assertThat(ChildJvm.of(FullHeap.class).option("-Xms24m", "-Xmx24m").run())
                .isEqualTo("ended");
    }

    /** Ends calls when no memory is left. */
    static final class FullHeap {
        private static final int CALLS = 1_000;
        private static Object[] filling;

        private FullHeap() {}

        public static void main(String[] arguments) throws Exception {
            FlushesUnderWay underWay = new FlushesUnderWay();
            long[] tickets = new long[CALLS];
            underWay.end(underWay.begin()); // so that all classes are loaded
            for (int i = 0; i < CALLS; i++) {
                tickets[i] = underWay.begin();
            }
            fill();
            underWay.end(tickets[CALLS - 1]);
            filling = null;
            for (int i = 0; i < CALLS - 1; i++) {
                underWay.end(tickets[i]);
            }
            underWay.awaitOthers(Deadline.FOREVER);
            System.out.print("ended");
        }

        private static void fill() {
            try {
                while (true) {
                    filling = new Object[] {filling};
                }
            } catch (OutOfMemoryError full) {
                // As it should be.
            }
        }
    }
}
