package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.DiskFullException;
import io.fileview.FileMapping;
import io.fileview.FlushFailedException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.commit.CommitFailedException.Outcome;
import io.fileview.live.Counters;
import io.fileview.memory.Ability;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import io.fileview.testing.Background;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commits at the edges of journals and disks, and how a store is closed. */
class CommitStoreEdgesTest extends CommitFixture {
    private static final long USERS = Long.MAX_VALUE - 255;
    private static final long SETTLED = USERS + 4;

    private int indexOf(Predicate<Call> which) {
        List<Call> calls = world.system.faults().log();
        for (int i = 0; i < calls.size(); i++) {
            if (which.test(calls.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean unlocks(Call call, long position) {
        return call.operation() == Operation.UNLOCK && call.offset() == position;
    }

    @Test
    void thePlaceOfACommitReachesFromItsFirstByteToItsLast() throws IOException {
        change(3, 'b');
        change(9, 'c');
        planOnce(JOURNAL_FLUSH, Fault.error(OsError.EIO));
        CommitFailedException failure = failingCommit();
        assertThat(failure.offset()).isEqualTo(3 * PAGE);
        assertThat(failure.length()).isEqualTo(7 * PAGE);
    }

    @Test
    void aCauseWithoutANameOfAnErrorIsTold() throws IOException {
        change(3, 'b');
        planOnce(of(Operation.WRITE, "journal"), Fault.exception(new IOException("a strange one")));
        CommitFailedException failure = failingCommit();
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_COMMITTED);
        assertThat(failure).hasMessageContaining("a strange one");
        assertThat(failure.errorName()).isEmpty();
    }

    @Test
    void aCommitThatIsTooLargeIsRefusedBeforeAnythingIsWritten() throws IOException {
        for (int page = 0; page < 14; page++) {
            change(page, 'b');
        }
        world.system.faults().plan(call -> Fault.NONE);
        CommitFailedException failure = failingCommit();
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_COMMITTED);
        assertThat(failure)
                .hasMessageContainingAll(
                        "takes " + 15 * PAGE + " bytes", "and " + 14 * PAGE + " are allowed",
                        "journalLimit");
        assertThat(world.system.faults().log()).hasSize(1); // asked for the changes
        commits.rollback();
        state = CommitWorld.initial(SIZE);
        for (int page = 0; page < 13; page++) {
            change(page, 'b');
        }
        commits.commit();
        assertThat(afterCut()).isEqualTo(state);
    }

    @Test
    void aFullDiskEmptiesTheJournalOnceAndThenFails() throws IOException {
        commit(2, 'b');
        change(3, 'c');
        planOnce(of(Operation.WRITE, "journal"), Fault.errorHalfway(OsError.ENOSPC));
        commits.commit();
        assertThat(indexOf(FILE_FLUSH)).isNotNegative();
        assertThat(afterCut()).isEqualTo(state); // It is in the journal, and not in the file alone.
        view = commits.map();
        change(4, 'd');
        plan(of(Operation.WRITE, "journal"), Fault.error(OsError.ENOSPC));
        CommitFailedException failure = failingCommit();
        assertThat(failure).hasCauseInstanceOf(DiskFullException.class);
        assertThat(failure.errorName()).contains("ENOSPC");
    }

    @Test
    void aFullDiskWithAnEmptyJournalFailsAtOnce() throws IOException {
        change(3, 'c');
        planOnce(of(Operation.WRITE, "journal"), Fault.error(OsError.ENOSPC));
        CommitFailedException failure = failingCommit();
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_COMMITTED);
        assertThat(failure).hasCauseInstanceOf(DiskFullException.class);
        assertThat(indexOf(FILE_FLUSH)).isEqualTo(-1);
    }

    /** The zeros that would undo the record find no room either. */
    @Test
    void aFullDiskThatLeavesTheCommitUndecidedFailsAtOnce() throws IOException {
        commit(2, 'b');
        commit(2, 'd'); // The journal has been filled ahead now.
        change(3, 'c');
        plan(of(Operation.WRITE, "journal"), Fault.errorHalfway(OsError.ENOSPC));
        assertThat(failingCommit().outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(indexOf(FILE_FLUSH)).isEqualTo(-1);
    }

    @Test
    void roomIsReservedBeforeTheRecordIsWritten() throws IOException {
        change(3, 'c');
        planOnce(of(Operation.RESERVE, "/file"), Fault.error(OsError.ENOSPC));
        CommitFailedException failure = failingCommit();
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_COMMITTED);
        assertThat(indexOf(of(Operation.WRITE, "journal"))).isEqualTo(-1);
        world.system.faults().plan(call -> Fault.NONE);
        commits.commit();
        assertThat(world.system.faults().log())
                .filteredOn(of(Operation.RESERVE, "/file"))
                .singleElement()
                .satisfies(call -> assertThat(call.offset()).isEqualTo(3 * PAGE));
    }

    @Test
    void closingMakesTheFileDurableAndRemovesTheJournalAndTheLocks() throws IOException {
        commit(3, 'b');
        commits.close();
        assertThat(world.system.disk().readDurable(CommitWorld.FILE)).isEqualTo(state);
        assertThat(world.system.disk().listDurable(CommitWorld.DIRECTORY)).doesNotContain(
                "file.fileview-journal");
        assertThat(world.lockIsThere()).isFalse();
    }

    @Test
    void closingCompletesACommitThatWasNotWrittenToTheFile() throws IOException {
        change(3, 'b');
        planOnce(FILE_WRITE, Fault.error(OsError.EIO));
        failingCommit();
        commits.close();
        assertThat(world.system.disk().readDurable(CommitWorld.FILE)).isEqualTo(state);
        assertThat(world.journalIsThere()).isFalse();
    }

    @Test
    void closingThatFailsLeavesTheJournalAndReleasesTheLocks() throws IOException {
        commit(3, 'b');
        plan(FILE_FLUSH, Fault.error(OsError.EIO));
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(commits::close);
        assertThat(world.journalIsThere()).isTrue();
        assertThat(world.lockIsThere()).isFalse();
        world.system.faults().none();
        commits = world.open();
        assertThat(world.system.disk().readDurable(CommitWorld.FILE)).isEqualTo(state);
    }

    @Test
    void whatIsAbandonedIsRecoveredByTheNext() throws IOException {
        change(3, 'b');
        planOnce(FILE_WRITE, Fault.error(OsError.EIO));
        failingCommit();
        commits.abandon();
        commits.abandon();
        assertThat(world.journalIsThere()).isTrue();
        commits = world.open();
        assertThat(world.file()).isEqualTo(state);
    }

    @Test
    void aCommitOfManyRangesWritesExactlyThem() throws IOException {
        change(0, 'b');
        change(1, 'b');
        change(23, 'c');
        assertThat(commits.changed())
                .containsExactly(new ByteRange(0, 2 * PAGE), new ByteRange(23 * PAGE, PAGE));
        world.system.faults().plan(call -> Fault.NONE);
        commits.commit();
        assertThat(world.system.faults().log())
                .filteredOn(FILE_WRITE)
                .extracting(Call::offset, Call::length)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(0L, 2L * PAGE),
                        org.assertj.core.groups.Tuple.tuple(23L * PAGE, (long) PAGE));
    }

    /** Whether it ends well or not, what it has opened is closed once. */
    @Test
    void howeverAMappingEndsItsFilesAreClosedOnce() throws IOException {
        for (int end = 0; end < 3; end++) {
            CommitWorld other = new CommitWorld(SIZE);
            Intercepted engine = new Intercepted(other.system.engine(), (target, method) -> {});
            CommitMapping mapping =
                    CommitMapping.builder(CommitWorld.FILE).engine(engine.engine()).open();
            try (View of = mapping.map()) {
                CommitWorld.fill(of, 0, PAGE, 'b');
                mapping.commit();
            }
            switch (end) {
                case 0 -> mapping.close();
                case 1 -> {
                    other.system.faults().plan(Faults.each(FILE_FLUSH, Fault.error(OsError.EIO)));
                    assertThatExceptionOfType(IOException.class).isThrownBy(mapping::close);
                }
                default -> mapping.abandon();
            }
            assertThat(engine.notClosedOnce()).as("end %d", end).isEmpty();
        }
    }

    @Test
    void whatIsAbandonedIsUnmappedAndLeavesNothingBehind() throws IOException {
        long mappings = Counters.LIVE_MAPPINGS.get();
        long leaked = Counters.LEAKED_MAPPINGS.get();
        try (FileMapping other =
                FileMapping.builder(CommitWorld.FILE)
                        .engine(world.system.engine())
                        .protection(Protection.READ_WRITE)
                        .open()) {
            world.system.faults().plan(call -> Fault.NONE);
            commits.abandon();
            assertThat(view.isMapped()).isFalse();
            assertThat(indexOf(call -> call.operation() == Operation.UNMAP)).isNotNegative();
            assertThat(Counters.LIVE_MAPPINGS.get()).isEqualTo(mappings);
            assertThat(Counters.LEAKED_MAPPINGS.get()).isEqualTo(leaked);
            other.truncate(PAGE); // Nothing keeps the file as long as it was.
        }
    }

    /** They would read a part of the commit, as if it were settled. */
    @Test
    void readersWhoCannotBeToldOfACommitStayOut() throws IOException {
        try (CommitReader reader = world.reader()) {
            change(3, 'b');
            world.system.faults()
                    .plan(
                            call -> FILE_WRITE.test(call) || unlocks(call, SETTLED)
                                    ? Fault.error(OsError.EIO)
                                    : Fault.NONE);
            assertThat(failingCommit().getCause())
                    .hasMessageContaining("WRITE failed")
                    .satisfies(
                            failure -> assertThat(failure.getSuppressed()).singleElement()
                                    .asString()
                                    .contains("UNLOCK failed"));
            world.system.faults().none();
            assertThatExceptionOfType(CommitInUseException.class)
                    .isThrownBy(() -> reader.readLock(Duration.ZERO));
            commits.commit();
            reader.readLock(Duration.ZERO).close();
            assertThat(world.file()).isEqualTo(state);
        }
    }

    /** Whether or not the file could be made durable before. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLockThatCannotBeReleasedKeepsNoFileOpen(boolean isFlushed) throws IOException {
        CommitWorld other = new CommitWorld(SIZE, Options.DEFAULT.without(Ability.LASTING_LOCKS));
        Intercepted engine = new Intercepted(other.system.engine(), (target, method) -> {});
        CommitMapping mapping =
                CommitMapping.builder(CommitWorld.FILE).engine(engine.engine()).open();
        try (View of = mapping.map()) {
            CommitWorld.fill(of, 0, PAGE, 'b');
            mapping.commit();
        }
        other.system.faults()
                .plan(
                        call -> unlocks(call, USERS)
                                || (!isFlushed && FILE_FLUSH.test(call))
                                        ? Fault.error(OsError.EIO)
                                        : Fault.NONE);
        assertThatExceptionOfType(IOException.class).isThrownBy(mapping::close);
        assertThat(engine.notClosedOnce()).isEmpty();
        assertThat(other.journalIsThere()).isEqualTo(!isFlushed);
    }

    @Test
    void theLockOfACallIsLeftWhenItReturns() throws Exception {
        commits.close();
        commits = world.builder().lockTimeout(Duration.ZERO).open();
        commits.close();
        for (int i = 0; i < 2; i++) { // after closing, and after a call that was refused
            assertThat(Background.start(commits::changed).fails())
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
