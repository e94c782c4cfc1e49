package io.fileview.commit.journal;

import static io.fileview.testing.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.commit.journal.CommitLocks.Death;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Writers and readers keep each other out, and the last of them leaves nothing behind. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class CommitLocksTest {
    private static final long WRITER = 1;
    private static final long TURNSTILE = 2;
    private static final long STATE = 3;
    private static final long RECOVERY = 4;

    private JournalWorld world;

    @BeforeEach
    void makeWorld() throws IOException {
        world = new JournalWorld(4096);
    }

    @AfterEach
    void closeWorld() {
        world.close();
    }

    private CommitLocks writer() throws IOException {
        return CommitLocks.forWriter(world.files());
    }

    private CommitLocks reader() throws IOException {
        return CommitLocks.forReader(world.files());
    }

    /** Waits until a thread has called for a lock, which it then waits for. */
    private void awaitCall(Operation operation, long position, int times) {
        while (world.system.faults().log().stream()
                .filter(call -> call.operation() == operation && call.offset() == position)
                .count() < times) {
            Thread.onSpinWait();
        }
    }

    @Test
    void thereIsOneWriter() throws IOException {
        CommitLocks first = writer();
        CommitLocks second = writer();
        assertThat(first.tryWriter()).isTrue();
        assertThat(second.tryWriter()).isFalse();
        first.close();
        assertThat(second.tryWriter()).isTrue();
        second.close();
    }

    /** A reader that may not write looks for a moment whether there is a writer. */
    @Test
    void aWriterTriesAgainWhileAReaderLooks() throws IOException {
        CommitLocks first = writer();
        CommitLocks second = writer();
        assertThat(first.tryWriter()).isTrue();
        AtomicInteger attempts = new AtomicInteger();
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.LOCK && call.offset() == WRITER
                                    && attempts.incrementAndGet() == 3) {
                                first.close();
                            }
                            return Fault.NONE;
                        });
        assertThat(second.tryWriter()).isTrue();
        assertThat(attempts).hasValue(3);
        second.close();
    }

    @Test
    void aWriterGivesUpAfterAFewAttempts() throws IOException {
        CommitLocks first = writer();
        CommitLocks second = writer();
        assertThat(first.tryWriter()).isTrue();
        world.system.faults().plan(call -> Fault.NONE);
        assertThat(second.tryWriter()).isFalse();
        long attempts = callsOf(Operation.LOCK, WRITER);
        assertThat(attempts).isGreaterThan(1);
        assertThat(callsOf(Operation.UNLOCK, RECOVERY)).isEqualTo(attempts);
        first.close();
        second.close();
    }

    private long callsOf(Operation operation, long offset) {
        return world.system.faults().log().stream()
                .filter(call -> call.operation() == operation && call.offset() == offset)
                .count();
    }

    @Test
    void aWriterWaitsForARecovery() throws Exception {
        CommitLocks reader = reader();
        assertThat(reader.writerDeath()).isEqualTo(Death.DEAD);
        CommitLocks writer = writer();
        world.system.faults().plan(call -> Fault.NONE);
        CompletableFuture<Void> became =
                inBackground(() -> assertThat(writer.tryWriter()).isTrue());
        awaitCall(Operation.LOCK, RECOVERY, 1);
        assertThat(became).isNotDone();
        reader.endRecovery();
        became.get();
        writer.close();
        reader.close();
    }

    @Test
    void readersTellALivingWriterFromADeadOne() throws IOException {
        CommitLocks writer = writer();
        CommitLocks reader = reader();
        assertThat(writer.tryWriter()).isTrue();
        assertThat(reader.writerDeath()).isEqualTo(Death.ALIVE);
        writer.abandon();
        assertThat(reader.writerDeath()).isEqualTo(Death.DEAD);
        CommitLocks another = reader();
        assertThat(another.writerDeath()).isEqualTo(Death.ASKED_BY_ANOTHER);
        reader.endRecovery();
        assertThat(another.writerDeath()).isEqualTo(Death.DEAD);
        another.endRecovery();
        assertThat(another.tryWriter()).isTrue();
        another.close();
        reader.close();
    }

    /** After ALIVE nothing is kept: the next asks again, and the writer may recover. */
    @Test
    void askingALivingWriterKeepsNoLock() throws IOException {
        CommitLocks writer = writer();
        CommitLocks reader = reader();
        CommitLocks another = reader();
        assertThat(writer.tryWriter()).isTrue();
        assertThat(reader.writerDeath()).isEqualTo(Death.ALIVE);
        assertThat(another.writerDeath()).isEqualTo(Death.ALIVE);
        another.awaitRecovery();
        writer.close();
        reader.close();
        another.close();
    }

    @Test
    void whoWaitsForARecoveryGoesOnWhenItEnds() throws Exception {
        CommitLocks reader = reader();
        CommitLocks another = reader();
        assertThat(reader.writerDeath()).isEqualTo(Death.DEAD);
        world.system.faults().plan(call -> Fault.NONE);
        CompletableFuture<Void> waits = inBackground(another::awaitRecovery);
        awaitCall(Operation.LOCK, RECOVERY, 1);
        assertThat(waits).isNotDone();
        reader.endRecovery();
        waits.get();
        assertThat(reader.writerDeath()).isEqualTo(Death.DEAD); // The lock was not kept.
        reader.close();
        another.close();
    }

    @Test
    void c3ReadersAndTheWriterKeepEachOtherOut() throws Exception {
        CommitLocks writer = writer();
        CommitLocks first = reader();
        CommitLocks second = reader();
        first.holdState();
        second.holdState();
        world.system.faults().plan(call -> Fault.NONE);
        CompletableFuture<Void> changes = inBackground(writer::changeState);
        awaitCall(Operation.LOCK, STATE, 1);
        first.releaseState();
        assertThat(changes).isNotDone();
        second.releaseState();
        changes.get();
        world.system.faults().restart();
        CompletableFuture<Void> reads = inBackground(first::holdState);
        awaitCall(Operation.LOCK, STATE, 1);
        assertThat(reads).isNotDone();
        writer.releaseState();
        reads.get();
        writer.close();
        first.close();
        second.close();
    }

    /** Or ever more readers would keep it out. */
    @Test
    void aWriterThatWaitsIsNotOvertaken() throws Exception {
        CommitLocks writer = writer();
        CommitLocks first = reader();
        CommitLocks late = reader();
        assertThat(first.writerWaits()).isFalse();
        assertThat(first.writerWaits()).isFalse();
        first.holdState();
        assertThat(first.writerWaits()).isFalse(); // and keeps no lock
        world.system.faults().plan(call -> Fault.NONE);
        CompletableFuture<Void> changes = inBackground(writer::changeState);
        awaitCall(Operation.LOCK, STATE, 1);
        assertThat(first.writerWaits()).isTrue();
        world.system.faults().restart();
        CompletableFuture<Void> reads = inBackground(late::holdState);
        awaitCall(Operation.LOCK, TURNSTILE, 1);
        assertThat(reads).isNotDone();
        first.releaseState();
        changes.get();
        assertThat(first.writerWaits()).isFalse();
        assertThat(reads).isNotDone();
        writer.releaseState();
        reads.get();
        writer.close();
        first.close();
        late.close();
    }

    @Test
    void theTurnstileIsLeftThoughTheStateIsNotToBeHad() throws IOException {
        CommitLocks writer = writer();
        CommitLocks reader = reader();
        Faults.Plan refused =
                Faults.each(
                        call -> call.operation() == Operation.LOCK && call.offset() == STATE,
                        Fault.error(OsError.EIO));
        world.system.faults().plan(refused);
        assertThatExceptionOfType(IOException.class).isThrownBy(writer::changeState);
        assertThatExceptionOfType(IOException.class).isThrownBy(reader::holdState);
        world.system.faults().none();
        reader.holdState();
        reader.releaseState();
        writer.changeState();
        writer.close();
        reader.close();
    }

    @Test
    void becomingTheWriterLeavesTheRecoveryLockThoughItFails() throws IOException {
        CommitLocks writer = writer();
        world.system.faults()
                .plan(
                        Faults.once(
                                call -> call.operation() == Operation.LOCK
                                        && call.offset() == WRITER,
                                Fault.error(OsError.EIO)));
        assertThatExceptionOfType(IOException.class).isThrownBy(writer::tryWriter);
        CommitLocks reader = reader();
        assertThat(reader.writerDeath()).isEqualTo(Death.DEAD);
        reader.close();
        writer.close();
    }

    @Test
    void whoWaitsForALockKeepsAnInterrupt() throws Exception {
        CommitLocks writer = writer();
        CommitLocks reader = reader();
        writer.changeState();
        world.system.faults().plan(call -> Fault.NONE);
        CountDownLatch running = new CountDownLatch(1);
        boolean[] kept = new boolean[1];
        Thread[] thread = new Thread[1];
        CompletableFuture<Void> reads =
                inBackground(
                        () -> {
                            thread[0] = Thread.currentThread();
                            running.countDown();
                            reader.holdState();
                            kept[0] = Thread.interrupted();
                        });
        running.await();
        awaitCall(Operation.LOCK, STATE, 1);
        thread[0].interrupt();
        assertThat(reads).isNotDone();
        writer.releaseState();
        reads.get();
        assertThat(kept[0]).isTrue();
        writer.close();
        reader.close();
    }

    @Test
    void locksAreBytesOfOneFile() throws IOException {
        world.system.faults().plan(call -> Fault.NONE);
        CommitLocks writer = writer();
        writer.tryWriter();
        writer.changeState();
        assertThat(world.system.faults().log())
                .filteredOn(call -> call.operation() == Operation.LOCK)
                .extracting(Call::offset)
                .containsExactly(0L, RECOVERY, WRITER, TURNSTILE, STATE);
        writer.close();
    }
}
