package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that {@code fileview stat} must not read or even open, and one that is too large to be read. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "about files of Linux")
class StatUnmappableTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int PAGE = 4096;

    @TempDir
    Path dir;

    private boolean mounted;

    private Path mounted(String type, String... options) throws Exception {
        Path root = Files.createDirectory(dir.resolve("mounted"));
        String[] command = new String[5 + options.length];
        System.arraycopy(
                new String[] {"mount", "-t", type, "none", root.toString()}, 0, command, 0, 5);
        System.arraycopy(options, 0, command, 5, options.length);
        mounted = exit(command) == 0;
        assumeTrue(mounted, () -> "needs the right to mount " + type);
        return root;
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(exit("umount", dir.resolve("mounted").toString())).isZero();
        }
    }

    private static int exit(String... command) throws Exception {
        Process process =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(command[0]).isTrue();
        return process.exitValue();
    }

    private static Run stat(Object... words) {
        Object[] all = new Object[words.length + 1];
        all[0] = "stat";
        System.arraycopy(words, 0, all, 1, words.length);
        return assertTimeoutPreemptively(LIMIT, () -> Run.fileview(all));
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void aFileThatTheKernelMakesIsNamedAsSuch(String engine) {
        for (String file : new String[] {"/proc/kmsg", "/proc/self/status"}) {
            stat(file, "--engine", engine)
                    .fails(1, file, "has the size 0 although it may have content", "copy");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void aPipeIsNotOpened(String engine) throws Exception {
        Path pipe = dir.resolve("pipe");
        assertThat(exit("mkfifo", pipe.toString())).isZero();

        stat(pipe, "--engine", engine).fails(1, "pipe");
        assertThat(stat(dir, "--engine", engine, "--json").succeeds().json().at("total", "files"))
                .extracting(Json::number)
                .isEqualTo(0L);
    }

    /** A trace pipe waits when it is read, and the raw one can even be mapped, which has effects. */
    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void tracePipesAreNotOpened(String engine) throws Exception {
        Path root = mounted("tracefs");
        Path pipe = root.resolve("trace_pipe");
        assumeTrue(Files.exists(pipe), "needs a kernel that traces");

        stat(pipe, "--engine", engine).fails(1, "trace_pipe", "has the size 0");
        Path cpu = root.resolve("per_cpu/cpu0");
        Json total = stat(cpu, "--engine", engine, "--json").succeeds().json().at("total");
        assertThat(total.at("files").number()).isZero();
        assertThat(total.at("notMappableFiles").number()).isPositive();
        assertThat(stat(cpu, "--engine", engine).succeeds().out())
                .contains("total, 0 files", "cannot be mapped", "not counted");
    }

    @Test
    void thePagesOfAHugeSparseFileAreFoundAtOnce() throws Exception {
        Path file = mounted("tmpfs", "-o", "size=16m").resolve("f");
        long size = 100L << 40;
        long[] offsets = {0, (1L << 30) - PAGE, 1L << 30, 50L << 40, size - 1};
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(size);
            for (long offset : offsets) {
                sparse.seek(offset);
                sparse.write(1);
            }
        }
        assumeTrue(
                stat(file, "--json").json().at("files", 0, "dirtyPages").value() != null,
                "needs Linux 6.5 or later, which counts the pages of a range");

        long start = System.nanoTime();
        Json json = stat(file, "--json", "--ranges").succeeds().json().at("files", 0);
        Duration taken = Duration.ofNanos(System.nanoTime() - start);

        assertThat(json.at("residentPages").number()).isEqualTo(offsets.length);
        assertThat(json.at("residentRanges").list()).hasSize(4);
        assertThat(json.at("residentRanges", 1, "offset").number())
                .isEqualTo((1L << 30) - PAGE);
        assertThat(json.at("residentRanges", 1, "length").number()).isEqualTo(2 * PAGE);
        assertThat(json.at("residentRanges", 2, "offset").number()).isEqualTo(50L << 40);
        assertThat(json.at("residentRanges", 3, "offset").number()).isEqualTo(size - PAGE);
        assertThat(taken).isLessThan(Duration.ofSeconds(3));
        assertThat(stat(file, "--ascii").succeeds().out()).contains("5 pages, 20 KiB, <0.1%");
    }
}
