package io.fileview.flush;

import static io.fileview.testing.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.WaitTimeoutException;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.MemoryFileSystem;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import io.fileview.testing.Eventually;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** A device that answers no flush holds up nobody for longer than the caller wants. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class FlushSchedulerLimitTest {
    private static final Path FILE = Path.of("/hanging/file").toAbsolutePath();
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final MemoryFileSystem system = new MemoryFileSystem(Options.DEFAULT);
    private final CountDownLatch hangs = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private FileMapping mapping;
    private View view;

    @BeforeEach
    void open() throws IOException {
        system.others().createDirectories(FILE.getParent());
        system.others().write(FILE, new byte[8192]);
        mapping = open(SHORT);
        view = mapping.map();
        system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.FLUSH) {
                                hangs.countDown();
                                return Fault.delay(release, Duration.ofMinutes(1));
                            }
                            return Fault.NONE;
                        });
    }

    private FileMapping open(Duration waitLimit) throws IOException {
        return FileMapping.builder(FILE)
                .engine(system.engine())
                .protection(Protection.READ_WRITE)
                .waitLimit(waitLimit)
                .open();
    }

    @AfterEach
    void close() {
        release.countDown();
        system.faults().none();
        view.close();
        mapping.close();
    }

    private static boolean hasEnded(FlushScheduler scheduler) {
        return scheduler.backlog().lastFailure() == null && scheduler.backlog().bytes() == 0;
    }

    @Test
    void writersWaitNoLongerThanTheLimitOfTheMapping() throws Exception {
        FlushScheduler scheduler = FlushScheduler.start(mapping, 10, HOUR);
        assertThatExceptionOfType(WaitTimeoutException.class)
                .isThrownBy(() -> scheduler.wrote(view, 0, 100))
                .withMessageContainingAll(FILE.toString(),
                        "after a wait of 1 ms, 100 reported bytes")
                .satisfies(e -> assertThat(e.file()).isEqualTo(FILE.toString()));
        assertThat(scheduler.backlog().bytes()).isEqualTo(100);
        hangs.await();
        assertThatExceptionOfType(WaitTimeoutException.class)
                .isThrownBy(() -> scheduler.wrote(view, 0, 5))
                .withMessageContainingAll(
                        "105 reported bytes",
                        "the flush that thread \"fileview flush of " + mapping + "\" began");
        release.countDown();
        scheduler.close(HOUR);
        assertThat(scheduler.backlog().bytes()).isZero();
    }

    @Test
    void whoWaitsForDurabilityChoosesHowLong() throws Exception {
        FlushScheduler scheduler = FlushScheduler.start(mapping, 1_000, HOUR);
        scheduler.wrote(view, 0, 5);
        assertThatExceptionOfType(WaitTimeoutException.class).isThrownBy(scheduler::awaitDurable);
        hangs.await();
        assertThatExceptionOfType(WaitTimeoutException.class)
                .isThrownBy(() -> scheduler.awaitDurable(Duration.ofMillis(2)))
                .withMessageContaining("after a wait of 2 ms, 5 reported bytes");
        assertThatExceptionOfType(WaitTimeoutException.class)
                .isThrownBy(() -> scheduler.awaitDurable(Duration.ZERO));
        release.countDown();
        scheduler.awaitDurable(HOUR);
        assertThat(hasEnded(scheduler)).isTrue();
        scheduler.close(HOUR);
    }

    /** The scheduler is closed all the same, and its thread ends as soon as the device answers. */
    @Test
    void closingTellsWhatIsNotDurable() throws Exception {
        FlushScheduler scheduler = FlushScheduler.start(mapping, 1_000, HOUR);
        scheduler.wrote(view, 0, 5);
        String name = "fileview flush of " + mapping;
        assertThatExceptionOfType(WaitTimeoutException.class).isThrownBy(scheduler::close)
                .withMessageContaining("5 reported bytes");
        scheduler.close();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> scheduler.wrote(view, 0, 5));
        release.countDown();
        Eventually.holds(
                "its thread has ended",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals(name)));
    }

    /** On a device that fails, the next flush may be hours away. */
    @Test
    void afterAFailureAWriterDoesNotWaitForTheNextAttempt() throws Exception {
        system.faults().plan(Faults.each(Operation.DISK_WRITE, Fault.error(OsError.EIO)));
        view.guarded().setByte(0, (byte) 'x');
        FlushScheduler scheduler = FlushScheduler.start(mapping, 10, HOUR);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(
                        () -> {
                            scheduler.wrote(view, 0, 100);
                            scheduler.awaitDurable(HOUR);
                        });
        Eventually.holds("the failure is known", () -> scheduler.backlog().lastFailure() != null);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(
                        () -> {
                            scheduler.wrote(view, 0, 5); // It may still throw the first failure.
                            scheduler.wrote(view, 0, 5);
                        });
        assertThatExceptionOfType(WaitTimeoutException.class)
                .isThrownBy(() -> scheduler.wrote(view, 0, 5))
                .withMessageContaining("the last flush failed (");
        system.faults().none();
        scheduler.close(HOUR);
    }

    /** What flushes cannot wait for its own flush, as an engine that calls back might. */
    @Test
    void theThreadThatFlushesIsRefusedToWaitForItself() throws Exception {
        AtomicReference<FlushScheduler> scheduler = new AtomicReference<>();
        CompletableFuture<Void> refused = new CompletableFuture<>();
        system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.FLUSH && scheduler.get() != null) {
                                FlushScheduler mine = scheduler.getAndSet(null);
                                try {
                                    assertThatExceptionOfType(IllegalStateException.class)
                                            .isThrownBy(() -> mine.awaitDurable(HOUR))
                                            .withMessageContaining("wait for itself");
                                    assertThatExceptionOfType(IllegalStateException.class)
                                            .isThrownBy(() -> mine.close(HOUR))
                                            .withMessageContaining("close it from another thread");
                                    refused.complete(null);
                                } catch (AssertionError e) {
                                    refused.completeExceptionally(e);
                                }
                            }
                            return Fault.NONE;
                        });
        try (FileMapping patient = open(HOUR);
                FlushScheduler mine = FlushScheduler.start(patient, 1_000, HOUR)) {
            scheduler.set(mine);
            mine.awaitDurable();
            refused.get();
        }
    }

    @Test
    void anInterruptEndsTheWaitAndClosingWaitsAllTheSame() throws Exception {
        try (FileMapping patient = open(HOUR)) {
            FlushScheduler scheduler = FlushScheduler.start(patient, 1_000, HOUR);
            AtomicReference<Thread> thread = new AtomicReference<>();
            CompletableFuture<Void> waits =
                    inBackground(
                            () -> {
                                thread.set(Thread.currentThread());
                                scheduler.awaitDurable();
                            });
            hangs.await();
            Eventually.waits(thread.get());
            thread.get().interrupt();
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(waits::get)
                    .withCauseInstanceOf(InterruptedIOException.class);
            CompletableFuture<Boolean> kept = new CompletableFuture<>();
            CompletableFuture<Void> closes =
                    inBackground(
                            () -> {
                                thread.set(Thread.currentThread());
                                Thread.currentThread().interrupt();
                                scheduler.close();
                                kept.complete(Thread.currentThread().isInterrupted());
                            });
            Eventually.holds(
                    "the scheduler is being closed",
                    () -> {
                        try {
                            scheduler.awaitDurable(Duration.ZERO);
                            return false;
                        } catch (IllegalStateException closed) {
                            return true;
                        } catch (WaitTimeoutException notYet) {
                            return false;
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    });
            assertThat(closes).isNotDone();
            release.countDown();
            closes.get();
            assertThat(kept.get()).isTrue();
        }
        mapping.flush(Durability.DEVICE);
    }
}
