package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.FlushFailedException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.commit.CommitFailedException.Outcome;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The invariants of commits, each attacked at the call that could break it. */
class CommitStoreTest extends CommitFixture {
    private static final long STATE = Long.MAX_VALUE - 255 + 3;
    private static final long TURNSTILE = Long.MAX_VALUE - 255 + 2;

    private boolean readersAreKeptOut() throws IOException {
        try (EngineFile lock =
                world.system.engine()
                        .open(
                                FileLocation.of(CommitWorld.FILE),
                                OpenRequest.existing(Protection.READ_WRITE))) {
            return !lock.lock(STATE, true, Duration.ZERO);
        }
    }

    private byte[] readersSee() throws IOException {
        try (CommitReader reader = world.reader();
                View seen = reader.map();
                CommitReader.ReadLock lock = reader.readLock()) {
            assertThat(lock).isNotNull();
            return CommitWorld.bytes(seen);
        }
    }

    private int indexOf(Predicate<Call> which) {
        List<Call> calls = world.system.faults().log();
        for (int i = 0; i < calls.size(); i++) {
            if (which.test(calls.get(i))) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void c1ACommitReturnsAfterTheFlushOfItsRecord() throws IOException {
        world.system.faults().plan(call -> Fault.NONE);
        commit(3, 'b');
        assertThat(indexOf(JOURNAL_FLUSH)).isGreaterThan(indexOf(of(Operation.WRITE, "journal")));
        assertThat(afterCut()).isEqualTo(state);
    }

    @Test
    void c2TheFileIsWrittenAfterTheFlushOfTheRecord() throws IOException {
        world.system.faults().plan(call -> Fault.NONE);
        commit(3, 'b');
        assertThat(indexOf(JOURNAL_FLUSH)).isNotNegative().isLessThan(indexOf(FILE_WRITE));
        assertThat(indexOf(FILE_FLUSH)).isEqualTo(-1);
        assertThat(world.file()).isEqualTo(state);
    }

    @Test
    void c2ARecordThatIsNotDurableChangesNoByteOfTheFile() throws IOException {
        change(3, 'b');
        planOnce(JOURNAL_FLUSH, Fault.error(OsError.EIO));
        CommitFailedException failure = failingCommit();
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_COMMITTED);
        assertThat(failure)
                .hasMessageContainingAll("nothing was committed", "still in the views", "EIO")
                .hasCauseInstanceOf(FlushFailedException.class);
        assertThat(failure.errorName()).contains("EIO");
        assertThat(failure.offset()).isEqualTo(3 * PAGE);
        assertThat(failure.length()).isEqualTo(PAGE);
        assertThat(failure.file()).isEqualTo(CommitWorld.FILE.toString());
        assertThat(world.file()).isEqualTo(CommitWorld.initial(SIZE));
        assertThat(CommitWorld.bytes(view)).isEqualTo(state);
        world.system.faults().none();
        commits.commit();
        assertThat(world.file()).isEqualTo(state);
    }

    @Test
    void c3ReadersAreKeptOutWhileTheFileIsWrittenAndLetInAfterwards() throws IOException {
        boolean[] out = new boolean[1];
        world.system.faults()
                .plan(
                        call -> {
                            if (FILE_WRITE.test(call)) {
                                out[0] = readersAreKeptOut();
                            }
                            return Fault.NONE;
                        });
        commit(3, 'b');
        assertThat(out[0]).isTrue();
        assertThat(readersAreKeptOut()).isFalse();
    }

    @Test
    void c3ReadersReadTheJournalUntilACommitHasBeenWrittenToTheFile() throws IOException {
        change(3, 'b');
        change(5, 'c');
        world.system.faults()
                .plan(
                        call -> FILE_WRITE.test(call) && call.offset() == 5 * PAGE
                                ? Fault.errorHalfway(OsError.EIO)
                                : Fault.NONE);
        CommitFailedException failure = failingCommit();
        assertThat(failure.outcome()).isEqualTo(Outcome.COMMITTED_NOT_APPLIED);
        assertThat(failure).hasMessageContainingAll("durable in the journal", "EIO");
        byte[] committed = state.clone();
        assertThat(readersSee()).isEqualTo(committed);
        assertThat(world.file()).isNotEqualTo(committed);
        change(7, 'd');
        assertThat(failingCommit().outcome()).isEqualTo(Outcome.NOT_COMMITTED);
        assertThat(readersSee()).isEqualTo(committed);
        world.system.faults().none();
        commits.rollback(); // settles
        assertThat(readersAreKeptOut()).isFalse();
        assertThat(world.file()).isEqualTo(committed);
        assertThat(CommitWorld.bytes(view)).isEqualTo(committed);
    }

    @Test
    void c3ACommitWithoutChangesCompletesTheOneBefore() throws IOException {
        change(3, 'b');
        planOnce(FILE_WRITE, Fault.error(OsError.EIO));
        failingCommit();
        commits.rollback();
        assertThat(readersAreKeptOut()).isFalse();
        assertThat(world.file()).isEqualTo(state);
        assertThat(commits.changed()).isEmpty();
    }

    @Test
    void c3TheLockOfTheStateIsReleasedOnlyOnce() throws IOException {
        world.system.faults().plan(call -> Fault.NONE);
        commit(3, 'b');
        assertThat(world.system.faults().log())
                .filteredOn(of(Operation.UNLOCK, "/file").and(call -> call.offset() == STATE))
                .hasSize(1);
        world.system.faults().restart();
        commits.commit();
        assertThat(world.system.faults().log())
                .filteredOn(of(Operation.UNLOCK, "/file"))
                .isEmpty();
    }

    @Test
    void c4TheJournalIsEmptiedOnlyAfterAFlushThatCanBeBelieved() throws IOException {
        commit(3, 'b');
        world.system.faults().plan(call -> Fault.NONE);
        commits.checkpoint();
        assertThat(indexOf(FILE_FLUSH)).isNotNegative()
                .isLessThan(indexOf(of(Operation.WRITE, "journal")));
        assertThat(world.system.disk().readDurable(CommitWorld.FILE)).isEqualTo(state);
        world.system.faults().restart();
        commits.checkpoint();
        assertThat(world.system.faults().count()).isZero(); // nothing to do
    }

    @Test
    void c4ACheckpointThatFailsKeepsTheJournal() throws IOException {
        commit(3, 'b');
        plan(of(Operation.DISK_WRITE, "/file"), Fault.error(OsError.EIO));
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(commits::checkpoint)
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
        assertThat(afterCut()).isEqualTo(state);
    }

    @Test
    void c4ACheckpointComesAfterAllCommitsWereWrittenToTheFile() throws IOException {
        change(3, 'b');
        planOnce(FILE_WRITE, Fault.error(OsError.EIO));
        failingCommit();
        world.system.faults().plan(call -> Fault.NONE);
        commits.checkpoint();
        assertThat(indexOf(FILE_WRITE)).isNotNegative().isLessThan(indexOf(FILE_FLUSH));
        assertThat(world.system.disk().readDurable(CommitWorld.FILE)).isEqualTo(state);
        assertThat(readersAreKeptOut()).isFalse();
    }

    /** The kernel calls the page clean: the second flush would succeed without writing it. */
    @Test
    void c5AFlushIsNotBelievedAfterOneThatFailed() throws IOException {
        commit(3, 'b');
        commit(4, 'c');
        planOnce(of(Operation.DISK_WRITE, "/file"), Fault.error(OsError.EIO));
        commits.checkpoint(); // writes again and flushes again
        assertThat(afterCut()).isEqualTo(state);
    }

    @Test
    void c5AfterACheckpointThatFailedTheNextWritesEverythingAgainAndAsks() throws IOException {
        commit(3, 'b');
        plan(of(Operation.DISK_FLUSH, "/file"), Fault.error(OsError.EIO));
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(commits::checkpoint);
        world.system.faults().plan(call -> Fault.NONE);
        commits.checkpoint();
        assertThat(indexOf(FILE_WRITE)).isNotNegative().isLessThan(indexOf(FILE_FLUSH));
        assertThat(indexOf(of(Operation.NOT_ON_DISK, "/file"))).isNotNegative();
        world.system.faults().restart();
        commit(5, 'd');
        commits.checkpoint();
        assertThat(indexOf(of(Operation.NOT_ON_DISK, "/file"))).isEqualTo(-1); // sound again
        assertThat(afterCut()).isEqualTo(state);
    }

    @Test
    void c5ReadersAreKeptOutWhileEverythingIsWrittenAgain() throws IOException {
        commit(3, 'b');
        boolean[] out = new boolean[1];
        boolean[] failed = new boolean[1];
        world.system.faults()
                .plan(
                        call -> {
                            if (FILE_WRITE.test(call)) {
                                out[0] = readersAreKeptOut();
                            }
                            if (FILE_FLUSH.test(call) && !failed[0]) {
                                failed[0] = true;
                                return Fault.error(OsError.EIO);
                            }
                            return Fault.NONE;
                        });
        commits.checkpoint();
        assertThat(out[0]).isTrue();
        assertThat(readersAreKeptOut()).isFalse();
    }

    @Test
    void c5AJournalThatIsFullWaitsForAFlushThatCanBeBelieved() throws IOException {
        for (int page = 0; page < 7; page++) {
            commit(page, 'b');
        }
        plan(FILE_FLUSH, Fault.error(OsError.EIO));
        change(8, 'c');
        assertThat(failingCommit().outcome()).isEqualTo(Outcome.NOT_COMMITTED);
        world.system.faults().none();
        commits.commit();
        assertThat(afterCut()).isEqualTo(state);
    }

    @Test
    void c6WhatCouldNotBeUndoneIsUnknown() throws IOException {
        commit(2, 'b');
        byte[] before = state.clone();
        change(3, 'c');
        plan(JOURNAL_FLUSH, Fault.error(OsError.EIO));
        CommitFailedException failure = failingCommit();
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure).hasMessageContainingAll("could not be undone", "all of it or nothing");
        assertThat(failure.errorName()).contains("EIO");
        assertThat(world.file()).isEqualTo(before);
        assertThat(CommitWorld.bytes(view)).isEqualTo(state);
    }

    @Test
    void c6NothingIsAppendedToAJournalThatMayHoldACommitThatFailed() throws IOException {
        commit(2, 'b');
        change(3, 'c');
        plan(JOURNAL_FLUSH, Fault.errorAfterwards(OsError.EIO));
        assertThat(failingCommit().outcome()).isEqualTo(Outcome.UNKNOWN);
        world.system.faults().plan(call -> Fault.NONE);
        commits.commit();
        // The file is made durable and the journal emptied before the commit is appended.
        assertThat(indexOf(FILE_FLUSH)).isNotNegative().isLessThan(indexOf(JOURNAL_FLUSH));
        assertThat(afterCut()).isEqualTo(state);
    }

    /** The new header may be on the disk, and then the old records are not. */
    @Test
    void c7TheFileIsNotWrittenWhileTheJournalMayBeEmpty() throws IOException {
        commit(2, 'b');
        change(3, 'c');
        plan(JOURNAL_FLUSH, Fault.errorAfterwards(OsError.EIO));
        assertThat(failingCommit().outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failingCommit().outcome()).isEqualTo(Outcome.UNKNOWN); // fails to empty it
        world.system.faults()
                .plan(
                        call -> FILE_FLUSH.test(call)
                                ? Fault.error(OsError.EIO)
                                : Fault.NONE);
        commits.checkpoint();
        assertThat(indexOf(FILE_WRITE)).isEqualTo(-1);
        assertThat(indexOf(FILE_FLUSH)).isEqualTo(-1);
        world.system.faults().none();
        commits.commit();
        assertThat(afterCut()).isEqualTo(state);
    }

    @Test
    void c6ACommitWithoutChangesEmptiesAJournalThatIsUndecided() throws IOException {
        commit(2, 'b');
        byte[] before = state.clone();
        change(3, 'c');
        plan(JOURNAL_FLUSH, Fault.errorAfterwards(OsError.EIO));
        failingCommit();
        world.system.faults().none();
        commits.rollback();
        assertThat(CommitWorld.bytes(view)).isEqualTo(before);
        assertThat(afterCut()).isEqualTo(before);
    }

    /** Readers could not be kept out when the commit was to be applied: they are before it is now. */
    @Test
    void c3ReadersAreKeptOutWhenACommitIsAppliedLater() throws IOException {
        change(3, 'b');
        planOnce(
                of(Operation.LOCK, "/file").and(call -> call.offset() == TURNSTILE),
                Fault.error(OsError.EIO));
        assertThat(failingCommit().outcome()).isEqualTo(Outcome.COMMITTED_NOT_APPLIED);
        boolean[] out = new boolean[1];
        world.system.faults()
                .plan(
                        call -> {
                            if (FILE_WRITE.test(call)) {
                                out[0] = readersAreKeptOut();
                            }
                            return Fault.NONE;
                        });
        commits.rollback();
        assertThat(out[0]).isTrue();
        assertThat(readersAreKeptOut()).isFalse();
        assertThat(world.file()).isEqualTo(state);
    }

    @Test
    void c3ACommitWithoutChangesLetsReadersIn() throws IOException {
        commit(3, 'b');
        plan(of(Operation.DISK_FLUSH, "/file"), Fault.error(OsError.EIO));
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(commits::checkpoint);
        assertThat(readersSee()).isEqualTo(state);
        world.system.faults().plan(call -> Fault.NONE);
        commits.commit();
        assertThat(indexOf(FILE_WRITE)).isNotNegative();
        assertThat(readersAreKeptOut()).isFalse();
        world.system.faults().restart();
        assertThat(readersSee()).isEqualTo(state);
        assertThat(indexOf(of(Operation.OPEN_ENTRY, "journal"))).isEqualTo(-1);
    }
}
