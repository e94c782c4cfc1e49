package io.fileview.live;

import static io.fileview.testing.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.FlushFailedException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.WaitTimeoutException;
import io.fileview.memory.Fault;
import io.fileview.memory.Operation;
import io.fileview.testing.Eventually;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** An engine that calls the mapping or view for which it works, and one that does not return. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class WaitingForOneselfTest extends LiveFixture {
    private final CountDownLatch release = new CountDownLatch(1);

    private interface Inside {
        void run() throws IOException;
    }

    @AfterEach
    void release() {
        release.countDown();
    }

    private FileMapping mapping(Duration waitLimit) throws IOException {
        return FileMapping.builder(FILE)
                .engine(system.engine())
                .protection(Protection.READ_WRITE)
                .waitLimit(waitLimit)
                .open();
    }

    /** The engine makes a call of its own within the first call of an operation. */
    private void within(Operation operation, Inside inside) {
        AtomicBoolean first = new AtomicBoolean(true);
        system.faults()
                .plan(
                        call -> {
                            if (call.operation() == operation && first.getAndSet(false)) {
                                inside.run();
                            }
                            return Fault.NONE;
                        });
    }

    /** The engine does not return from the first call of an operation until it is released. */
    private CountDownLatch hangIn(Operation operation) {
        CountDownLatch hangs = new CountDownLatch(1);
        within(
                operation,
                () -> {
                    hangs.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        throw new InterruptedIOException();
                    }
                });
        return hangs;
    }

    @Test
    void aViewThatIsClosedDuringItsOwnCallStaysMapped() throws IOException {
        try (FileMapping mapping = mapping(Protection.READ_WRITE); View view = mapping.map()) {
            within(Operation.PREFETCH, view::close);
            assertThatIllegalStateException().isThrownBy(view::prefetch)
                    .withMessageContainingAll(view.toString(), "is using it itself");
            assertThat(view.isMapped()).isTrue();
            view.prefetch();
        }
    }

    @Test
    void aMappingDoesNotGrowWhileTheSameThreadMapsIt() throws IOException {
        try (FileMapping mapping = mapping(Protection.READ_WRITE)) {
            within(Operation.MAP, () -> mapping.grow(SIZE + 1));
            assertThatIllegalStateException().isThrownBy(mapping::map)
                    .withMessageContainingAll("the size of " + FILE, "is using it itself");
            assertThat(mapping.size()).isEqualTo(SIZE);
            mapping.grow(SIZE + 1);
        }
    }

    @Test
    void aFlushDoesNotWaitForItself() throws IOException {
        try (FileMapping mapping = mapping(Protection.READ_WRITE)) {
            within(Operation.FLUSH, () -> mapping.flush(Durability.DEVICE));
            assertThatIllegalStateException().isThrownBy(() -> mapping.flush(Durability.DEVICE))
                    .withMessageContaining("flushes of the file that are in progress");
            mapping.flush(Durability.DEVICE);
        }
    }

    @Test
    void whoClosesAViewIsToldWhichThreadUsesIt() throws Exception {
        try (FileMapping mapping = mapping(Duration.ofMillis(1))) {
            View view = mapping.map();
            CountDownLatch hangs = hangIn(Operation.PREFETCH);
            CompletableFuture<Void> prefetch =
                    inBackground(
                            () -> {
                                Thread.currentThread().setName("who prefetches");
                                view.prefetch();
                            });
            hangs.await();
            assertThatIllegalStateException().isThrownBy(view::close)
                    .withMessageContainingAll(view.toString(), "who prefetches");
            assertThatIllegalStateException().isThrownBy(() -> view.remap(SIZE))
                    .withMessageContaining("who prefetches");
            assertThat(view.isMapped()).isTrue();
            release.countDown();
            prefetch.get();
            view.close();
            assertThat(view.isMapped()).isFalse();
        }
    }

    @Test
    void whoChangesTheSizeIsToldWhichThreadMaps() throws Exception {
        try (FileMapping mapping = mapping(Duration.ofMillis(1))) {
            CountDownLatch hangs = hangIn(Operation.MAP);
            CompletableFuture<Void> map =
                    inBackground(
                            () -> {
                                Thread.currentThread().setName("who maps");
                                mapping.map().close();
                            });
            hangs.await();
            assertThatExceptionOfType(WaitTimeoutException.class)
                    .isThrownBy(() -> mapping.grow(2 * SIZE))
                    .withMessageContainingAll(FILE.toString(), "who maps", "waitLimit")
                    .satisfies(e -> assertThat(e.file()).isEqualTo(FILE.toString()));
            assertThatExceptionOfType(WaitTimeoutException.class)
                    .isThrownBy(() -> mapping.truncate(1));
            mapping.map().close(); // Those who map do not wait for each other.
            release.countDown();
            map.get();
            mapping.grow(2 * SIZE);
        }
    }

    @Test
    void whoOpensIsToldWhichThreadChangesTheSize() throws Exception {
        try (FileMapping mapping = mapping(Duration.ofMillis(1))) {
            CountDownLatch hangs = hangIn(Operation.EXTEND);
            CompletableFuture<Void> grow =
                    inBackground(
                            () -> {
                                Thread.currentThread().setName("who grows");
                                mapping.grow(2 * SIZE);
                            });
            hangs.await();
            assertThatExceptionOfType(WaitTimeoutException.class).isThrownBy(mapping::map)
                    .withMessageContaining("who grows");
            assertThatExceptionOfType(WaitTimeoutException.class)
                    .isThrownBy(() -> mapping(Duration.ZERO))
                    .withMessageContaining("who grows");
            release.countDown();
            grow.get();
        }
    }

    @Test
    void aFlushIsNotBelievedWhileAnotherHangs() throws Exception {
        try (FileMapping mapping = mapping(Duration.ofMillis(1))) {
            CountDownLatch hangs = hangIn(Operation.FLUSH);
            CompletableFuture<Void> first =
                    inBackground(
                            () -> {
                                Thread.currentThread().setName("who flushes");
                                mapping.flush(Durability.DEVICE);
                            });
            hangs.await();
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(() -> mapping.flush(Durability.DEVICE))
                    .withMessageContainingAll("who flushes", "waitLimit")
                    .satisfies(e -> assertThat(mapping.pending()).isEmpty());
            release.countDown();
            first.get();
            mapping.flush(Durability.DEVICE);
        }
    }

    @Test
    void anInterruptEndsTheWaitForTheSize() throws Exception {
        try (FileMapping mapping = mapping(Duration.ofDays(1))) {
            CountDownLatch hangs = hangIn(Operation.MAP);
            CompletableFuture<Void> map = inBackground(() -> mapping.map().close());
            hangs.await();
            assertEndedByAnInterrupt(() -> mapping.grow(2 * SIZE));
            assertThat(mapping.size()).isEqualTo(SIZE);
            release.countDown();
            map.get();
        }
    }

    @Test
    void anInterruptEndsTheWaitForThoseWhoChangeTheSize() throws Exception {
        try (FileMapping mapping = mapping(Duration.ofDays(1))) {
            CountDownLatch hangs = hangIn(Operation.EXTEND);
            CompletableFuture<Void> grow = inBackground(() -> mapping.grow(2 * SIZE));
            hangs.await();
            assertEndedByAnInterrupt(mapping::map);
            release.countDown();
            grow.get();
        }
    }

    private static void assertEndedByAnInterrupt(Inside call) throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        AtomicBoolean kept = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> interrupted =
                inBackground(
                        () -> {
                            thread.set(Thread.currentThread());
                            begun.countDown();
                            try {
                                call.run();
                            } finally {
                                kept.set(Thread.interrupted());
                            }
                        });
        begun.await();
        Eventually.waits(thread.get());
        thread.get().interrupt();
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(interrupted::get)
                .withCauseInstanceOf(InterruptedIOException.class)
                .withMessageContainingAll(FILE.toString(), "nothing has been done");
        assertThat(kept).isTrue();
    }
}
