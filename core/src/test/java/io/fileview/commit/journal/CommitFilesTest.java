package io.fileview.commit.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The files beside a file that is opened for commits. */
class CommitFilesTest {
    private JournalWorld world;

    @BeforeEach
    void makeWorld() throws IOException {
        world = new JournalWorld(100);
    }

    @AfterEach
    void closeWorld() {
        world.close();
    }

    @Test
    void theFilesBesideItAreNamedAfterIt() {
        CommitFiles files = world.files();
        assertThat(files.location()).isEqualTo(FileLocation.of(JournalWorld.FILE));
        assertThat(files.journal()).isEqualTo("file.fileview-journal");
        assertThat(files.lock()).isEqualTo("file.fileview-lock");
        assertThat(files.snapshotPrefix()).isEqualTo("file.fileview-snapshot-");
    }

    @Test
    void throughASymbolicLinkTheyLieBesideTheFileItLeadsTo() throws IOException {
        Path link = world.system.others().createDirectories(Path.of("/other")).resolve("link");
        world.system.others().symlink(link, JournalWorld.FILE);
        try (CommitFiles files =
                world.filesOf(link)) {
            assertThat(files.location()).isEqualTo(FileLocation.of(JournalWorld.FILE));
        }
    }

    @Test
    void absenceIsToldOnlyIfItIsCertain() throws IOException {
        CommitFiles files = world.files();
        assertThat(files.dataExists()).isTrue();
        world.system.faults().plan(Faults.each(Operation.FIND, Fault.error(OsError.EACCES)));
        assertThatExceptionOfType(IOException.class).isThrownBy(files::dataExists);
        world.system.faults().none();
        world.system.others().delete(JournalWorld.FILE);
        world.system.others().write(JournalWorld.JOURNAL, new byte[1]);
        assertThat(files.dataExists()).isFalse();
    }

    @Test
    void theFileIsOpenedInItsDirectory() throws IOException {
        try (EngineFile data =
                world.files().openData(OpenRequest.existing(Protection.READ_ONLY))) {
            assertThat(data.name()).isEqualTo(JournalWorld.FILE.toString());
            assertThat(data.size()).isEqualTo(100);
        }
    }

    @Test
    void theJournalIsRemovedDurably() throws IOException {
        Journal journal = world.create(1 << 20);
        journal.remove(world.data());
        assertThat(world.system.disk().listDurable(JournalWorld.DIRECTORY))
                .containsExactly("file");
    }

    @Test
    void aJournalThatTookTheNameOfTheOneThatIsRemovedStays() throws IOException {
        Journal journal = world.create(1 << 20);
        world.system.others().delete(JournalWorld.JOURNAL);
        world.system.others().write(JournalWorld.JOURNAL, new byte[1]);
        journal.remove(world.data());
        assertThat(world.bytes(JournalWorld.JOURNAL)).hasSize(1);
    }

    @Test
    void aNameThatLeavesNoRoomForASuffixIsReplacedByItsDigest() throws IOException {
        Path longName = JournalWorld.DIRECTORY.resolve("x".repeat(240));
        try (CommitFiles files = world.filesOf(longName);
                CommitFiles other =
                        world.filesOf(JournalWorld.DIRECTORY.resolve("x".repeat(241)))) {
            assertThat(files.journal()).hasSizeLessThan(60).endsWith(".fileview-journal");
            assertThat(files.journal()).isNotEqualTo(other.journal());
        }
    }

    @Test
    void theNameMustLeadToTheFileThatWasOpened() throws IOException {
        CommitFiles files = world.files();
        files.requireNamed(world.data().identity());
        Path moved = JournalWorld.DIRECTORY.resolve("moved");
        world.system.others().rename(JournalWorld.FILE, moved);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> files.requireNamed(world.data().identity()))
                .withMessageContaining("renamed or deleted");
        world.system.others().write(JournalWorld.FILE, new byte[1]);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> files.requireNamed(world.data().identity()))
                .withMessageContaining("another file");
    }
}
