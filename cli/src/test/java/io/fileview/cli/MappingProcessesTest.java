package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which processes map a file, as a directory in the place of {@code /proc} tells it. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has /proc")
class MappingProcessesTest {
    private static final FileId FILE = new FileId(FileId.device(8, 1), -2);
    private static final String GOOD =
            "7f3a00000000-7f3a00002000 r--s 00000000 08:01 18446744073709551614 /data\n";
    private static final String UNKNOWN =
            "7f3a10000000-7f3a10002000 r--s 00000000 08:01 99999999999999999999 /other\n";

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path proc;

    @BeforeEach
    void aProcOfTwoProcesses() throws IOException {
        Files.createSymbolicLink(proc.resolve("self"), Path.of("7"));
        process(1, "");
    }

    private void process(int pid, String maps) throws IOException {
        Path directory = Files.createDirectory(proc.resolve("" + pid));
        Files.writeString(directory.resolve("maps"), maps);
        Files.writeString(directory.resolve("comm"), "name" + pid + "\n");
        Files.writeString(directory.resolve("smaps"), maps.replace("\n", "\nRss: 4 kB\n"));
    }

    @Test
    void anInodeAboveTheLargestLongIsAFileLikeOthers() throws Exception {
        process(12, GOOD);
        MappingProcesses processes = MappingProcesses.in(proc, LIMIT);

        assertThat(processes).isNotNull();
        assertThat(processes.unreadable()).isZero();
        assertThat(processes.of(Path.of("/data"), FILE))
                .containsExactly(
                        new MappingProcess(12, "name12", "r--s", 1, 0x2000, 4096L, true));
    }

    @Test
    void aLineThatIsNotUnderstoodHidesOnlyItself() throws Exception {
        process(12, UNKNOWN + GOOD);
        process(13, UNKNOWN);
        MappingProcesses processes = MappingProcesses.in(proc, LIMIT);

        assertThat(processes).isNotNull();
        assertThat(processes.unreadable()).as("may map any file").isEqualTo(2);
        assertThat(processes.of(Path.of("/data"), FILE))
                .containsExactly(
                        new MappingProcess(12, "name12", "r--s", 1, 0x2000, 4096L, false));
    }

    @Test
    void whatTheWorkingSetHasOfAChangedMappingIsUnknown() throws Exception {
        process(12, GOOD);
        MappingProcesses processes = MappingProcesses.in(proc, LIMIT);
        Files.writeString(
                proc.resolve("12/smaps"),
                GOOD.replace("18446744073709551614", "5") + "Rss: 4 kB\n");

        assertThat(processes).isNotNull();
        assertThat(processes.of(Path.of("/data"), FILE))
                .containsExactly(new MappingProcess(12, "name12", "r--s", 1, 0x2000, null, true));
    }

    /** A pipe without a writer stands for the list of a process that is stuck. */
    @Test
    void aProcessThatDoesNotAnswerIsGivenUp() throws Exception {
        process(12, GOOD);
        for (int pid : new int[] {13, 14}) {
            Path directory = Files.createDirectory(proc.resolve("" + pid));
            Process mkfifo =
                    new ProcessBuilder("mkfifo", directory.resolve("maps").toString()).start();
            assertThat(mkfifo.waitFor()).isZero();
        }
        MappingProcesses processes = MappingProcesses.in(proc, Duration.ofMillis(500));

        assertThat(processes).isNotNull();
        assertThat(processes.unreadable()).isEqualTo(2);
        assertThat(processes.of(Path.of("/data"), FILE)).hasSize(1);
    }

    @Test
    void theOwnProcessAndOtherFilesAreLeftOut() throws Exception {
        process(7, GOOD);
        process(12, GOOD.replace("08:01", "08:02"));
        MappingProcesses processes = MappingProcesses.in(proc, LIMIT);

        assertThat(processes).isNotNull();
        assertThat(processes.of(Path.of("/data"), FILE)).isEmpty();
    }
}
