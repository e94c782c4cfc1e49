package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static io.fileview.testing.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.BeyondEndException;
import io.fileview.MappingException;
import io.fileview.NotMappableException;
import io.fileview.View;
import io.fileview.commit.CommitReader.ReadLock;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Readers of a file in memory that is opened for commits. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class CommitReaderMemoryTest {
    private static final int SIZE = 5 * PAGE + 7;
    private static final long WRITER = 1;
    private static final long TURNSTILE = 2;
    private static final long STATE = 3;
    private static final long RECOVERY = 4;

    private CommitWorld world;

    @BeforeEach
    void makeWorld() throws IOException {
        world = new CommitWorld(SIZE);
    }

    private void awaitCall(Operation operation, long position) {
        while (world.system.faults().log().stream()
                .noneMatch(
                        call -> call.operation() == operation && call.offset() == position)) {
            Thread.onSpinWait();
        }
    }

    private static Predicate<Call> lock(long position) {
        return call -> call.operation() == Operation.LOCK && call.offset() == position;
    }

    private static Predicate<Call> of(Operation operation, String ending) {
        return call -> call.operation() == operation && call.isOf(ending);
    }

    /** A commit that is durable in the journal, and of which the file has nothing. */
    private CommitMapping unappliedCommit(int page, int value) throws IOException {
        CommitMapping commits = world.open();
        try (View view = commits.map()) {
            CommitWorld.fill(view, (long) page * PAGE, PAGE, value);
            world.system.faults()
                    .plan(Faults.once(of(Operation.WRITE, "/file"), Fault.error(OsError.EIO)));
            assertThatExceptionOfType(CommitFailedException.class).isThrownBy(commits::commit);
            world.system.faults().none();
        }
        return commits;
    }

    private void leaveJournal() throws IOException {
        unappliedCommit(2, 'b').abandon();
    }

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
        world.system.others().truncate(CommitWorld.FILE, 0);
        assertThatExceptionOfType(NotMappableException.class).isThrownBy(world::reader);
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
    void c3AReaderWaitsWhileACommitIsWrittenToTheFile() throws Exception {
        try (CommitReader reader = world.reader()) {
            CommitMapping commits = unappliedCommit(2, 'b');
            world.system.faults().plan(call -> Fault.NONE);
            CompletableFuture<Void> reads = inBackground(() -> reader.readLock().close());
            awaitCall(Operation.LOCK, STATE);
            assertThat(reads).isNotDone();
            commits.rollback();
            reads.get();
            commits.close();
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
    void whatADeadWriterLeftIsRecoveredWhenAReaderIsOpened() throws IOException {
        leaveJournal();
        try (CommitReader reader = world.reader(); View view = reader.map()) {
            assertThat(view.guarded().getByte(2 * PAGE)).isEqualTo((byte) 'b');
        }
        assertThat(world.journalIsThere()).isFalse();
        assertThat(world.lockIsThere()).isFalse();
    }

    @Test
    void whatADeadWriterLeftIsRecoveredWithTheNextReadLock() throws IOException {
        try (CommitReader reader = world.reader(); View view = reader.map()) {
            leaveJournal();
            assertThat(view.guarded().getByte(2 * PAGE)).isEqualTo((byte) 'a');
            try (ReadLock lock = reader.readLock()) {
                assertThat(lock).isNotNull();
                assertThat(view.guarded().getByte(2 * PAGE)).isEqualTo((byte) 'b');
            }
            try (CommitMapping commits = world.open()) { // All locks have been released.
                assertThat(commits.changed()).isEmpty();
            }
        }
    }

    @Test
    void aJournalOfAWriterThatLivesIsLeftAlone() throws IOException {
        try (CommitMapping commits = world.open(); CommitReader reader = world.reader()) {
            assertThat(world.journalIsThere()).isTrue();
            reader.readLock().close();
            assertThat(world.journalIsThere()).isTrue();
            assertThat(commits.changed()).isEmpty();
        }
    }

    @Test
    void aReaderWaitsForTheRecoveryOfAnother() throws Exception {
        try (CommitReader first = world.reader(); CommitReader second = world.reader()) {
            leaveJournal();
            CountDownLatch recovers = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            world.system.faults()
                    .plan(
                            call -> {
                                if (call.operation() == Operation.OPEN_ENTRY
                                        && call.isOf("journal") && recovers.getCount() > 0) {
                                    recovers.countDown();
                                    return Fault.delay(goOn, java.time.Duration.ofSeconds(50));
                                }
                                return Fault.NONE;
                            });
            CompletableFuture<Void> recovery = inBackground(() -> first.readLock().close());
            recovers.await();
            world.system.faults().restart();
            CompletableFuture<Void> waits = inBackground(() -> second.readLock().close());
            awaitCall(Operation.LOCK, TURNSTILE);
            assertThat(waits).isNotDone();
            goOn.countDown();
            recovery.get();
            waits.get();
            assertThat(world.file()[2 * PAGE]).isEqualTo((byte) 'b');
        }
    }

    /** The other one asks at the moment when this one does, and finds that there is nothing to do. */
    @Test
    void aReaderThatIsJustBeforeTheRecoveryOfAnotherTriesAgain() throws Exception {
        try (CommitReader first = world.reader(); CommitReader second = world.reader()) {
            leaveJournal();
            int[] asked = new int[1];
            List<CompletableFuture<Void>> other = new ArrayList<>();
            world.system.faults()
                    .plan(
                            call -> {
                                if (lock(RECOVERY).test(call) && asked[0]++ == 0) {
                                    // While this one holds the state, the other takes the lock
                                    // of the recovery and cannot change the state.
                                    other.add(inBackground(() -> second.readLock().close()));
                                    while (asked[0] < 2) {
                                        Thread.onSpinWait();
                                    }
                                }
                                return Fault.NONE;
                            });
            first.readLock().close();
            other.getFirst().get();
            assertThat(world.file()[2 * PAGE]).isEqualTo((byte) 'b');
            assertThat(world.journalIsThere()).isFalse();
        }
    }

    @Test
    void aReaderWhoMayNotWriteTheLockFileCannotRecover() throws IOException {
        leaveJournal();
        world.system.faults()
                .plan(
                        Faults.once(
                                of(Operation.OPEN_ENTRY, "lock"), Fault.error(OsError.EACCES)));
        String pid = String.valueOf(ProcessHandle.current().pid());
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(world::reader)
                .withMessageContainingAll("its last writer (process " + pid, "died",
                        "open the file once as that user")
                .satisfies(e -> assertThat(e.file()).isEqualTo(CommitWorld.FILE.toString()));
        assertThat(world.journalIsThere()).isTrue();
        assertThat(world.file()).isEqualTo(CommitWorld.initial(SIZE));
        world.system.faults().none();
        world.open().close();
        assertThat(world.file()[2 * PAGE]).isEqualTo((byte) 'b');
    }

    @Test
    void aReaderWhoMayNotWriteTheFileCannotRecover() throws IOException {
        leaveJournal();
        boolean[] recovers = new boolean[1];
        world.system.faults()
                .plan(
                        call -> {
                            recovers[0] |= lock(WRITER).test(call);
                            return recovers[0] && of(Operation.OPEN_ENTRY, "/file").test(call)
                                    ? Fault.error(OsError.EACCES)
                                    : Fault.NONE;
                        });
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(world::reader)
                .withMessageContaining("must be replayed by a user who may write")
                .withCauseInstanceOf(AccessDeniedException.class);
        world.system.faults().none();
        world.open().close();
    }

    @Test
    void aRecoveryThatFailsReleasesAllLocks() throws IOException {
        try (CommitReader reader = world.reader()) {
            leaveJournal();
            world.system.faults()
                    .plan(Faults.each(of(Operation.WRITE, "/file"), Fault.error(OsError.EIO)));
            assertThatExceptionOfType(IOException.class).isThrownBy(reader::readLock);
            world.system.faults().none();
            try (CommitMapping commits = world.open()) {
                assertThat(world.file()[2 * PAGE]).isEqualTo((byte) 'b');
                assertThat(commits.changed()).isEmpty();
            }
            reader.readLock().close();
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
                    .plan(Faults.once(Operation.OPEN_TEMPORARY, Fault.error(OsError.EIO)));
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
        assertThat(reader.readLock()).isNotNull();
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
        commits.close();
    }

    /** Each call of an opening, and of a recovery, fails: nothing stays open or locked. */
    @Test
    void anOpeningThatFailsLeavesNothing() throws IOException {
        int refused = 0;
        for (int kind = 0; kind < 2; kind++) {
            for (int at = 0;; at++) {
                world = new CommitWorld(SIZE);
                if (kind == 1) {
                    leaveJournal();
                }
                Intercepted intercepted =
                        new Intercepted(world.system.engine(), (target, method) -> {});
                world.system.faults().plan(Faults.at(at, Fault.error(OsError.EIO)));
                try {
                    CommitReader.open(CommitWorld.FILE, intercepted.engine()).close();
                } catch (IOException failure) {
                    refused++;
                }
                boolean reached = world.system.faults().count() > at;
                assertThat(intercepted.notClosedOnce()).as("kind %d, call %d", kind, at)
                        .isEmpty();
                world.system.faults().none();
                CommitScript.removeMarkedLock(world.system);
                world.open().close();
                assertThat(world.file()[2 * PAGE]).isEqualTo((byte) (kind == 1 ? 'b' : 'a'));
                assertThat(world.lockIsThere()).isFalse();
                if (!reached) {
                    break;
                }
            }
        }
        System.out.println(refused + " openings refused");
        assertThat(refused).isGreaterThan(40);
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
