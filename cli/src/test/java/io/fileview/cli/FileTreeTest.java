package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
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
        assertThat(FileTree.of(dir, problems::add)).containsExactly(file, other);
        assertThat(problems).isEmpty();
    }
}
