package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.FileShrankException;
import io.fileview.MappingException;
import io.fileview.commit.CommitFailedException.Outcome;
import io.fileview.memory.Ability;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Files that other programs truncate, rename or replace while they are open for commits. */
class FileIntegrityMemoryTest extends CommitFixture {
    private static final Path MOVED = CommitWorld.DIRECTORY.resolve("moved");

    private interface Disturbance {
        void happen() throws IOException;
    }

    /** Another program does something just before the first call of a kind. */
    private void before(Predicate<Call> which, Disturbance disturbance) {
        planOnce(which, Fault.before(call -> disturbance.happen()));
    }

    private CommitFailedException failingCommit(Outcome outcome) {
        CommitFailedException failure = failingCommit();
        assertThat(failure.outcome()).isEqualTo(outcome);
        return failure;
    }

    private static FileShrankException truncation(CommitFailedException failure) {
        assertThat(failure.getCause())
                .isInstanceOf(FileShrankException.class)
                .hasMessageContaining("was truncated by another program");
        assertThat(failure).hasMessageContaining(failure.getCause().getMessage());
        return (FileShrankException) failure.getCause();
    }

    /** Whether a call ends the writing of a commit to the file. */
    private static boolean letsReadersIn(Call call) {
        return call.operation() == Operation.UNLOCK && call.offset() == Long.MAX_VALUE - 252;
    }

    private static void assertRange(MappingException failure, long offset, long length) {
        assertThat(new Place(failure.file(), failure.offset(), failure.length(), null))
                .isEqualTo(Place.of(CommitWorld.FILE.toString(), offset, length));
    }

    @Test
    void nothingIsCommittedToAFileThatLacksBytes() throws IOException {
        change(0, 'b');
        world.system.others().truncate(CommitWorld.FILE, SIZE - 1);
        assertRange(truncation(failingCommit(Outcome.NOT_COMMITTED)), SIZE - 1, 1);
        world.system.others().truncate(CommitWorld.FILE, PAGE);
        assertRange(truncation(failingCommit(Outcome.NOT_COMMITTED)), PAGE, SIZE - PAGE);
        assertThat(world.file()).isEqualTo(CommitWorld.initial(PAGE));
    }

    @Test
    void anExtensionByAnotherProgramDoesNoHarm() throws IOException {
        world.system.others().truncate(CommitWorld.FILE, SIZE + 1);
        commit(0, 'b');
        assertThat(world.file()).hasSize(SIZE + 1).startsWith(state);
    }

    @Test
    void whatWasAddedByGrowingMustBeThereToo() throws IOException {
        view.close();
        commits.grow(SIZE + 10);
        view = commits.map();
        change(0, 'b');
        world.system.others().truncate(CommitWorld.FILE, SIZE);
        assertRange(truncation(failingCommit(Outcome.NOT_COMMITTED)), SIZE, 10);
    }

    /** The bytes beyond are lost, and the commit is in the journal, from which they may be saved. */
    @Test
    void aCommitDuringWhichTheFileIsTruncatedIsNotReportedAsApplied() throws IOException {
        change(2, 'b');
        before(FileIntegrityMemoryTest::letsReadersIn,
                () -> world.system.others().truncate(CommitWorld.FILE, PAGE));
        CommitFailedException failure = failingCommit(Outcome.COMMITTED_NOT_APPLIED);
        assertThat(failure).hasMessageContaining("durable in the journal, but the file does not");
        assertRange(failure, 2 * PAGE, PAGE);
        assertRange(truncation(failure), PAGE, SIZE - PAGE);
    }

    @Test
    void aTruncationStaysKnownWhenTheFileHasItsSizeAgain() throws IOException {
        change(2, 'b');
        before(FileIntegrityMemoryTest::letsReadersIn,
                () -> world.system.others().truncate(CommitWorld.FILE, PAGE));
        failingCommit(Outcome.COMMITTED_NOT_APPLIED);
        world.system.others().truncate(CommitWorld.FILE, SIZE + 5);
        change(3, 'c');
        assertRange(truncation(failingCommit(Outcome.NOT_COMMITTED)), SIZE, 0);
        assertThatExceptionOfType(FileShrankException.class).isThrownBy(commits::checkpoint);
        assertThatExceptionOfType(FileShrankException.class).isThrownBy(commits::close);
        assertThat(world.journalIsThere()).isTrue();
    }

    @Test
    void nothingIsCommittedToAFileThatHasLostItsName() throws IOException {
        change(2, 'b');
        world.system.others().rename(CommitWorld.FILE, MOVED);
        assertThat(failingCommit(Outcome.NOT_COMMITTED))
                .hasMessageContaining(CommitWorld.FILE.toString());
        assertThat(world.system.others().read(MOVED)).isEqualTo(CommitWorld.initial(SIZE));
        world.system.others().rename(MOVED, CommitWorld.FILE);
        commits.commit();
        assertThat(world.file()).isEqualTo(state);
    }

    @Test
    void aCommitDuringWhichTheFileIsRenamedIsDurableWithoutItsName() throws IOException {
        change(2, 'b');
        before(FileIntegrityMemoryTest::letsReadersIn,
                () -> world.system.others().rename(CommitWorld.FILE, MOVED));
        CommitFailedException failure = failingCommit(Outcome.COMMITTED_WITHOUT_NAME);
        assertThat(failure)
                .hasMessageContaining("not certain that the file is found by the name")
                .hasMessageContaining(failure.getCause().getMessage());
        assertRange(failure, 2 * PAGE, PAGE);
        assertThat(world.system.others().read(MOVED)).isEqualTo(state);
        world.system.others().rename(MOVED, CommitWorld.FILE);
        assertThat(afterCut()).isEqualTo(state);
    }

    /** On an engine that can lose its locks, the lock file shows whether there may be two writers. */
    @Test
    void nothingIsCommittedWhenAnotherWriterMayHaveBeenAdmitted() throws IOException {
        commits.abandon();
        world = new CommitWorld(SIZE, Options.DEFAULT.without(Ability.LASTING_LOCKS));
        commits = world.open();
        view = commits.map();
        change(2, 'b');
        world.system.others().delete(CommitWorld.LOCK);
        assertThat(failingCommit(Outcome.NOT_COMMITTED))
                .hasMessageContaining("another writer may have been admitted");
        assertThat(world.file()).isEqualTo(CommitWorld.initial(SIZE));
    }
}
