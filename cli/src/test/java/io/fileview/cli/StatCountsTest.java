package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.RandomAccessFile;
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

    /** Nothing about it may be counted beyond the largest offset. */
    @Test
    void theLargestFileIsCounted() throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(memory), "needs a file system with files of any size");
        Path tree = Files.createTempDirectory(memory, "fileview");
        Path file = tree.resolve("largest");
        try {
            try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
                out.write(1);
                out.seek(1L << 62);
                out.write(1);
                out.setLength(Long.MAX_VALUE);
            }
            assertThat(row(Run.fileview("stat", tree, "--ascii"))).contains("8K", "[.   .   ]");
            assertThat(json(tree)).isEqualTo(json(file));
            assertThat(Run.fileview("stat", tree, file, "--json").succeeds().json()
                    .at("files", 1, "residentPages").number()).isEqualTo(2);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(tree);
        }
    }

    @Test
    void aTotalThatIsTooLargeIsTheLargestNumber() {
        assertThat(Amount.sum(Long.MAX_VALUE - 1, 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(Amount.sum(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }
}
