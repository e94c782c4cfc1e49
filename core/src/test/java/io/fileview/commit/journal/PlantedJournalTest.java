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
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A journal that somebody may have written who may not write the file is not believed. */
class PlantedJournalTest extends FoundJournalFixture {
    @Test
    void aMarkedJournalOfAStrangerIsRefused() throws IOException {
        make(JournalWorld.JOURNAL);
        giveToStranger(make(OTHER_JOURNAL));
        JournalMark mark = markOf(OTHER_JOURNAL);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> find(mark))
                .withMessageContainingAll("the journal " + OTHER_JOURNAL + " belongs to",
                        "its owner has the id " + STRANGER, "if it is not yours, remove it");
    }

    /** In a directory that passes its group on, such a journal may be anybody's who cannot mark the file. */
    @Test
    void aJournalWithTheGroupOfTheFileIsBelievedOnlyIfItIsMarked() throws IOException {
        world.system.administrator().chmod(JournalWorld.FILE, 0664);
        world.system.administrator().chown(JournalWorld.FILE, "1000", "100");
        for (Path journal : new Path[] {JournalWorld.JOURNAL, OTHER_JOURNAL}) {
            world.system.administrator().chown(make(journal), STRANGER, "100");
        }
        assertFound(OTHER_JOURNAL, find(markOf(OTHER_JOURNAL)));
        assertFound(JournalWorld.JOURNAL, find(markOf(JournalWorld.JOURNAL)));
        assertThatExceptionOfType(MappingException.class).isThrownBy(() -> find(null));
    }

    @Test
    void aJournalOfAStrangerBesideTheFileIsRefusedByAWriterAndIsNotOpened() throws IOException {
        giveToStranger(make(JournalWorld.JOURNAL));
        world.system.faults().restart();
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> find(null))
                .withMessageContainingAll("the journal " + JournalWorld.JOURNAL + " belongs to",
                        "its owner has the id " + STRANGER);
        assertThat(wasOpened("journal")).isFalse();
    }

    /** If it belonged to the file, the file would be marked. */
    @Test
    void aReaderPassesOverAJournalOfAStrangerBesideAFileThatIsNotMarked() throws IOException {
        giveToStranger(make(JournalWorld.JOURNAL));
        world.system.faults().restart();
        assertThat(find(Protection.READ_ONLY, Choice.SAFE, null)).isNull();
        assertThat(wasOpened("journal")).isFalse();
    }

    @Test
    void whereFilesCannotBeMarkedAReaderIsToldOfAJournalOfAStranger() throws IOException {
        use(Options.DEFAULT.without(Ability.EXTENDED_ATTRIBUTE));
        giveToStranger(make(JournalWorld.JOURNAL));
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> find(Protection.READ_ONLY, Choice.SAFE, null))
                .withMessageContaining("belongs to");
    }

    @Test
    void aJournalOfAStrangerBesideTheFileIsPassedOverIfTheMarkLeadsElsewhere() throws IOException {
        giveToStranger(make(JournalWorld.JOURNAL));
        make(OTHER_JOURNAL);
        assertFound(OTHER_JOURNAL, find(markOf(OTHER_JOURNAL)));
    }

    @Test
    void aJournalOfAStrangerThatTheMarkLeadsToIsRefused() throws IOException {
        giveToStranger(make(JournalWorld.JOURNAL));
        JournalMark mark = markOf(JournalWorld.JOURNAL);
        for (Protection protection : new Protection[] {
            Protection.READ_ONLY, Protection.READ_WRITE
        }) {
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(() -> find(protection, Choice.SAFE, mark))
                    .withMessageContaining(JournalWorld.JOURNAL + " belongs to");
        }
    }

    /** The entry may be exchanged between the look at it and its opening. */
    @Test
    void whatWasOpenedIsLookedAtOnceMore() throws IOException {
        make(JournalWorld.JOURNAL);
        world.system.faults()
                .plan(
                        Faults.once(
                                Operation.OPEN_ENTRY,
                                Fault.before(call -> giveToStranger(JournalWorld.JOURNAL))));
        assertThatExceptionOfType(MappingException.class).isThrownBy(() -> find(null))
                .withMessageContaining("its owner has the id " + STRANGER);
    }
}
