package io.fileview.repair;

import static io.fileview.testing.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.FlushFailedException;
import io.fileview.Protection;
import io.fileview.memory.Fault;
import io.fileview.memory.Operation;
import io.fileview.spi.Place;
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

/** Who flushes while another thread repairs the file waits no longer than it may. */
class RepairWaitTest extends FlushFixture {
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void release() {
        release.countDown();
    }

    /** Starts a repair, which stays in the engine until it is released. */
    private CompletableFuture<Void> startRepair() throws Exception {
        FlushWorld.fill(view, 1, 'b');
        world.failOnce(Operation.DISK_WRITE);
        failing(() -> mapping.flush(Durability.DEVICE));
        CountDownLatch repairs = new CountDownLatch(1);
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.DIRTY_AGAIN
                                    && repairs.getCount() == 1) {
                                repairs.countDown();
                                return Fault.delay(release, Duration.ofMinutes(1));
                            }
                            return Fault.NONE;
                        });
        CompletableFuture<Void> repair =
                inBackground(
                        () -> {
                            Thread.currentThread().setName("who repairs");
                            mapping.flush(Durability.DEVICE);
                        });
        repairs.await();
        return repair;
    }

    private FileMapping impatient() throws IOException {
        return FileMapping.builder(FlushWorld.FILE)
                .engine(world.system.engine())
                .protection(Protection.READ_WRITE)
                .waitLimit(Duration.ofMillis(1))
                .open();
    }

    @Test
    void aFlushIsToldWhoRepairs() throws Exception {
        CompletableFuture<Void> repair = startRepair();
        try (FileMapping another = impatient()) {
            assertThat(failing(() -> another.flush(Durability.DEVICE)))
                    .hasMessageContainingAll("the repair after a failed flush", "who repairs");
            assertThat(another.pending()).isNotEmpty();
            release.countDown();
            repair.get();
            another.flush(Durability.DEVICE);
            assertThat(another.pending()).isEmpty();
        }
    }

    @Test
    void anInterruptEndsTheWaitForARepair() throws Exception {
        CompletableFuture<Void> repair = startRepair();
        AtomicReference<Thread> thread = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean kept = new AtomicBoolean();
        CompletableFuture<Void> flush =
                inBackground(
                        () -> {
                            thread.set(Thread.currentThread());
                            begun.countDown();
                            try {
                                mapping.flush(Durability.DEVICE);
                            } finally {
                                kept.set(Thread.interrupted());
                            }
                        });
        begun.await();
        Eventually.waits(thread.get());
        thread.get().interrupt();
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(flush::get)
                .withCauseInstanceOf(InterruptedIOException.class)
                .withMessageContainingAll(FlushWorld.FILE.toString(), "flush again");
        assertThat(kept).isTrue();
        release.countDown();
        repair.get();
        assertThat(mapping.pending()).isEmpty();
    }

    /** It promises nothing that the outcome of another could break. */
    @Test
    void aScheduledFlushWaitsForNoRepair() throws Exception {
        CompletableFuture<Void> repair = startRepair();
        mapping.flush(Durability.SCHEDULED);
        assertThat(repair).isNotDone();
        release.countDown();
        repair.get();
    }

    @Test
    void aScheduledFlushDoesNotWaitForAFlushThatIsInProgress() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.FLUSH_RANGE) {
                                hangs.countDown();
                                return Fault.delay(release, Duration.ofMinutes(1));
                            }
                            return Fault.NONE;
                        });
        CompletableFuture<Void> flush = inBackground(() -> view.flush(Durability.DEVICE));
        hangs.await();
        mapping.flush(Durability.SCHEDULED);
        assertThat(flush).isNotDone();
        release.countDown();
        flush.get();
    }

    /** Between two looks at what is pending, another thread has repaired the file. */
    private static void repairWhileAsked(TestOpening opening, Duration limit, FileFlushes flushes) {
        int[] asked = new int[1];
        opening.waitLimit(
                () -> {
                    if (++asked[0] == 2) {
                        flushes.debt().dirtiedAgain(flushes.debt().failures(), 0);
                        flushes.debt().settle(Durability.DEVICE, flushes.debt().failures(), 0);
                    }
                    return limit;
                });
    }

    private static void failOnce(FileFlushes flushes, TestOpening opening) {
        failing(
                () -> flushes.flush(
                        opening,
                        new ByteRange(0, 1),
                        Durability.DEVICE,
                        () -> {
                            throw new FlushFailedException(Place.of("the file"), "failed", null);
                        }));
        assertThat(flushes.debt().isPending()).isTrue();
    }

    @Test
    void afterTheRepairOfAnotherThreadAFlushFlushesItsOwnRange() throws Exception {
        try (TestOpening opening = new TestOpening(world.system, FlushWorld.FILE)) {
            FileFlushes flushes = new FileFlushes(opening);
            failOnce(flushes, opening);
            repairWhileAsked(opening, Duration.ofDays(1), flushes);
            boolean[] flushed = new boolean[1];
            flushes.flush(
                    opening, new ByteRange(0, 1), Durability.DEVICE, () -> flushed[0] = true);
            assertThat(flushed[0]).isTrue();
        }
    }

    @Test
    void aFlushWhoseTimeHasPassedMeanwhileSaysSo() throws Exception {
        try (TestOpening opening = new TestOpening(world.system, FlushWorld.FILE)) {
            FileFlushes flushes = new FileFlushes(opening);
            failOnce(flushes, opening);
            repairWhileAsked(opening, Duration.ZERO, flushes);
            assertThat(
                    failing(
                            () -> flushes.flush(
                                    opening, new ByteRange(0, 1), Durability.DEVICE, () -> {})))
                    .hasMessageContaining("repaired, again and again");
        }
    }
}
