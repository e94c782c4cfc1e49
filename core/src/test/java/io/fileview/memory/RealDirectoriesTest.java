package io.fileview.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.Protection;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directories of the real file system are there too, and its files are not. */
class RealDirectoriesTest {
    private static final OpenRequest CREATE =
            new OpenRequest(Protection.READ_WRITE, Creation.CREATE, false);

    @TempDir
    Path directory;

    private final MemoryFileSystem files = new MemoryFileSystem(Options.DEFAULT);

    @Test
    void aFileIsCreatedInARealDirectoryAndNotOnTheDisk() throws Exception {
        Path path = directory.resolve("file");
        try (EngineFile file = files.engine().open(FileLocation.of(path), CREATE)) {
            assertThat(file.created()).isTrue();
        }
        assertThat(Files.exists(path)).isFalse();
        assertThat(files.others().exists(path)).isTrue();
    }

    @Test
    void aRealFileIsNotThere() throws Exception {
        Path path = Files.write(directory.resolve("file"), new byte[10]);
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(
                        () -> files.engine().open(FileLocation.of(path),
                                OpenRequest.existing(Protection.READ_ONLY)))
                .withMessageContaining("a file of the real file system is not in it");
    }

    @Test
    void aDirectoryThatWasRemovedHereStaysAway() throws Exception {
        Path below = Files.createDirectory(directory.resolve("below"));
        files.others().write(below.resolve("file"), new byte[1]);
        files.others().deleteAll(below);
        assertThat(files.others().exists(below)).isFalse();
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(
                        () -> files.engine().open(FileLocation.of(below.resolve("file")), CREATE));
        files.others().createDirectories(below);
        assertThat(files.others().list(below)).isEmpty();
    }

    @Test
    void aUriNamesTheFileOfItsPath() throws Exception {
        Path path = directory.resolve("file");
        URI uri = URI.create("memory:" + path.toUri().getPath());
        try (EngineFile byPath = files.engine().open(FileLocation.of(path), CREATE);
                EngineFile byUri = files.engine().open(FileLocation.of(uri), CREATE)) {
            assertThat(byUri.identity()).isEqualTo(byPath.identity());
            assertThat(byUri.created()).isFalse();
        }
    }

    @Test
    void onlyPathsOfTheDefaultFileSystemAndUrisAreAccepted() throws Exception {
        Path archive = directory.resolve("archive.zip");
        try (FileSystem zip =
                FileSystems.newFileSystem(archive, java.util.Map.of("create", "true"))) {
            assertThat(files.engine().accepts(FileLocation.of(zip.getPath("/file")))).isFalse();
        }
        assertThat(files.engine().accepts(FileLocation.of(archive))).isTrue();
        assertThat(files.engine().accepts(FileLocation.of(URI.create("memory:/a")))).isTrue();
        assertThat(files.engine().accepts(FileLocation.of(URI.create("memory:a")))).isFalse();
        assertThat(files.engine().accepts(FileLocation.of(URI.create("smb://a/b")))).isFalse();
        MemoryEngine urisOnly = new MemoryFileSystem(Options.DEFAULT.urisOnly()).engine();
        assertThat(urisOnly.accepts(FileLocation.of(archive))).isFalse();
        assertThat(urisOnly.accepts(FileLocation.of(URI.create("memory:/a")))).isTrue();
    }

    @Test
    void twoFileSystemsHaveDifferentFiles() throws Exception {
        MemoryFileSystem other = new MemoryFileSystem(Options.DEFAULT);
        FileLocation location = FileLocation.of(directory.resolve("file"));
        try (EngineFile one = files.engine().open(location, CREATE);
                EngineFile two = other.engine().open(location, CREATE)) {
            assertThat(two.created()).isTrue();
            assertThat(two.identity()).isNotEqualTo(one.identity());
        }
    }

    @Test
    void anEngineCanBeUnavailable() {
        assertThat(files.engine().unavailableReason()).isEmpty();
        files.engine().makeUnavailable("the test wants it");
        assertThat(files.engine().unavailableReason()).contains("the test wants it");
    }

    @Test
    void enginesThatAreFoundAsServicesHaveOneFileSystem() {
        assertThat(new MemoryEngine().files()).isSameAs(new MemoryEngine().files());
    }
}
