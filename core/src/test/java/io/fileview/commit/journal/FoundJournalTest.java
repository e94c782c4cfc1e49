package io.fileview.commit.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.commit.journal.Recovery.Choice;
import io.fileview.memory.Ability;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import io.fileview.spi.FileIdentity;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Which journal is found for a file, beside it or by its mark, and what is done with it. */
class FoundJournalTest extends FoundJournalFixture {
    @Test
    void withoutAJournalNoneIsFound() throws IOException {
        assertThat(find(null)).isNull();
    }

    @Test
    void theJournalBesideTheFileIsFound() throws IOException {
        make(JournalWorld.JOURNAL);
        assertFound(JournalWorld.JOURNAL, find(null));
        assertFound(JournalWorld.JOURNAL, find(markOf(JournalWorld.JOURNAL)));
    }

    /** The file was opened by another name than the one that it was written by. */
    @Test
    void theJournalThatTheMarkLeadsToIsFound() throws IOException {
        make(OTHER_JOURNAL);
        assertFound(OTHER_JOURNAL, find(markOf(OTHER_JOURNAL)));
    }

    @Test
    void theMarkedJournalIsPreferredToTheOneBesideTheFile() throws IOException {
        make(JournalWorld.JOURNAL);
        make(OTHER_JOURNAL);
        JournalMark mark = markOf(OTHER_JOURNAL);
        assertFound(OTHER_JOURNAL, find(mark));
        assertFound(OTHER_JOURNAL,
                find(Protection.READ_WRITE, new Choice(false, true), mark));
    }

    @Test
    void whoAdoptsTakesTheJournalBesideTheFile() throws IOException {
        make(OTHER_JOURNAL);
        JournalMark mark = markOf(OTHER_JOURNAL);
        Choice adopt = new Choice(true, false);
        assertFound(OTHER_JOURNAL, find(Protection.READ_WRITE, adopt, mark));
        make(JournalWorld.JOURNAL);
        assertFound(JournalWorld.JOURNAL, find(Protection.READ_WRITE, adopt, mark));
    }

    @Test
    void aMarkedJournalThatIsMissingIsReported() throws IOException {
        make(OTHER_JOURNAL);
        JournalMark mark = markOf(OTHER_JOURNAL);
        world.system.others().delete(OTHER_JOURNAL);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> find(mark))
                .withMessageContaining(
                        "its journal " + OTHER_JOURNAL + " is missing; open the file")
                .satisfies(e -> assertThat(e.file()).isEqualTo(JournalWorld.FILE.toString()));
        make(JournalWorld.JOURNAL);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> find(mark))
                .withMessageContaining("its journal " + OTHER_JOURNAL + " is missing, and "
                        + JournalWorld.JOURNAL + " is another one");
        world.system.others().delete(ELSEWHERE);
        assertThatExceptionOfType(MappingException.class).isThrownBy(() -> find(mark))
                .withMessageContaining("is missing");
    }

    @Test
    void whoIgnoresThatItIsMissingTakesTheOneBesideTheFileOrNone() throws IOException {
        make(OTHER_JOURNAL);
        JournalMark mark = markOf(OTHER_JOURNAL);
        world.system.others().delete(OTHER_JOURNAL);
        Choice ignore = new Choice(false, true);
        assertThat(find(Protection.READ_WRITE, ignore, mark)).isNull();
        make(JournalWorld.JOURNAL);
        assertFound(JournalWorld.JOURNAL, find(Protection.READ_WRITE, ignore, mark));
    }

    /** Its path was too long for a mark. */
    @Test
    void aMarkWithoutAPathLeadsNowhere() throws IOException {
        make(OTHER_JOURNAL);
        JournalMark mark = new JournalMark(world.data().identity(), identity(OTHER_JOURNAL), "");
        assertThatExceptionOfType(MappingException.class).isThrownBy(() -> find(mark))
                .withMessageContaining("is missing");
    }

    @Test
    void anotherFileThatHasTakenTheNameOfTheMarkedJournalIsNotFound() throws IOException {
        make(OTHER_JOURNAL);
        JournalMark mark = markOf(OTHER_JOURNAL);
        world.system.others().rename(OTHER_JOURNAL, ELSEWHERE.resolve("moved"));
        make(OTHER_JOURNAL);
        assertThatExceptionOfType(MappingException.class).isThrownBy(() -> find(mark))
                .withMessageContaining("is missing");
    }

    /** A snapshot of the whole volume has files with the same numbers. */
    @Test
    void aJournalOnAnotherVolumeThanTheFileIsNotFound() throws IOException {
        make(OTHER_JOURNAL);
        JournalMark mark = markOf(OTHER_JOURNAL);
        JournalWorld snapshot = new JournalWorld(100);
        try {
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(
                            () -> FoundJournal.find(world.files(), snapshot.data(),
                                    Protection.READ_WRITE, Choice.SAFE, mark))
                    .withMessageContaining("is missing");
        } finally {
            snapshot.close();
        }
    }

    @Test
    void aMarkedJournalThatAnotherErrorHidesIsNotMissing() throws IOException {
        make(JournalWorld.JOURNAL);
        make(OTHER_JOURNAL);
        JournalMark mark = markOf(OTHER_JOURNAL);
        for (Operation operation : new Operation[] {
            Operation.RESOLVE, Operation.OPEN_ENTRY, Operation.STATUS
        }) {
            world.system.faults()
                    .plan(
                            Faults.each(
                                    call -> call.operation() == operation
                                            && call.isOf(OTHER_JOURNAL.toString()),
                                    Fault.error(OsError.EIO)));
            assertThatExceptionOfType(IOException.class).as("%s", operation)
                    .isThrownBy(() -> find(mark))
                    .withMessageContaining("EIO");
        }
    }

    @Test
    void aJournalThatIsRemovedBeforeItIsOpenedIsNotFound() throws IOException {
        make(JournalWorld.JOURNAL);
        world.system.faults()
                .plan(
                        Faults.once(
                                Operation.OPEN_ENTRY,
                                Fault.before(
                                        call -> world.system.others()
                                                .delete(JournalWorld.JOURNAL))));
        assertThat(find(null)).isNull();
    }

    @Test
    void aJournalWhoseStatusCannotBeDeterminedIsNotBelieved() throws IOException {
        make(JournalWorld.JOURNAL);
        world.system.faults()
                .plan(
                        Faults.once(
                                call -> call.operation() == Operation.STATUS
                                        && call.isOf("journal"),
                                Fault.error(OsError.EIO)));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> find(null))
                .withMessageContaining("EIO");
    }

    @Test
    void whoMayNotReadTheJournalIsToldWhoMay() throws IOException {
        make(JournalWorld.JOURNAL);
        world.system.faults()
                .plan(Faults.once(Operation.OPEN_ENTRY, Fault.error(OsError.EACCES)));
        assertThatExceptionOfType(AccessDeniedException.class)
                .isThrownBy(() -> find(Protection.READ_ONLY, Choice.SAFE, null))
                .withMessageContainingAll(JournalWorld.JOURNAL.toString(),
                        "may lack commits that this journal holds",
                        "open the file once for commits",
                        "EACCES");
    }

    @Test
    void onlyTheJournalBesideTheFileCanBeAdopted() throws IOException {
        make(JournalWorld.JOURNAL);
        make(OTHER_JOURNAL);
        JournalHeader right = headerFor(world.data().identity());
        JournalHeader wrong = headerFor(FileIdentity.ofInode("1:1", 4711, 1));
        try (FoundJournal beside = find(null); FoundJournal marked = find(markOf(OTHER_JOURNAL))) {
            assertThat(beside.mayBeOf(world.data(), right, false)).isTrue();
            assertThat(beside.mayBeOf(world.data(), wrong, false)).isFalse();
            assertThat(beside.mayBeOf(world.data(), wrong, true)).isTrue();
            assertThat(marked.mayBeOf(world.data(), right, false)).isTrue();
            assertThat(marked.mayBeOf(world.data(), wrong, true)).isFalse();
        }
    }

    private static JournalHeader headerFor(FileIdentity file) {
        return new JournalHeader(0, 1, 0, 10, file, "a writer");
    }

    /** The header of a journal is durable before the file is marked. */
    @Test
    void aMarkedJournalHasAHeader() throws IOException {
        make(JournalWorld.JOURNAL);
        make(OTHER_JOURNAL);
        try (FoundJournal unmarked = find(null)) {
            unmarked.requireUnmarked();
        }
        for (Path path : new Path[] {JournalWorld.JOURNAL, OTHER_JOURNAL}) {
            try (FoundJournal marked = find(markOf(path))) {
                assertThatExceptionOfType(MappingException.class)
                        .isThrownBy(marked::requireUnmarked)
                        .withMessageContaining("has no intact header")
                        .satisfies(e -> assertThat(e.file()).isEqualTo(path.toString()));
            }
        }
    }

    /** Or a copy of the directory by hard links would write the commits to the file once more. */
    @Test
    void aJournalThatHasAnotherNameIsInvalidatedDurably() throws IOException {
        make(JournalWorld.JOURNAL);
        Path copy = ELSEWHERE.resolve("copy");
        world.system.others().link(copy, JournalWorld.JOURNAL);
        try (FoundJournal found = find(null)) {
            found.invalidate();
            assertThat(world.system.disk().readDurable(copy)).isEmpty();
            world.system.faults().restart();
            found.invalidate();
            assertThat(world.system.faults().log())
                    .as("it is empty already")
                    .noneMatch(call -> call.operation() == Operation.TRUNCATE);
        }
    }

    @Test
    void aJournalWithoutAnotherNameNeedsNotBeInvalidated() throws IOException {
        make(JournalWorld.JOURNAL);
        try (FoundJournal found = find(null)) {
            found.invalidate();
        }
        assertThat(world.bytes(JournalWorld.JOURNAL)).hasSize(10);
        use(Options.DEFAULT.without(Ability.OWNERS)); // The number of names is unknown, too.
        make(JournalWorld.JOURNAL);
        try (FoundJournal found = find(null)) {
            found.invalidate();
        }
        assertThat(world.bytes(JournalWorld.JOURNAL)).hasSize(10);
    }

    @Test
    void itIsRemovedDurablyWhereItIs() throws IOException {
        make(JournalWorld.JOURNAL);
        make(OTHER_JOURNAL);
        try (FoundJournal found = find(markOf(OTHER_JOURNAL))) {
            found.remove();
        }
        assertThat(world.system.disk().listDurable(ELSEWHERE)).isEmpty();
        try (FoundJournal found = find(null)) {
            found.remove();
        }
        assertThat(world.system.disk().listDurable(JournalWorld.DIRECTORY))
                .containsExactly("file");
    }

    @Test
    void anotherFileOfItsNameIsNotRemoved() throws IOException {
        make(JournalWorld.JOURNAL);
        try (FoundJournal found = find(null)) {
            world.system.others().rename(JournalWorld.JOURNAL, ELSEWHERE.resolve("moved"));
            make(JournalWorld.JOURNAL);
            found.remove();
        }
        assertThat(world.journalIsThere()).isTrue();
    }
}
