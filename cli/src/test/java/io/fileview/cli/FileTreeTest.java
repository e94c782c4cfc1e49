package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.linux.ListedDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a directory stands for, beyond what the tests of {@code stat} show. */
class FileTreeTest {
    @TempDir
    Path dir;

    @Test
    @EnabledOnOs(value = OS.WINDOWS, disabledReason = "only Windows has junctions")
    void aJunctionIsNotFollowed() throws Exception {
        Path file = Files.createFile(dir.resolve("a"));
        Path deeper = Files.createDirectories(dir.resolve("d"));
        Path other = Files.createFile(deeper.resolve("b"));
        Path loop = deeper.resolve("loop");
        Process made =
                new ProcessBuilder("cmd", "/c", "mklink", "/J", loop.toString(), dir.toString())
                        .redirectErrorStream(true)
                        .start();
        made.getInputStream().readAllBytes();
        assumeTrue(made.waitFor() == 0 && Files.exists(loop), "no junction can be made here");

        List<IOException> problems = new ArrayList<>();
        assertThat(visited(dir, problems)).containsExactly(file, other);
        assertThat(problems).isEmpty();
    }

    @Test
    void eachDirectoryIsVisitedInTheOrderOfItsNames() throws Exception {
        Path deeper = Files.createDirectories(dir.resolve("b/c"));
        List<Path> files = new ArrayList<>();
        files.add(Files.createFile(dir.resolve("a")));
        files.add(Files.createFile(deeper.resolve("z")));
        files.add(Files.createFile(dir.resolve("b/d")));
        files.add(Files.createFile(dir.resolve("c")));

        List<IOException> problems = new ArrayList<>();
        assertThat(visited(dir, problems)).isEqualTo(files);
        assertThat(problems).isEmpty();
    }

    /** A file is visited before the next is looked at: this one removes what is left. */
    @Test
    void filesAreVisitedAsTheyAreFound() throws Exception {
        for (String name : new String[] {"a", "b", "c"}) {
            Files.createFile(dir.resolve(name));
        }
        List<Path> visited = new ArrayList<>();
        List<IOException> problems = new ArrayList<>();
        FileTree.visit(
                dir,
                (file, entry, pages) -> {
                    visited.add(file);
                    Files.deleteIfExists(dir.resolve("b"));
                },
                problems::add);

        assertThat(visited).containsExactly(dir.resolve("a"), dir.resolve("c"));
        assertThat(problems).hasSize(1).first().isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aDirectoryThatDoesNotExistIsAProblem() throws Exception {
        List<IOException> problems = new ArrayList<>();
        assertThat(visited(dir.resolve("none"), problems)).isEmpty();
        assertThat(problems).hasSize(1);
    }

    /** Each is opened at once, but for what only a look tells; the files and their order are the same. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux counts pages without a mapping")
    void filesWhosePagesAreCountedAreVisitedInTheSameOrder() throws Exception {
        Path deep = Files.createDirectories(dir.resolve("b/" + "d/".repeat(40)));
        Path a = Files.write(dir.resolve("a"), new byte[1]);
        Files.write(deep.resolve("z"), new byte[1]);
        Path second = Files.write(dir.resolve("b/x"), new byte[1]);
        Files.createLink(dir.resolve("c"), a);
        Files.createLink(dir.resolve("b/y"), second);
        Path empty = Files.createFile(dir.resolve("e"));
        Files.createSymbolicLink(dir.resolve("f"), a);
        Files.createSymbolicLink(dir.resolve("g"), dir);
        Files.write(dir.resolve("h"), new byte[1]);

        List<Path> opened = new ArrayList<>();
        List<Path> counted = new ArrayList<>();
        List<Object> keys = new ArrayList<>();
        List<IOException> problems = new ArrayList<>();
        FileTree.visitCounted(
                dir,
                (file, entry, pages) -> {
                    counted.add(file);
                    keys.add(entry.key());
                    if (pages != null) {
                        opened.add(file);
                    }
                },
                problems::add);
        List<Object> seen = new ArrayList<>();
        FileTree.visit(dir, (file, entry, pages) -> seen.add(entry.key()), problems::add);
        assertThat(counted).isEqualTo(visited(dir, problems)).hasSize(5);
        assertThat(keys).isEqualTo(seen);
        assertThat(problems).isEmpty();
        try (ListedDirectory listed = ListedDirectory.open(dir)) {
            assumeTrue(listed != null, "the file system has the pages elsewhere");
        }
        assertThat(opened).contains(a, second).doesNotContain(empty, deep.resolve("z"));
    }

    private static List<Path> visited(Path top, List<IOException> problems) throws IOException {
        List<Path> files = new ArrayList<>();
        FileTree.visit(top, (file, entry, pages) -> files.add(file), problems::add);
        return files;
    }
}
