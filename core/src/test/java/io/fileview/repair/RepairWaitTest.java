package io.fileview.repair;

import static io.fileview.testing.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.memory.Fault;
import io.fileview.memory.Operation;
import io.fileview.testing.Eventually;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
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
        CompletableFuture<Void> flush =
                inBackground(
                        () -> {
                            thread.set(Thread.currentThread());
                            begun.countDown();
                            mapping.flush(Durability.DEVICE);
                        });
        begun.await();
        Eventually.waits(thread.get());
        thread.get().interrupt();
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(flush::get)
                .withCauseInstanceOf(InterruptedIOException.class);
        release.countDown();
        repair.get();
        assertThat(mapping.pending()).isEmpty();
    }
}
