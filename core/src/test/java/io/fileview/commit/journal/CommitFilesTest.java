package io.fileview.commit.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
        assertThat(files.data()).isEqualTo("file");
        assertThat(files.journal()).isEqualTo("file.fileview-journal");
        assertThat(files.lock()).isEqualTo("file.fileview-lock");
        assertThat(files.snapshotPrefix()).isEqualTo("file.fileview-snapshot-");
    }

    @Test
    void throughASymbolicLinkTheyLieBesideTheFileItLeadsTo() throws IOException {
        Path link = world.system.others().createDirectories(Path.of("/other")).resolve("link");
        world.system.others().symlink(link, JournalWorld.FILE);
        try (CommitFiles files =
                CommitFiles.of(world.system.engine(), FileLocation.of(link))) {
            assertThat(files.location()).isEqualTo(FileLocation.of(JournalWorld.FILE));
        }
    }

    @Test
    void absenceIsToldOnlyIfItIsCertain() throws IOException {
        CommitFiles files = world.files();
        assertThat(files.dataExists()).isTrue();
        assertThat(files.journalExists()).isFalse();
        world.system.faults().plan(Faults.each(Operation.FIND, Fault.error(OsError.EACCES)));
        assertThatExceptionOfType(IOException.class).isThrownBy(files::dataExists);
        assertThatExceptionOfType(IOException.class).isThrownBy(files::journalExists);
        world.system.faults().none();
        world.system.others().delete(JournalWorld.FILE);
        world.system.others().write(JournalWorld.JOURNAL, new byte[1]);
        assertThat(files.dataExists()).isFalse();
        assertThat(files.journalExists()).isTrue();
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
        world.create(1 << 20).abandon();
        world.files().removeJournal();
        assertThat(world.system.disk().listDurable(JournalWorld.DIRECTORY))
                .containsExactly("file");
        world.files().removeJournal(); // It need not be there.
    }

    @Test
    void whatIsClosedIsTheDirectory() throws IOException {
        boolean[] closed = new boolean[1];
        io.fileview.spi.Directory directory =
                (io.fileview.spi.Directory) java.lang.reflect.Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {io.fileview.spi.Directory.class},
                        (proxy, method, arguments) -> {
                            closed[0] |= method.getName().equals("close");
                            return null;
                        });
        new CommitFiles(directory, "x").close();
        assertThat(closed[0]).isTrue();
    }
}
