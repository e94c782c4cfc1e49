package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux lets go of the pages of a file")
class DropCommandTest {
    private static final int PAGE = 4096;

    @TempDir
    Path dir;

    @BeforeEach
    void requireADisk() throws Exception {
        assumeTrue(DemoTarget.isOnDisk(dir), "needs a file system on a disk");
    }

    private static long resident(Path file) {
        return Run.fileview("stat", file, "--json")
                .json()
                .at("total", "residentPages")
                .number();
    }

    @Test
    void letsGoOfAllPagesOnceTheyAreWritten() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(100 * PAGE + 1));

        assertThat(Run.fileview("drop", file, "--flush").succeeds().out())
                .isEqualTo(file + ": 101 of 101 pages in memory dropped\n");
        assertThat(resident(file)).isZero();
        assertThat(Run.fileview("drop", file).succeeds().out()).contains("0 of 0 pages");
    }

    @Test
    void letsGoOfARangeAlone() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(100 * PAGE));
        Sample.evict(file);
        Sample.faultIn(file, 1, 20, 70);

        Json json =
                Run.fileview("drop", file, "--offset", "64K", "--length", "64K", "--json")
                        .succeeds()
                        .json();

        assertThat(json.at("files", 0, "residentPagesBefore").number()).isEqualTo(1);
        assertThat(json.at("files", 0, "residentPages").number()).isZero();
        assertThat(resident(file)).isEqualTo(2);
    }

    @Test
    void saysWhatStayedBecauseAProcessMapsIt() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(40 * PAGE));
        Run.fileview("drop", file, "--flush").succeeds();
        try (SecondProcess second = SecondProcess.start(file, 8 * PAGE)) {
            second.awaitMapped();

            Run run = Run.fileview("drop", file);

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).isEmpty();
            assertThat(run.out()).containsPattern("stayed: mapped by process [0-9]+ \\(java\\)\n");
            Json json = Run.fileview("drop", file, "--json").json().at("files", 0);
            assertThat(json.at("residentPages").number()).isGreaterThanOrEqualTo(8);
            assertThat(json.at("mappedBy", 0, "lockedBytes").number()).isZero();
        }
    }

    @Test
    void losesNoChange() throws Exception {
        byte[] bytes = Sample.bytes(50 * PAGE);
        Path file = Sample.file(dir.resolve("f"), bytes);

        Run.fileview("drop", file); // dirty pages may stay

        assertThat(file).hasBinaryContent(bytes);
    }

    @Test
    void sumsUpATree() throws Exception {
        Sample.file(dir.resolve("a"), Sample.bytes(3 * PAGE));
        Sample.file(dir.resolve("b"), Sample.bytes(4 * PAGE));

        assertThat(Run.fileview("drop", dir, "--flush").succeeds().out())
                .isEqualTo("2 files: 7 of 7 pages in memory dropped\n");
    }

    @Test
    void saysWhatAFileSystemInMemoryKeeps() throws Exception {
        Path shm = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(shm) && !DemoTarget.isOnDisk(shm));
        Path file = Files.createTempFile(shm, "fileview", null);
        try {
            Sample.file(file, Sample.bytes(3 * PAGE));

            Run run = Run.fileview("drop", file);

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).contains("3 stayed: its file system keeps files in memory");
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void isRefusedWhereItIsNotSupported() throws Exception {
        Path file = Sample.file(dir.resolve("f"), new byte[10]);

        Run.fileview("drop", file, "--engine", "portable").fails(1, "cannot be dropped", "linux");
    }
}
