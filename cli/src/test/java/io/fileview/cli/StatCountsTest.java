package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The files of a tree are counted by the kernel, those that are named are looked at page by page. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "expects what Linux tells about pages")
class StatCountsTest {
    private static final int PAGE = 4096;

    @TempDir
    Path dir;

    private Path partlyCached(Path tree) throws Exception {
        Path file =
                Sample.file(Files.createDirectory(tree).resolve("a"), Sample.bytes(64 * PAGE - 7));
        Sample.evict(file);
        Sample.faultIn(file, 0, 1, 2, 3, 32, 63);
        return file;
    }

    @Test
    void theRowOfATreeShowsTheSamePagesAsThatOfAFile() throws Exception {
        Path file = partlyCached(dir.resolve("tree"));
        String ofTree = row(Run.fileview("stat", dir.resolve("tree"), "--ascii"));
        String ofFile = row(Run.fileview("stat", file, "--sort=name", "--ascii"));

        assertThat(ofTree).isEqualTo(ofFile).contains("24K", "9.3%", "[=   .  .]");
    }

    private static String row(Run run) {
        return run.succeeds().out().lines().toList().get(1);
    }

    @Test
    void soDoesItsJson() throws Exception {
        Path file = partlyCached(dir.resolve("tree"));
        Json ofTree = json(dir.resolve("tree"));
        Json ofFile = json(file);

        assertThat(ofTree).isEqualTo(ofFile);
        assertThat(ofTree.at("residentPages").number()).isEqualTo(6);
    }

    private static Json json(Path argument) {
        return Run.fileview("stat", argument, "--json", "--no-shares").succeeds().json()
                .at("files", 0);
    }

    @Test
    void whatTheKernelDoesNotCountIsStillLookedAt() throws Exception {
        Path file = partlyCached(dir.resolve("tree"));
        Json ofTree = Run.fileview("stat", file.getParent(), "--json").succeeds().json();

        assertThat(ofTree.at("files", 0).at("shareCounts").value()).as("not counted").isNotNull();
    }
}
