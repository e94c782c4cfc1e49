package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
                (file, entry, open) -> {
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

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux counts pages without a mapping")
    void filesThatAreOpenWhenTheyAreVisitedAreTheSameInTheSameOrder() throws Exception {
        Path deep = Files.createDirectories(dir.resolve("b/" + "d/".repeat(40)));
        Path a = Files.write(dir.resolve("a"), new byte[1]);
        Files.write(deep.resolve("z"), new byte[1]);
        Files.createLink(dir.resolve("c"), a);
        Files.createFile(dir.resolve("e"));
        Files.createSymbolicLink(dir.resolve("f"), a);
        Files.createSymbolicLink(dir.resolve("g"), dir);
        Files.write(dir.resolve("h"), new byte[1]);

        List<Path> opened = new ArrayList<>();
        List<Object> keys = new ArrayList<>();
        List<Object> expected = new ArrayList<>();
        List<IOException> problems = new ArrayList<>();
        FileTree.visitOpen(
                dir,
                (file, entry, open) -> {
                    assertThat(open).isNotNull();
                    opened.add(file);
                    keys.add(entry.key());
                },
                problems::add);
        FileTree.visit(dir, (file, entry, open) -> expected.add(entry.key()), problems::add);
        assertThat(opened).isEqualTo(visited(dir, problems)).hasSize(4);
        assertThat(keys).isEqualTo(expected);
        assertThat(problems).isEmpty();
    }

    private static List<Path> visited(Path top, List<IOException> problems) throws IOException {
        List<Path> files = new ArrayList<>();
        FileTree.visit(top, (file, entry, open) -> files.add(file), problems::add);
        return files;
    }
}
