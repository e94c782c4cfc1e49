package io.fileview;

import static io.fileview.testing.FileAssert.assertThatFile;
import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.spi.Directory;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.testing.Command;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done to the directory entry of a new file after its directory was renamed or removed. */
class NewEntryTest {
    private static final int SIZE = 5_000;

    @TempDir
    Path directory;

    private Path parent;
    private Path moved;

    @BeforeEach
    void makeDirectory() throws IOException {
        parent = TestFiles.createDirectory(directory.resolve("parent"));
        moved = directory.resolve("moved");
    }

    private FileMapping create() throws IOException {
        return EngineUnderTest.builder(parent.resolve("new"))
                .protection(Protection.READ_WRITE)
                .createNew()
                .size(SIZE)
                .open();
    }

    private EngineFile createForTheEngine() throws IOException {
        return EngineUnderTest.engine()
                .open(
                        FileLocation.of(parent.resolve("new")),
                        new OpenRequest(Protection.READ_WRITE, Creation.CREATE_NEW, false));
    }

    @Test
    void aFileWhoseDirectoryWasRenamedIsFlushed() throws Exception {
        try (FileMapping mapping = create();
                View view = mapping.map()) {
            TestFiles.move(parent, moved);
            bytesOf(view).fill(1);
            view.flush(Durability.DEVICE);
            mapping.flush(Durability.DEVICE);
            mapping.grow(2 * SIZE);
            mapping.flush(Durability.DEVICE);
        }
        assertThatFile(moved.resolve("new")).hasSize(2 * SIZE);
    }

    @Test
    void aFileWhoseDirectoryWasReplacedIsFlushed() throws Exception {
        try (FileMapping mapping = create();
                View view = mapping.map()) {
            TestFiles.move(parent, moved);
            TestFiles.createDirectory(parent);
            view.flush(Durability.DEVICE);
            mapping.flush(Durability.DEVICE);
        }
    }

    @Test
    void aFileThatWasDeletedWithItsDirectoryIsFlushed() throws Exception {
        Needs.immediateDeletion();
        try (FileMapping mapping = create();
                View view = mapping.map()) {
            TestFiles.delete(parent.resolve("new"));
            TestFiles.delete(parent);
            bytesOf(view).fill(1);
            view.flush(Durability.DEVICE);
            mapping.flush(Durability.DEVICE);
        }
    }

    @Test
    @Tag("linux-only")
    void aNameThatWasFlushedIsRemovedFromTheRenamedDirectory() throws Exception {
        try (EngineFile file = createForTheEngine()) {
            file.flush();
            TestFiles.move(parent, moved);
            TestFiles.createDirectory(parent);
            TestFiles.write(parent.resolve("new"), new byte[1]);
            file.discardCreated();
        }
        assertThat(TestFiles.exists(moved.resolve("new"))).isFalse();
        assertThatFile(parent.resolve("new")).hasSize(1);
    }

    @Test
    void aNameThatLeadsToAnotherFileIsNotRemoved() throws Exception {
        for (boolean flushed : new boolean[] {false, true}) {
            try (EngineFile file = createForTheEngine()) {
                if (flushed) {
                    file.flush();
                }
                TestFiles.move(parent.resolve("new"), parent.resolve("renamed"));
                TestFiles.write(parent.resolve("new"), new byte[1]);
                file.discardCreated();
            }
            assertThatFile(parent.resolve("new")).hasSize(1);
            assertThatFile(parent.resolve("renamed")).hasSize(0);
            TestFiles.delete(parent.resolve("new"));
        }
    }

    /** The path leads nowhere, which does not prove that the file has no name. */
    @Test
    void aNameThatCannotBeLookedUpIsNotTakenForAbsent() throws Exception {
        for (boolean flushed : new boolean[] {false, true}) {
            IOException refusal = null;
            try (EngineFile file = createForTheEngine()) {
                if (flushed) {
                    file.flush();
                }
                TestFiles.move(parent, moved);
                TestFiles.createSymbolicLink(parent, parent); // which leads to itself
                file.discardCreated();
            } catch (IOException e) {
                refusal = e;
            }
            assertThat(TestFiles.exists(moved.resolve("new"))).isEqualTo(refusal != null);
            TestFiles.deleteIfExists(moved.resolve("new"));
            TestFiles.delete(parent);
            TestFiles.move(moved, parent);
        }
    }

    @Test
    void aNameThatIsGoneNeedNotBeRemoved() throws Exception {
        Needs.immediateDeletion();
        for (boolean flushed : new boolean[] {false, true}) {
            try (EngineFile file = createForTheEngine()) {
                if (flushed) {
                    file.flush();
                }
                TestFiles.delete(parent.resolve("new"));
                file.discardCreated();
            }
        }
        try (EngineFile file = createForTheEngine()) {
            file.flush();
            TestFiles.delete(parent.resolve("new"));
            TestFiles.delete(parent);
            file.discardCreated();
        }
    }

    /** An engine without a descriptor of the directory would flush what has taken its place. */
    @Test
    void aDirectoryThatHasBeenReplacedIsNotFlushedInItsPlace() throws Exception {
        try (Directory opened = openParent()) {
            TestFiles.move(parent, moved);
            TestFiles.createDirectory(parent);
            assertFlushedOrRefused(opened);
        }
    }

    @Test
    @NeedsKernel("plants a pipe with mkfifo")
    void nobodyWaitsForThePipeThatTakesThePlaceOfADirectory() throws Exception {
        Needs.tool("mkfifo");
        try (Directory opened = openParent()) {
            TestFiles.move(parent, moved);
            Command.run("mkfifo", parent.toString());
            assertFlushedOrRefused(opened);
        }
        assertThatExceptionOfType(IOException.class).isThrownBy(this::create);
    }

    private Directory openParent() throws IOException {
        return EngineUnderTest.engine()
                .resolve(FileLocation.of(parent.resolve("new")))
                .directory();
    }

    private static void assertFlushedOrRefused(Directory opened) {
        if (!EngineUnderTest.name().equals("portable")) {
            assertThatCode(opened::flush).doesNotThrowAnyException();
        } else {
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(opened::flush)
                    .withMessageContaining("has been moved or removed");
        }
    }
}
