package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fileview.memory.Ability;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What opening a file for commits leaves, whether it succeeds or fails. */
class CommitOpeningMemoryTest extends CommitReaderFixture {
    private static final Path NEW = CommitWorld.DIRECTORY.resolve("new");
    private static final Predicate<Call> JOURNAL_WRITE = of(Operation.WRITE, "journal");

    private static Predicate<Call> is(Operation operation) {
        return call -> call.operation() == operation;
    }

    private static Predicate<Call> unlock(long position) {
        return call -> call.operation() == Operation.UNLOCK && call.offset() == position;
    }

    private CommitMappingBuilder newFile() {
        return CommitMapping.builder(NEW)
                .engine(world.system.engine())
                .create()
                .size(PAGE)
                .journalLimit(CommitWorld.JOURNAL_LIMIT);
    }

    /** What opening throws if all calls of these kinds fail. */
    private IOException failure(
            CommitMappingBuilder builder, Predicate<Call> first, Predicate<Call> second) {
        world.system.faults()
                .plan(
                        call -> first.test(call) || second.test(call)
                                ? Fault.error(OsError.EIO)
                                : Fault.NONE);
        IOException failure = catchThrowableOfType(IOException.class, builder::open);
        world.system.faults().none();
        assertThat(failure).as("the opening fails").isNotNull();
        return failure;
    }

    private static void assertSuppressed(IOException failure, String message) {
        assertThat(List.of(failure.getSuppressed()))
                .as("what else failed after %s", failure)
                .anySatisfy(each -> assertThat(each).hasMessageContaining(message));
    }

    /** Where a file without attributes has no mark whose writing would do it. */
    @Test
    void theSizeOfANewFileIsDurableBeforeItIsUsed() throws IOException {
        world = new CommitWorld(SIZE, Options.DEFAULT.without(Ability.EXTENDED_ATTRIBUTE));
        try (CommitMapping commits = newFile().open()) {
            assertThat(commits.size()).isEqualTo(PAGE);
            assertThat(world.system.disk().readDurable(NEW)).hasSize(PAGE);
            assertThat(world.system.disk().listDurable(CommitWorld.DIRECTORY)).contains("new");
        }
    }

    @Test
    void theNextWriterRemovesSnapshotsThatADeadProcessHasLeft() throws IOException {
        world = new CommitWorld(SIZE, Options.DEFAULT.namedTemporaries());
        for (String name : List.of("file.fileview-snapshot-0", "file.fileview-snapshot-mine",
                "other.fileview-snapshot-0")) {
            world.system.others().write(CommitWorld.DIRECTORY.resolve(name), new byte[1]);
        }
        world.open().close();
        assertThat(world.system.others().list(CommitWorld.DIRECTORY))
                .containsExactly("file", "file.fileview-snapshot-mine",
                        "other.fileview-snapshot-0");
    }

    @Test
    void anOpeningThatFailsLeavesNothingMapped() {
        failure(world.builder(), JOURNAL_WRITE, call -> false);
        assertThat(world.system.faults().log())
                .extracting(Call::operation)
                .containsSubsequence(Operation.MAP, Operation.UNMAP);
    }

    @Test
    void anOpeningThatFailsTellsThatANewFileCouldNotBeRemoved() throws IOException {
        IOException failure = failure(newFile(), JOURNAL_WRITE, is(Operation.DISCARD_CREATED));
        assertThat(failure).hasMessageContaining("WRITE failed");
        assertSuppressed(failure, "DISCARD_CREATED failed");
        newFile().open().close();
    }

    @Test
    void anOpeningThatFailsTellsThatItsJournalCouldNotBeRemoved() throws IOException {
        IOException failure =
                failure(
                        world.builder(),
                        is(Operation.WRITE_ATTRIBUTE),
                        of(Operation.REMOVE, "journal").or(of(Operation.TRUNCATE, "journal")));
        assertThat(failure).hasMessageContaining("WRITE_ATTRIBUTE failed");
        assertSuppressed(failure, "REMOVE failed");
        world.open().close();
        assertThat(world.system.others().list(CommitWorld.DIRECTORY)).containsExactly("file");
    }

    @Test
    void anOpeningThatFailsTellsThatALockCouldNotBeReleased() throws IOException {
        world = new CommitWorld(SIZE, Options.DEFAULT.without(Ability.LASTING_LOCKS));
        IOException failure =
                failure(world.builder(), JOURNAL_WRITE, unlock(Long.MAX_VALUE - 255));
        assertThat(failure).hasMessageContaining("WRITE failed");
        assertSuppressed(failure, "UNLOCK failed");
        world.open().close();
    }
}
