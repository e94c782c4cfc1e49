package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that look at a sparse file allocate nothing of it, on a tmpfs that is too small for it. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "mounts a tmpfs")
class SparseFilesTest {
    private static final int MIB = 1 << 20;
    private static final int SIZE = 256 * MIB;
    private static final int DATA = 100 * MIB + 5_000;

    @TempDir
    Path directory;

    private Path root;
    private Path file;
    private boolean mounted;

    @BeforeEach
    void makeASparseFile() throws Exception {
        root = Files.createDirectory(directory.resolve("small"));
        mounted = exit("mount", "-t", "tmpfs", "-o", "size=16m", "small", root.toString()) == 0;
        assumeTrue(mounted, "needs the right to mount a tmpfs");
        file = root.resolve("sparse");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(SIZE);
            sparse.seek(DATA);
            sparse.write(new byte[] {1, 2, 3});
        }
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(exit("umount", root.toString())).isZero();
        }
    }

    private static int exit(String... command) throws Exception {
        return new ProcessBuilder(command).start().waitFor();
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void copyLeavesTheHoles(String engine) throws Exception {
        Path copy = root.resolve("copy");
        Run run = Run.fileview("copy", "--engine", engine, file, copy);
        run.succeeds();
        assertThat(Files.mismatch(file, copy)).isEqualTo(-1);
        assertNothingAllocated();
    }

    private Run view(String engine, int offset, int length, String... form) {
        List<Object> words = new ArrayList<>(List.of("view", "--engine", engine));
        words.addAll(List.of("--offset", offset, "--length", length, file));
        words.addAll(List.of(form));
        return Run.fileview(words.toArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void viewShowsZeros(String engine) throws Exception {
        Run run = view(engine, DATA - 70_000, 40 * MIB, "--raw");
        run.succeeds();
        byte[] bytes = run.bytes();
        assertThat(bytes).hasSize(40 * MIB);
        assertThat(Arrays.copyOfRange(bytes, 69_999, 70_004)).containsExactly(0, 1, 2, 3, 0);
        assertNothingAllocated();
        Run hex = view(engine, DATA - 20 * MIB, 21 * MIB);
        assertThat(hex.succeeds().out()).contains("01 02 03");
        assertNothingAllocated();
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void aDocumentShowsZeros(String engine) throws Exception {
        Run run = view(engine, DATA - 5 * MIB, 6 * MIB, "--json");
        String hex = run.succeeds().json().at("hex").text();
        assertThat(hex).hasSize(12 * MIB);
        assertThat(hex.substring(10 * MIB - 2, 10 * MIB + 8)).isEqualTo("0001020300");
        assertNothingAllocated();
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void patchAllocatesOnlyWhatItWrites(String engine) throws Exception {
        Run run =
                Run.fileview(
                        "patch",
                        "--engine",
                        engine,
                        "--offset",
                        Integer.toString(200 * MIB),
                        "--text",
                        "hello",
                        file.toString());
        assertThat(run.succeeds().out()).contains("5 of them changed");
        assertNothingAllocated();
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void theTourReadsLittleOfAFileInMemory(String engine) throws Exception {
        Run run = Run.fileview("demo", "--engine", engine, file.toString());
        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        assertNothingAllocated();
    }

    private void assertNothingAllocated() throws IOException {
        long free = Files.getFileStore(root).getUsableSpace();
        assertThat(free).isGreaterThan(14L * MIB);
    }
}
