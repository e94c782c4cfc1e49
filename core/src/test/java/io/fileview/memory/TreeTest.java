package io.fileview.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names lead where they lead on Unix. */
class TreeTest {
    private static final Path ROOT = Path.of("/").toAbsolutePath();

    private final OtherProgram files = new MemoryFileSystem(Options.DEFAULT.urisOnly()).others();

    @BeforeEach
    void makeFiles() throws IOException {
        files.createDirectories(path("a/b"));
        files.write(path("a/b/file"), new byte[] {1});
    }

    private static Path path(String name) {
        return ROOT.resolve(name);
    }

    @Test
    void linksToDirectoriesAreFollowedOnTheWay() throws Exception {
        files.symlink(path("relative"), Path.of("a/b"));
        files.symlink(path("a/absolute"), path("a/b"));
        files.symlink(path("a/b/up"), Path.of("../../relative/./file"));
        assertThat(files.read(path("relative/file"))).containsExactly(1);
        assertThat(files.read(path("a/absolute/file"))).containsExactly(1);
        assertThat(files.read(path("a/b/up"))).containsExactly(1);
        assertThat(files.isSymbolicLink(path("a/b/up"))).isTrue();
        assertThat(files.isSymbolicLink(path("a/b/file"))).isFalse();
    }

    @Test
    void aParentIsThatOfTheDirectoryAndNotOfTheLink() throws Exception {
        files.symlink(path("link"), Path.of("a/b"));
        files.write(path("a/beside"), new byte[] {2});
        assertThat(files.read(path("link/../beside"))).containsExactly(2);
        assertThat(files.list(path("link/.."))).containsExactly("b", "beside");
    }

    @Test
    void linksThatGoRoundAreRefused() throws Exception {
        files.symlink(path("one"), Path.of("two"));
        files.symlink(path("two"), Path.of("one"));
        assertThatExceptionOfType(FileSystemLoopException.class)
                .isThrownBy(() -> files.read(path("one")));
        assertThat(files.exists(path("one"))).isFalse();
    }

    @Test
    void aFileIsNoDirectory() {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> files.write(path("a/b/file/below"), new byte[1]))
                .withMessageContaining("ENOTDIR");
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> files.read(path("a")));
    }

    @Test
    void onlyAnEmptyDirectoryIsRemovedOrReplaced() throws Exception {
        files.createDirectories(path("empty"));
        assertThatExceptionOfType(DirectoryNotEmptyException.class)
                .isThrownBy(() -> files.delete(path("a")));
        assertThatExceptionOfType(DirectoryNotEmptyException.class)
                .isThrownBy(() -> files.rename(path("empty"), path("a")));
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> files.rename(path("a/b/file"), path("empty")));
        files.rename(path("a"), path("empty"));
        assertThat(files.read(path("empty/b/file"))).containsExactly(1);
        files.deleteAll(path("empty"));
        assertThat(files.list(ROOT)).isEmpty();
    }

    @Test
    void twoNamesOfOneFileBothStayWhenOneIsRenamedToTheOther() throws Exception {
        files.link(path("second"), path("a/b/file"));
        files.rename(path("second"), path("a/b/file"));
        assertThat(files.exists(path("second"))).isTrue();
        files.write(path("second"), new byte[] {3});
        assertThat(files.read(path("a/b/file"))).containsExactly(3);
    }
}
