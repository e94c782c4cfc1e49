package io.fileview.commit.journal;

import static io.fileview.testing.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.MappingException;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import io.fileview.spi.EngineFile;
import io.fileview.waiting.Attempts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Writers and readers keep each other out, by whatever name they reach the file, and not for ever. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class CommitLocksTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    private JournalWorld world;

    @BeforeEach
    void makeWorld() throws IOException {
        world = new JournalWorld(4096);
    }

    @AfterEach
    void closeWorld() {
        world.close();
        assertThat(world.system.openNames()).isEmpty();
    }

    private CommitLocks user(boolean writable) throws IOException {
        return CommitLocks.open(world.files(), world.data().identity(), writable);
    }

    private CommitLocks writer() throws IOException {
        return user(true);
    }

    private CommitLocks reader() throws IOException {
        return user(false);
    }

    private static void hold(CommitLocks reader) throws IOException {
        Attempts attempts = Attempts.within(LONG);
        while (!reader.tryHoldState(false)) {
            if (!attempts.pause()) {
                throw reader.stateInUse(attempts);
            }
        }
    }

    private static void change(CommitLocks writer) throws IOException {
        writer.changeState(Attempts.within(LONG));
    }

    /** Waits until a thread has tried to get a lock. */
    private void awaitAttempt(long position) {
        while (callsOf(Operation.LOCK, position) == 0) {
            Thread.onSpinWait();
        }
    }

    private long callsOf(Operation operation, long offset) {
        return world.system.faults().log().stream()
                .filter(call -> call.operation() == operation && call.offset() == offset)
                .count();
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

    @Test
    void thereIsOneWriterByAllNamesOfTheFile() throws IOException {
        Path hardLink = JournalWorld.DIRECTORY.resolve("hard");
        world.system.others().link(hardLink, JournalWorld.FILE);
        try (CommitFiles other = world.filesOf(hardLink)) {
            CommitLocks first = writer();
            CommitLocks second = CommitLocks.open(other, world.data().identity(), true);
            assertThat(first.tryWriter()).isTrue();
            assertThat(second.tryWriter()).isFalse();
            first.close();
            second.close();
        }
    }

    @Test
    void whereLocksAreKeptThereIsNoFileBeside() throws IOException {
        CommitLocks writer = writer();
        assertThat(writer.tryWriter()).isTrue();
        assertThat(world.system.others().list(JournalWorld.DIRECTORY)).containsExactly("file");
        writer.close();
    }

    /** A reader asks for a moment whether there is a writer. */
    @Test
    void aWriterTriesAgainWhileAReaderAsks() throws IOException {
        CommitLocks first = writer();
        CommitLocks second = writer();
        assertThat(first.tryWriter()).isTrue();
        AtomicInteger attempts = new AtomicInteger();
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.LOCK
                                    && call.offset() == CommitLocks.WRITER
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
    void c3ReadersKnowWhetherTheFileMayLackCommits() throws IOException {
        CommitLocks writer = writer();
        CommitLocks reader = reader();
        assertThat(reader.isSettled()).isFalse();
        assertThat(writer.tryWriter()).isTrue();
        assertThat(reader.isSettled()).isFalse(); // It has not been recovered.
        writer.settle(Attempts.within(Duration.ZERO));
        assertThat(reader.isSettled()).isTrue();
        writer.unsettle();
        assertThat(reader.isSettled()).isFalse();
        writer.settle(Attempts.within(Duration.ZERO)); // Asking has kept no lock.
        writer.abandon();
        assertThat(reader.isSettled()).isFalse();
        reader.close();
    }

    @Test
    void aWriterStopsReadersWhileItWaitsForOneThatAsks() throws IOException {
        CommitLocks writer = writer();
        CommitLocks reader = reader();
        EngineFile asking = world.data();
        assertThat(asking.lock(CommitLocks.SETTLED, true, Duration.ZERO)).isTrue();
        AtomicInteger attempts = new AtomicInteger();
        List<Boolean> stopped = new ArrayList<>();
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.LOCK
                                    && call.offset() == CommitLocks.SETTLED) {
                                stopped.add(reader.writerWaits());
                                if (attempts.incrementAndGet() == 2) {
                                    asking.unlock(CommitLocks.SETTLED);
                                }
                            }
                            return Fault.NONE;
                        });
        writer.settle(Attempts.within(Duration.ofSeconds(10)));
        assertThat(stopped).containsExactly(false, true);
        assertThat(reader.writerWaits()).as("it has left the turnstile").isFalse();
        assertThat(reader.isSettled()).isTrue();
        writer.close();
        reader.close();
    }

    @Test
    void aWriterDoesNotWaitForeverForAReaderThatAsks() throws IOException {
        CommitLocks writer = writer();
        String asking = "process 7 (other)";
        world.system.others().lock(JournalWorld.FILE, CommitLocks.SETTLED, true, asking);
        assertThatExceptionOfType(JournalWorld.InUse.class)
                .isThrownBy(() -> writer.settle(Attempts.within(Duration.ofMillis(20))))
                .withMessageContaining("a reader that asks whether the file lacks commits ("
                        + asking + "), which did not finish within 20 ms");
        assertThat(world.isFree(JournalWorld.FILE, CommitLocks.TURNSTILE)).isTrue();
        world.system.others().unlock(JournalWorld.FILE, CommitLocks.SETTLED, asking);
        writer.settle(Attempts.within(Duration.ZERO));
        writer.close();
    }

    @Test
    void c3ReadersAndTheWriterKeepEachOtherOut() throws Exception {
        CommitLocks writer = writer();
        CommitLocks first = reader();
        CommitLocks second = reader();
        hold(first);
        hold(second);
        world.system.faults().plan(call -> Fault.NONE);
        CompletableFuture<Void> changes = inBackground(() -> change(writer));
        awaitAttempt(CommitLocks.STATE);
        first.releaseState();
        assertThat(changes).isNotDone();
        second.releaseState();
        changes.get();
        world.system.faults().restart();
        CompletableFuture<Void> reads = inBackground(() -> hold(first));
        awaitAttempt(CommitLocks.STATE);
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
        hold(first);
        world.system.faults().plan(call -> Fault.NONE);
        CompletableFuture<Void> changes = inBackground(() -> change(writer));
        awaitAttempt(CommitLocks.STATE);
        assertThat(first.writerWaits()).isTrue();
        world.system.faults().restart();
        CompletableFuture<Void> reads = inBackground(() -> hold(late));
        awaitAttempt(CommitLocks.TURNSTILE);
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

    /** The writer may be waiting for the lock that the same thread holds already. */
    @Test
    void whoReadsAlreadyOvertakesAWriterThatWaits() throws Exception {
        CommitLocks writer = writer();
        CommitLocks first = reader();
        CommitLocks second = reader();
        hold(first);
        world.system.faults().plan(call -> Fault.NONE);
        CompletableFuture<Void> changes = inBackground(() -> change(writer));
        awaitAttempt(CommitLocks.STATE);
        assertThat(second.tryHoldState(true)).isTrue();
        assertThat(changes).isNotDone();
        second.releaseState();
        first.releaseState();
        changes.get();
        writer.close();
        first.close();
        second.close();
    }

    @Test
    void everyWaitEndsWithItsLimitAndSaysWhoIsInTheWay() throws IOException {
        CommitLocks writer = writer();
        CommitLocks reader = reader();
        hold(reader);
        assertThatExceptionOfType(JournalWorld.InUse.class)
                .isThrownBy(() -> writer.changeState(Attempts.within(Duration.ofMillis(20))))
                .withMessageContaining(
                        "is in use by a reader with a read lock, which did not finish"
                                + " within 20 ms; end it there");
        assertThat(reader.writerWaits()).isFalse(); // It has left the turnstile.
        reader.releaseState();
        change(writer);
        assertThatExceptionOfType(JournalWorld.InUse.class)
                .isThrownBy(
                        () -> {
                            assertThat(reader.tryHoldState(false)).isFalse();
                            throw reader.stateInUse(Attempts.within(Duration.ZERO));
                        })
                .withMessageContainingAll("the writer", "within 0 ms");
        writer.releaseState();
        hold(reader);
        writer.close();
        reader.close();
    }

    @Test
    void everyWaitEndsWithAnInterrupt() throws Exception {
        CommitLocks writer = writer();
        CommitLocks reader = reader();
        change(writer);
        world.system.faults().plan(call -> Fault.NONE);
        boolean[] kept = new boolean[1];
        Thread[] thread = new Thread[1];
        CompletableFuture<Void> reads =
                inBackground(
                        () -> {
                            thread[0] = Thread.currentThread();
                            assertThatExceptionOfType(InterruptedIOException.class)
                                    .isThrownBy(() -> hold(reader));
                            kept[0] = Thread.interrupted();
                        });
        awaitAttempt(CommitLocks.STATE);
        thread[0].interrupt();
        reads.get();
        assertThat(kept[0]).isTrue();
        writer.releaseState();
        hold(reader);
        writer.close();
        reader.close();
    }

    @Test
    void theTurnstileIsLeftThoughTheStateIsNotToBeHad() throws IOException {
        CommitLocks writer = writer();
        CommitLocks reader = reader();
        Faults.Plan refused =
                Faults.each(
                        call -> call.operation() == Operation.LOCK
                                && call.offset() == CommitLocks.STATE,
                        Fault.error(OsError.EIO));
        world.system.faults().plan(refused);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> change(writer));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> hold(reader));
        world.system.faults().none();
        hold(reader);
        reader.releaseState();
        change(writer);
        writer.close();
        reader.close();
    }

    @Test
    void aFileThatHasTakenTheNameIsNotLocked() throws IOException {
        world.system.others().rename(
                JournalWorld.FILE, JournalWorld.DIRECTORY.resolve("moved"));
        world.system.others().write(JournalWorld.FILE, new byte[1]);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(this::writer)
                .withMessageContaining("another file");
    }

    @Test
    void locksAreBytesBeyondTheEndOfTheFile() throws IOException {
        world.system.faults().plan(call -> Fault.NONE);
        CommitLocks writer = writer();
        writer.tryWriter();
        change(writer);
        assertThat(world.system.faults().log())
                .filteredOn(call -> call.operation() == Operation.LOCK)
                .extracting(Call::offset)
                .containsExactly(
                        CommitLocks.WRITER, CommitLocks.TURNSTILE, CommitLocks.STATE)
                .allMatch(offset -> offset > Long.MAX_VALUE - 256);
        writer.close();
    }

    @Test
    void whatIsClosedStaysClosed() throws IOException {
        CommitLocks closed = writer();
        closed.close();
        closed.close();
        closed.abandon();
        CommitLocks abandoned = writer();
        abandoned.abandon();
        abandoned.close();
        assertThat(world.system.openNames()).containsExactly(
                JournalWorld.DIRECTORY.toString(), JournalWorld.FILE.toString());
    }

    /** No other part of the process can release the locks by reading them. */
    @Test
    void attributesAreAllowedWhereLocksAreKept() throws IOException {
        CommitLocks writer = writer();
        assertThat(writer.allowAttributes()).isTrue();
        assertThat(writer.tryWriter()).isTrue();
        boolean[] isLocked = new boolean[1];
        writer.withAttribute(
                () -> isLocked[0] = !world.isFree(JournalWorld.FILE, CommitLocks.WRITER));
        assertThat(isLocked[0]).isTrue();
        writer.close();
    }
}
