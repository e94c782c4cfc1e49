package io.fileview;

import static io.fileview.testing.Background.inBackground;
import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.flush.FlushScheduler;
import io.fileview.flush.FlushScheduler.Backlog;
import io.fileview.spi.Place;
import io.fileview.testing.DisturbedMapping;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Eventually;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** At most so many bytes, or so much time, behind. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FlushSchedulerTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final int SIZE = 100_000;

    @TempDir
    Path directory;

    private final AtomicBoolean fails = new AtomicBoolean();
    private final AtomicLong flushes = new AtomicLong();

    /** A flush takes one; a test that wants flushes to wait takes all away. */
    private final Semaphore device = new Semaphore(1_000_000);

    private FileMapping mapping;
    private View view;

    @BeforeEach
    void map() throws IOException {
        Path file = Sample.file(directory, SIZE);
        mapping =
                DisturbedMapping.open(
                        file,
                        Protection.READ_WRITE,
                        method -> {
                            if (method.equals("flush")) {
                                device.acquireUninterruptibly();
                                if (fails.get()) {
                                    throw new FlushFailedException(
                                            Place.of(file.toString()), "fails", null);
                                }
                                flushes.incrementAndGet();
                            }
                        });
        view = mapping.map();
    }

    @AfterEach
    void close() {
        view.close();
        mapping.close();
    }

    @Test
    void whatIsToldIsBehindUntilItIsAwaited() throws Exception {
        try (FlushScheduler scheduler = FlushScheduler.start(mapping, 1_000, LONG)) {
            assertThat(scheduler.backlog()).isEqualTo(new Backlog(0, Duration.ZERO, null));
            scheduler.wrote(view, 10, 100);
            scheduler.wrote(view, 10, 300);
            scheduler.wrote(view, 0, 0);
            assertThat(scheduler.backlog().bytes()).isEqualTo(400);
            assertThat(scheduler.backlog().oldest()).isPositive();
            scheduler.awaitDurable();
            assertThat(scheduler.backlog()).isEqualTo(new Backlog(0, Duration.ZERO, null));
            assertThat(flushes).hasValue(1);
        }
    }

    @Test
    void halfOfTheBytesAreFlushedByThemselves() throws Exception {
        try (FlushScheduler scheduler = FlushScheduler.start(mapping, 1_000, LONG)) {
            scheduler.wrote(view, 0, 499);
            assertThat(flushes).hasValue(0);
            scheduler.wrote(view, 0, 1);
            awaitNothingBehind(scheduler);
            assertThat(flushes).hasValue(1);
        }
    }

    @Test
    void whatIsOldIsFlushedByItselfAlsoWhenNothingIsTold() throws Exception {
        try (FlushScheduler scheduler = FlushScheduler.start(mapping, SIZE, SHORT)) {
            scheduler.wrote(view, 0, 1);
            awaitNothingBehind(scheduler);
            long before = flushes.get();
            Eventually.holds("there are flushes", () -> flushes.get() >= before + 3);
        }
    }

    @Test
    void writersWaitOnlyWhenMoreIsBehindThanMayBe() throws Exception {
        device.drainPermits();
        try (FlushScheduler scheduler = FlushScheduler.start(mapping, 1_000, LONG)) {
            scheduler.wrote(view, 0, 600);
            scheduler.wrote(view, 600, 400);
            assertThat(scheduler.backlog().bytes()).isEqualTo(1_000);
            CompletableFuture<Void> writer = inBackground(() -> scheduler.wrote(view, 0, 1));
            Eventually.holds("the range is told", () -> scheduler.backlog().bytes() >= 1_001);
            assertThat(writer).isNotDone();
            device.release(1);
            writer.get();
            assertThat(scheduler.backlog().bytes()).isLessThanOrEqualTo(1_000);
            device.release(1_000);
        }
    }

    @Test
    void aRangeLargerThanTheBoundIsWaitedFor() throws Exception {
        try (FlushScheduler scheduler = FlushScheduler.start(mapping, 10, LONG)) {
            scheduler.wrote(view, 0, SIZE);
            assertThat(scheduler.backlog().bytes()).isZero();
        }
    }

    @Test
    void writersWaitForADeviceThatTakesLongerThanTheDelay() throws Exception {
        device.drainPermits();
        try (FlushScheduler scheduler = FlushScheduler.start(mapping, SIZE, SHORT)) {
            scheduler.wrote(view, 0, 1);
            Eventually.holds(
                    "the range is old", () -> scheduler.backlog().oldest().compareTo(SHORT) > 0);
            CompletableFuture<Void> writer = inBackground(() -> scheduler.wrote(view, 0, 1));
            Eventually.holds("the range is told", () -> scheduler.backlog().bytes() >= 2);
            assertThat(writer).isNotDone();
            device.release(1_000_000);
            writer.get();
        }
    }

    /** The pages may have been passed already. */
    @Test
    void whatIsToldDuringAFlushBelongsToTheNext() throws Exception {
        device.drainPermits();
        try (FlushScheduler scheduler = FlushScheduler.start(mapping, 1_000, LONG)) {
            scheduler.wrote(view, 0, 500);
            Eventually.holds("a flush waits", () -> device.getQueueLength() > 0);
            scheduler.wrote(view, 0, 10);
            CompletableFuture<Void> durable = inBackground(scheduler::awaitDurable);
            device.release(1);
            Eventually.holds(
                    "the next flush waits",
                    () -> flushes.get() == 1 && device.getQueueLength() > 0);
            assertThat(scheduler.backlog().bytes()).isEqualTo(10);
            assertThat(durable).isNotDone();
            device.release(1_000);
            durable.get();
            assertThat(flushes).hasValue(2);
        }
    }

    @Test
    void aFailureIsThrownByTheNextCallAndRepairedByItself() throws Exception {
        try (FlushScheduler scheduler = FlushScheduler.start(mapping, SIZE, SHORT)) {
            fails.set(true);
            scheduler.wrote(view, 0, 1);
            Eventually.holds("a flush fails", () -> scheduler.backlog().lastFailure() != null);
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(() -> scheduler.wrote(view, 1, 1))
                    .withMessageContaining("fails");
            assertThat(scheduler.backlog().bytes()).isEqualTo(2);
            assertThat(mapping.pending()).isNotEmpty();
            fails.set(false);
            awaitNothingBehind(scheduler);
            assertThat(scheduler.backlog().lastFailure()).isNull();
            assertThat(mapping.pending()).isEmpty();
            tellAll(scheduler);
        }
    }

    @Test
    void whoWaitsForAFlushThatFailsIsTold() throws Exception {
        FlushScheduler scheduler = FlushScheduler.start(mapping, 1_000, LONG);
        fails.set(true);
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(scheduler::awaitDurable);
        }
        fails.set(false);
        scheduler.awaitDurable();
        fails.set(true);
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(() -> scheduler.wrote(view, 0, 1_001));
        assertThat(scheduler.backlog().bytes()).isEqualTo(1_001);
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(scheduler::close);
        scheduler.close();
        assertThat(mapping.pending()).isNotEmpty();
        fails.set(false);
        mapping.flush(Durability.DEVICE);
    }

    @Test
    void closingThrowsAFailureThatNobodyWasTold() throws Exception {
        FlushScheduler scheduler = FlushScheduler.start(mapping, SIZE, SHORT);
        fails.set(true);
        Eventually.holds("a flush fails", () -> scheduler.backlog().lastFailure() != null);
        fails.set(false);
        Eventually.holds("a flush succeeds", () -> scheduler.backlog().lastFailure() == null);
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(scheduler::close);
        assertThat(scheduler.backlog().bytes()).isZero();
    }

    @Test
    void aClosedSchedulerTakesNoMore() throws Exception {
        FlushScheduler scheduler = FlushScheduler.start(mapping, SIZE, LONG);
        scheduler.wrote(view, 0, 1);
        view.close();
        mapping.close();
        scheduler.close();
        assertThat(flushes).hasValue(1);
        assertThat(scheduler.backlog().bytes()).isZero();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> scheduler.wrote(view, 0, 1))
                .withMessageContaining("closed");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(scheduler::awaitDurable);
        scheduler.close();
    }

    @Test
    void whatMakesNoSenseIsRefused() throws Exception {
        for (long bytes : new long[] {0, -1}) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> FlushScheduler.start(mapping, bytes, LONG));
        }
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> FlushScheduler.start(mapping, 1, Duration.ofNanos(5)))
                .withMessageContaining("PT0.000000005S");
        try (FileMapping memory = EngineUnderTest.memoryBuilder(10).open();
                FileMapping reader =
                        EngineUnderTest.open(
                                mapping.path().orElseThrow(), Protection.READ_ONLY)) {
            for (FileMapping unfit : List.of(memory, reader)) {
                assertThatExceptionOfType(UnsupportedOperationException.class)
                        .isThrownBy(() -> FlushScheduler.start(unfit, 1, LONG));
            }
            try (FlushScheduler scheduler = FlushScheduler.start(mapping, SIZE, LONG);
                    View other = memory.map();
                    View readOnly = reader.map()) {
                for (View unfit : List.of(other, readOnly)) {
                    assertThatExceptionOfType(IllegalArgumentException.class)
                            .isThrownBy(() -> scheduler.wrote(unfit, 0, 1))
                            .withMessageContaining(unfit.toString());
                }
                assertThatExceptionOfType(IndexOutOfBoundsException.class)
                        .isThrownBy(() -> scheduler.wrote(view, SIZE, 1));
                assertThat(scheduler.backlog().bytes()).isZero();
            }
        }
    }

    @Test
    void anInterruptEndsTheWaitingAndIsKept() throws Exception {
        try (FlushScheduler scheduler = FlushScheduler.start(mapping, 10, LONG)) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedIOException.class)
                    .isThrownBy(() -> scheduler.wrote(view, 0, 100));
            assertThatExceptionOfType(InterruptedIOException.class)
                    .isThrownBy(scheduler::awaitDurable);
            assertThat(Thread.interrupted()).isTrue();
            scheduler.awaitDurable();
            assertThat(scheduler.backlog().bytes()).isZero();
        }
    }

    /**
     * Each writer writes, then tells. A flush notes for each what it has told by then: no more than
     * that can be durable, so all that was told since must be behind.
     */
    @Test
    void behindNeverSaysLessThanThereIs() throws Exception {
        int writers = 3;
        List<AtomicLong> told = new ArrayList<>();
        List<AtomicLong> durable = new ArrayList<>();
        AtomicBoolean stop = new AtomicBoolean();
        for (int i = 0; i < writers; i++) {
            told.add(new AtomicLong());
            durable.add(new AtomicLong());
        }
        Path file = mapping.path().orElseThrow();
        try (FileMapping counted =
                DisturbedMapping.open(
                        file,
                        Protection.READ_WRITE,
                        method -> {
                            if (method.equals("flush")) {
                                for (int i = 0; i < writers; i++) {
                                    durable.get(i).set(told.get(i).get() + 1);
                                }
                            }
                        });
                View shared = counted.map();
                FlushScheduler scheduler =
                        FlushScheduler.start(counted, 8 * 200, Duration.ofMillis(4))) {
            List<CompletableFuture<Void>> threads = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                int writer = i;
                threads.add(
                        inBackground(
                                () -> {
                                    while (!stop.get()) {
                                        long next = told.get(writer).get() + 1;
                                        bytesOf(shared).setLong(writer * 4_096L, next);
                                        scheduler.wrote(shared, writer * 4_096L, 8);
                                        told.get(writer).set(next);
                                    }
                                }));
            }
            long start = System.nanoTime();
            for (int looked = 0; looked < 20_000 || anyIsBelow(durable, 200); looked++) {
                if (System.nanoTime() - start > TimeUnit.MINUTES.toNanos(Eventually.MINUTES)) {
                    throw new AssertionError("looked " + looked + " times; durable " + durable);
                }
                long toldBefore = told.stream().mapToLong(AtomicLong::get).sum();
                Backlog behind = scheduler.backlog();
                long durableAfter = durable.stream().mapToLong(AtomicLong::get).sum();
                assertThat(behind.bytes()).isGreaterThanOrEqualTo(8 * (toldBefore - durableAfter));
                // And the bound: what may be behind, and one range of each writer.
                assertThat(behind.bytes()).isLessThanOrEqualTo(8 * (200 + writers));
            }
            stop.set(true);
            for (CompletableFuture<Void> thread : threads) {
                thread.get();
            }
        }
    }

    private static boolean anyIsBelow(List<AtomicLong> counts, long limit) {
        return counts.stream().anyMatch(count -> count.get() < limit);
    }

    private static void awaitNothingBehind(FlushScheduler scheduler) {
        Eventually.holds("nothing is behind", () -> scheduler.backlog().bytes() == 0);
    }

    /** A failure between two calls may be told once more. */
    private static void tellAll(FlushScheduler scheduler) throws IOException {
        try {
            scheduler.awaitDurable();
        } catch (FlushFailedException earlier) {
            scheduler.awaitDurable();
        }
    }
}
