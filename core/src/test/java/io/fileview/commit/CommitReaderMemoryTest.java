package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static io.fileview.testing.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.BeyondEndException;
import io.fileview.View;
import io.fileview.commit.CommitReader.ReadLock;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Readers of a file in memory that is opened for commits. */
class CommitReaderMemoryTest extends CommitReaderFixture {
    @Test
    void itNamesItsFileAndItsSize() throws IOException {
        try (CommitReader reader = world.reader()) {
            assertThat(reader.path()).isEqualTo(CommitWorld.FILE);
            assertThat(reader.size()).isEqualTo(SIZE);
            assertThat(reader.toString()).isEqualTo("commit reader of " + CommitWorld.FILE);
            assertThatExceptionOfType(BeyondEndException.class)
                    .isThrownBy(() -> reader.map(SIZE, 1));
            try (View part = reader.map(PAGE, 5); View whole = reader.map()) {
                assertThat(part.length()).isEqualTo(5);
                assertThat(whole.length()).isEqualTo(SIZE);
                assertThat(part.guarded().getByte(0)).isEqualTo((byte) 'a');
            }
        }
        assertThat(world.system.others().list(CommitWorld.DIRECTORY)).containsExactly("file");
    }

    @Test
    void whereThereIsNothingToReadThatIsTold() throws IOException {
        world.system.others().delete(CommitWorld.FILE);
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(world::reader);
        assertThat(world.system.others().list(CommitWorld.DIRECTORY)).isEmpty();
    }

    @Test
    void aReaderFollowsCommitsAndTheSize() throws IOException {
        try (CommitMapping commits = world.open();
                CommitReader reader = world.reader();
                View seen = reader.map()) {
            try (View view = commits.map()) {
                view.guarded().setByte(1, (byte) 'b');
                assertThat(seen.guarded().getByte(1)).isEqualTo((byte) 'a');
                commits.commit();
                assertThat(seen.guarded().getByte(1)).isEqualTo((byte) 'b');
            }
            commits.grow(SIZE + 100);
            assertThat(reader.size()).isEqualTo(SIZE);
            reader.readLock().close();
            assertThat(reader.size()).isEqualTo(SIZE + 100);
        }
    }

    @Test
    void c3AReadLockKeepsACommitOut() throws Exception {
        try (CommitMapping commits = world.open(); CommitReader reader = world.reader()) {
            View view = commits.map();
            view.guarded().setByte(1, (byte) 'b');
            ReadLock first = reader.readLock();
            ReadLock again = reader.readLock();
            world.system.faults().plan(call -> Fault.NONE);
            CompletableFuture<Void> committed = inBackground(commits::commit);
            awaitCall(Operation.LOCK, STATE);
            assertThat(world.file()[1]).isEqualTo((byte) 'a');
            ReadLock third = reader.readLock(); // The thread that has the lock may have it again.
            third.close();
            first.close();
            first.close();
            assertThat(committed).isNotDone();
            again.close();
            committed.get();
            assertThat(world.file()[1]).isEqualTo((byte) 'b');
        }
    }

    @Test
    void c3AReaderWaitsWhileACommitIsBeingWrittenToTheFile() throws Exception {
        try (CommitMapping commits = world.open();
                CommitReader reader = world.reader();
                View view = commits.map()) {
            view.guarded().setByte(1, (byte) 'b');
            CountDownLatch writes = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            world.system.faults()
                    .plan(
                            call -> {
                                if (of(Operation.WRITE, "/file").test(call)) {
                                    writes.countDown();
                                    return Fault.delay(goOn, Duration.ofSeconds(50));
                                }
                                return Fault.NONE;
                            });
            CompletableFuture<Void> committed = inBackground(commits::commit);
            writes.await();
            assertThatExceptionOfType(CommitInUseException.class)
                    .isThrownBy(() -> reader.readLock(Duration.ofMillis(10)))
                    .withMessageContainingAll("the writer", "within 10 ms");
            CompletableFuture<Void> reads = inBackground(() -> reader.readLock().close());
            goOn.countDown();
            committed.get();
            reads.get();
        }
    }

    /** Or ever more threads of one reader would keep the writer out. */
    @Test
    void aWriterThatWaitsIsNotOvertakenByOtherThreads() throws Exception {
        try (CommitMapping commits = world.open(); CommitReader reader = world.reader()) {
            View view = commits.map();
            view.guarded().setByte(1, (byte) 'b');
            ReadLock mine = reader.readLock();
            world.system.faults().plan(call -> Fault.NONE);
            CompletableFuture<Void> committed = inBackground(commits::commit);
            awaitCall(Operation.LOCK, STATE);
            world.system.faults().restart();
            byte[] seen = new byte[1];
            CompletableFuture<Void> late =
                    inBackground(
                            () -> {
                                try (ReadLock lock = reader.readLock()) {
                                    assertThat(lock).isNotNull();
                                    seen[0] = world.file()[1];
                                }
                            });
            awaitCall(Operation.LOCK, TURNSTILE); // It has looked whether a writer waits.
            assertThat(late).isNotDone();
            mine.close();
            committed.get();
            late.get();
            assertThat(seen[0]).isEqualTo((byte) 'b');
        }
    }

    @Test
    void otherThreadsShareTheLockWhileNoWriterWaits() throws Exception {
        try (CommitReader reader = world.reader()) {
            ReadLock mine = reader.readLock();
            world.system.faults().plan(call -> Fault.NONE);
            inBackground(() -> reader.readLock().close()).get();
            assertThat(world.system.faults().log()).noneMatch(lock(STATE));
            mine.close();
            assertThat(world.system.faults().log())
                    .filteredOn(
                            call -> call.operation() == Operation.UNLOCK
                                    && call.offset() == STATE)
                    .hasSize(1);
        }
    }

    @Test
    void aThreadThatReadsIsToldThatItCannotCommit() throws Exception {
        try (CommitMapping commits = world.open();
                CommitReader reader = world.reader();
                CommitReader other = world.reader()) {
            View view = commits.map();
            view.guarded().setByte(1, (byte) 'b');
            ReadLock lock = reader.readLock();
            ReadLock second = other.readLock();
            assertThatIllegalStateException().isThrownBy(commits::commit)
                    .withMessageContainingAll("this thread holds a read lock",
                            CommitWorld.FILE.toString());
            lock.close();
            assertThatIllegalStateException().isThrownBy(commits::commit);
            inBackground(
                    () -> assertThatExceptionOfType(CommitFailedException.class)
                            .isThrownBy(
                                    () -> {
                                        world.system.faults()
                                                .plan(
                                                        Faults.once(
                                                                of(Operation.RESERVE, "/file"),
                                                                Fault.error(OsError.EIO)));
                                        commits.commit();
                                    }))
                    .get(); // Another thread may try.
            world.system.faults().none();
            second.close();
            commits.commit();
        }
    }

    @Test
    void aReaderThatCannotHoldTheStateHoldsNothing() throws IOException {
        try (CommitReader reader = world.reader(); CommitMapping commits = world.open()) {
            View view = commits.map();
            for (Operation operation : new Operation[] {Operation.FIND, Operation.SIZE,
                Operation.LOCK}) {
                world.system.faults().plan(Faults.once(operation, Fault.error(OsError.EIO)));
                assertThatExceptionOfType(IOException.class).as("%s", operation)
                        .isThrownBy(reader::readLock);
                world.system.faults().none();
                view.guarded().setByte(1, (byte) operation.name().charAt(0));
                commits.commit(); // would wait for a lock that is held
            }
        }
    }

    @Test
    void aReaderTakesSnapshotsAndReleasesItsLock() throws IOException {
        try (CommitMapping commits = world.open(); CommitReader reader = world.reader()) {
            try (Snapshot snapshot = reader.snapshot();
                    View of = snapshot.map();
                    View view = commits.map()) {
                view.guarded().setByte(1, (byte) 'b');
                commits.commit();
                assertThat(of.guarded().getByte(1)).isEqualTo((byte) 'a');
            }
            world.system.faults()
                    .plan(Faults.each(Operation.OPEN_TEMPORARY, Fault.error(OsError.EIO)));
            assertThatExceptionOfType(IOException.class).isThrownBy(reader::snapshot);
            world.system.faults().none();
            commits.commit();
        }
    }

    @Test
    void afterClosingNothingCanBeRead() throws IOException {
        CommitReader reader = world.reader();
        View view = reader.map();
        reader.close();
        reader.close();
        assertThat(view.guarded().getByte(0)).isEqualTo((byte) 'a'); // It stays mapped.
        view.close();
        assertThatIllegalStateException().isThrownBy(reader::readLock)
                .withMessageContaining("commit reader of " + CommitWorld.FILE)
                .withMessageContaining("is closed; open it again");
        assertThatIllegalStateException().isThrownBy(reader::snapshot);
        assertThatIllegalStateException().isThrownBy(reader::map);
        assertThat(world.lockIsThere()).isFalse();
    }

    @Test
    void closingReleasesAReadLockThatIsHeld() throws Exception {
        CommitReader reader = world.reader();
        ReadLock lock = reader.readLock();
        reader.close();
        try (CommitMapping commits = world.open(); View view = commits.map()) {
            view.guarded().setByte(1, (byte) 'b');
            inBackground(commits::commit).get();
            lock.close();
            view.guarded().setByte(1, (byte) 'c');
            commits.commit();
        }
    }

    @Test
    void closingEndsTheWaitOfOtherThreads() throws Exception {
        CommitMapping commits = world.open();
        CommitReader reader = world.reader();
        View view = commits.map();
        view.guarded().setByte(1, (byte) 'b');
        ReadLock held = reader.readLock();
        world.system.faults().plan(call -> Fault.NONE);
        CompletableFuture<Void> committed = inBackground(commits::commit);
        awaitCall(Operation.LOCK, STATE);
        world.system.faults().restart();
        CompletableFuture<Void> late = inBackground(() -> reader.readLock().close());
        awaitCall(Operation.LOCK, TURNSTILE);
        reader.close();
        committed.get();
        assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
                .isThrownBy(late::get)
                .withCauseInstanceOf(IllegalStateException.class);
        held.close(); // Until here it is not collected, which would release it.
        commits.close();
    }

    @Test
    void anEngineCanBeChosenByName() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> CommitReader.open(CommitWorld.FILE, "no such"))
                .withMessageContaining("there is no engine named no such");
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> CommitReader.open(CommitWorld.FILE, "portable"));
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> CommitReader.open(CommitWorld.FILE));
    }
}
