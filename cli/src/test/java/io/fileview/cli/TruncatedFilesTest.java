package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.spi.FileLocation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A command whose file is truncated meanwhile fails: what is gone is not taken for zeros. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "truncates files that are mapped, which Windows refuses")
class TruncatedFilesTest {
    private static final int BLOCK = 64 << 10;
    private static final int SIZE = 5 * BLOCK + 100;

    @TempDir
    Path dir;

    /** The file is truncated when its first part has been copied. */
    @ParameterizedTest
    @CsvSource({
        "linux, 0", "linux, 65536", "linux, 200000", "linux, 327779",
        "portable, 0", "portable, 65536", "portable, 200000", "portable, 327779"
    })
    void aCopyFails(String engine, long newSize) throws Exception {
        Path source = Sample.file(dir.resolve("a"), Sample.bytes(SIZE));
        Path copy = dir.resolve("b");
        truncateBeforeTheSecondRead(engine, source, newSize);

        copy(source, copy).fails(1, source + ":", Long.toString(newSize));
        assertThat(names()).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void aCopyFailsAndTheFileThatItWasToReplaceStays(String engine) throws Exception {
        Path source = Sample.file(dir.resolve("a"), Sample.bytes(SIZE));
        Path copy = Sample.file(dir.resolve("b"), new byte[] {9});
        truncateBeforeTheSecondRead(engine, source, BLOCK);

        copy(source, copy, "--force").fails(1, source + ":");
        assertThat(Files.readAllBytes(copy)).containsExactly(9);
        assertThat(names()).containsExactlyInAnyOrder("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void aCopyFailsIfNothingWasReadYet(String engine) throws Exception {
        Path source = Sample.file(dir.resolve("a"), Sample.bytes(SIZE));
        TruncatingEngine.plan(engine, source, 0, (call, first) -> call.equals("nextData"));

        copy(source, dir.resolve("b")).fails(1, source + ":", "0 bytes");
        assertThat(names()).containsExactly("a");
    }

    /** What has been cut off looks like a hole. */
    @ParameterizedTest
    @CsvSource({"linux, 134217728", "linux, 140000000", "portable, 134217728"})
    void aCopyFailsIfTheLastPartIsGone(String engine, long newSize) throws Exception {
        Path source = Sample.sparse(dir.resolve("a"), 200L << 20, 10, Sample.bytes(64 << 20));
        Path copy = dir.resolve("b");
        TruncatingEngine.plan(
                engine,
                source,
                newSize,
                (call, first) -> call.equals("nextHole"));

        copy(source, copy).fails(1, source + ":", Long.toString(newSize));
        assertThat(names()).containsExactly("a");
    }

    /** All has been read, but perhaps not before the file was truncated. */
    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void aCopyFailsIfItsSourceIsShorterAfterTheLastBlock(String engine) throws Exception {
        Path source = Sample.file(dir.resolve("a"), Sample.bytes(SIZE));
        int[] reads = new int[1];
        TruncatingEngine.plan(
                engine,
                source,
                10,
                (call, first) -> {
                    reads[0] += call.equals("read") ? 1 : 0;
                    return reads[0] == 2 && call.equals("size");
                });

        copy(source, dir.resolve("b")).fails(1, source + ":");
        assertThat(names()).containsExactly("a");
    }

    /** The file is truncated while the copy waits for the device. */
    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void aCopyFailsIfItsSourceIsShorterAtTheEnd(String engine) throws Exception {
        Path source = Sample.file(dir.resolve("a"), Sample.bytes(SIZE));
        ByteArrayOutputStream errors =
                new ByteArrayOutputStream() {
                    @Override
                    public synchronized void write(byte[] bytes, int offset, int length) {
                        super.write(bytes, offset, length);
                        try {
                            if (toString(StandardCharsets.UTF_8).contains("waiting")) {
                                Files.write(source, new byte[10]); // truncates it
                            }
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                };
        String[] words = {
            "copy", "--progress", "--engine", engine, source.toString(), dir + "/b"
        };
        int exitCode = Main.run(words, new ByteArrayOutputStream(), errors);

        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("waiting", "fileview: " + source + ":", "shrunk to 10 bytes");
        assertThat(exitCode).isEqualTo(1);
        assertThat(names()).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource({
        "linux, 0", "linux, 65536", "linux, 327779",
        "portable, 0", "portable, 65536", "portable, 327779"
    })
    void rawBytesEndWithAFailure(String engine, long newSize) throws Exception {
        byte[] bytes = Sample.bytes(SIZE);
        Path file = Sample.file(dir.resolve("a"), bytes);
        truncateAfterTheFirstBlock(engine, file, newSize);

        Run run = Run.fileview("view", "--engine", TruncatingEngine.NAME, "--raw", file);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).hasLineCount(1).contains(file + ":", Long.toString(newSize));
        assertThat(run.bytes()).startsWith(Arrays.copyOf(bytes, BLOCK));
    }

    @ParameterizedTest
    @CsvSource({
        "linux, 0", "linux, 65536", "linux, 327779",
        "portable, 0", "portable, 65536", "portable, 327779"
    })
    void rowsOfZerosAreNotShown(String engine, long newSize) throws Exception {
        Path file = Sample.file(dir.resolve("a"), Sample.bytes(SIZE));
        truncateAfterTheFirstBlock(engine, file, newSize);

        Run run =
                Run.fileview(
                        "view", "--engine", TruncatingEngine.NAME, "--length", SIZE, file);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).hasLineCount(1).contains(file + ":", Long.toString(newSize));
    }

    @ParameterizedTest
    @CsvSource({
        "linux, 0", "linux, 65536", "linux, 327779",
        "portable, 0", "portable, 65536", "portable, 327779"
    })
    void aDocumentWithoutTheBytesIsNotPrinted(String engine, long newSize) throws Exception {
        Path file = Sample.file(dir.resolve("a"), Sample.bytes(SIZE));
        truncateAfterTheFirstBlock(engine, file, newSize);

        Run.fileview("view", "--engine", TruncatingEngine.NAME, "--json", "--length", SIZE, file)
                .fails(1, file + ":", Long.toString(newSize));
    }

    @ParameterizedTest
    @CsvSource({
        "linux, open, --in-place", "linux, resolve, --color=never", "portable, open, --in-place",
        "portable, resolve, --color=never"
    })
    void zerosAreNotPatchedInstead(String engine, String moment, String option)
            throws Exception {
        Path news = Sample.file(dir.resolve("a"), Sample.bytes(100));
        byte[] olds = Sample.bytes(1_000);
        Path file = Sample.file(dir.resolve("b"), olds);
        TruncatingEngine.plan(
                engine,
                news,
                50,
                (call, first) -> call.equals(moment)
                        && first.equals(FileLocation.of(file)));

        Run.fileview(
                "patch",
                "--engine",
                TruncatingEngine.NAME,
                "--offset",
                10,
                "--from",
                news,
                option,
                file)
                .fails(1, news + ":", "50");
        assertThat(Files.readAllBytes(file)).isEqualTo(olds);
    }

    private static void truncateBeforeTheSecondRead(
            String engine, Path file, long newSize) {
        int[] reads = new int[1];
        TruncatingEngine.plan(
                engine, file, newSize, (call, first) -> call.equals("read") && ++reads[0] == 2);
    }

    private static void truncateAfterTheFirstBlock(String engine, Path file, long newSize) {
        TruncatingEngine.plan(
                engine,
                file,
                newSize,
                (call, first) -> call.equals("nextData") && first.equals((long) BLOCK));
    }

    private static Run copy(Path source, Path copy, String... options) {
        Object[] words =
                Stream.concat(
                        Stream.of("copy", "--engine", TruncatingEngine.NAME, source, copy),
                        Stream.of(options))
                        .toArray();
        return Run.fileview(words);
    }

    private List<String> names() throws Exception {
        try (Stream<Path> paths = Files.list(dir)) {
            return paths.map(path -> path.getFileName().toString()).toList();
        }
    }
}
