package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In which order and form {@code fileview stat} prints many files. */
class StatStreamTest {
    @TempDir
    Path dir;

    private Path tree() throws IOException {
        Path tree = Files.createDirectory(dir.resolve("tree"));
        Sample.file(tree.resolve("a"), Sample.bytes(4096));
        Sample.file(tree.resolve("b"), Sample.bytes(3 * 4096));
        Sample.file(tree.resolve("c"), Sample.bytes(2 * 4096));
        Sample.file(tree.resolve("empty"), new byte[0]);
        return tree;
    }

    private static List<Json> lines(Run run) {
        return run.out().lines()
                .map(line -> Json.parse(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private static List<String> names(List<Json> lines) {
        return lines.subList(0, lines.size() - 1).stream()
                .map(line -> String.valueOf(Path.of(line.at("path").text()).getFileName()))
                .toList();
    }

    @Test
    void jsonLinesAreTheFilesAndTheTotalOfTheDocument() throws Exception {
        Path tree = tree();
        Json document = Run.fileview("stat", tree, "--json", "--no-shares").succeeds().json();
        List<Json> lines =
                lines(Run.fileview("stat", tree, "--json-lines", "--no-shares").succeeds());

        assertThat(lines).hasSize(5);
        assertSame(lines.getLast().at("total"), document.at("total"), "files", "size", "pages");
        for (int i = 0; i < 4; i++) {
            assertSame(lines.get(i), document.at("files", i), "path", "size", "pages");
        }
        assertThat(lines.getLast().at("total", "notMappableFiles").number()).isZero();
    }

    /** The other values may change between two looks. */
    private static void assertSame(Json line, Json object, String... constants) {
        assertThat(((Map<?, ?>) line.value()).keySet())
                .isEqualTo(((Map<?, ?>) object.value()).keySet());
        for (String name : constants) {
            assertThat(line.at(name)).as(name).isEqualTo(object.at(name));
        }
    }

    @Test
    void filesAreInTheOrderOfNamesOrOfTheKey() throws Exception {
        Path tree = tree();

        assertThat(names(lines(Run.fileview("stat", tree, "--json-lines").succeeds())))
                .containsExactly("a", "b", "c", "empty");
        assertThat(
                names(
                        lines(
                                Run.fileview("stat", tree, "--json-lines", "--sort", "size")
                                        .succeeds())))
                .containsExactly("b", "c", "a", "empty");
        assertThat(
                names(
                        lines(
                                Run.fileview(
                                        "stat",
                                        tree.resolve("c"),
                                        tree.resolve("a"),
                                        "--json-lines",
                                        "--sort=name")
                                        .succeeds())))
                .containsExactly("a", "c");
        Run.fileview("stat", tree, "--sort", "colour").fails(2, "--sort", "colour", "CACHED");
        Run.fileview("stat", tree, "--json", "--json-lines").fails(2, "--json-lines");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "expects what Linux tells about pages")
    void sortsByWhatIsInMemory() throws Exception {
        Path tree = tree();
        for (String name : new String[] {"a", "b", "c"}) {
            Sample.evict(tree.resolve(name));
        }
        Sample.faultIn(tree.resolve("c"), 0, 1);
        Sample.faultIn(tree.resolve("a"), 0);

        assertThat(
                names(
                        lines(
                                Run.fileview("stat", tree, "--json-lines", "--sort=cached")
                                        .succeeds())))
                .containsExactly("c", "a", "b", "empty");
        List<String> rows =
                Run.fileview("stat", tree, "--sort=cached").succeeds().out().lines().toList();
        assertThat(rows.get(0)).startsWith("IN MEMORY");
        assertThat(rows.get(1)).contains("8K").endsWith("c");
        assertThat(rows.get(5)).contains("12K").endsWith("total, 4 files");
    }

    /** The stream removes the second file when it gets the row of the first one. */
    @ParameterizedTest
    @ValueSource(strings = {"--color=never", "--json-lines"})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "names have backslashes, which JSON escapes")
    void aFileIsPrintedBeforeTheNextIsLookedAt(String form) throws Exception {
        Path tree = tree();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        OutputStream out = new OutputStream() {
            @Override
            public void write(int value) {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                printed.write(bytes, offset, length);
                if (printed.toString(StandardCharsets.UTF_8).contains(tree + "/a")) {
                    try {
                        Files.deleteIfExists(tree.resolve("b"));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(new String[] {"stat", tree.toString(), form}, out, err);

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(tree + "/b: no such file");
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains(tree + "/c")
                .doesNotContain(tree + "/b");
    }

    /** What a row has beside the name, which is never shortened but on a terminal. */
    @Test
    void rowsLeaveRoomForANameWithin80Columns() throws Exception {
        Path tree = tree();
        Sample.sparse(tree.resolve("large"), (1L << 40) - 4096, 1 << 20, Sample.bytes(5000));

        assertThat(Run.fileview("stat", tree, "--ascii").succeeds().out().lines())
                .filteredOn(line -> line.contains(tree.toString()))
                .hasSize(5)
                .allSatisfy(
                        line -> assertThat(line.replace(tree.toString(), "")).hasSizeLessThan(64));
    }

    @Test
    void anEmptyFileIsARowOfZeros() throws Exception {
        Path tree = tree();
        String row =
                Run.fileview("stat", tree).succeeds().out().lines()
                        .filter(line -> line.endsWith("empty"))
                        .findFirst()
                        .orElseThrow();

        assertThat(Arrays.asList(row.strip().split(" +")).subList(0, 4))
                .containsExactly("0", "-", "0", "0");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "names of other systems are Unicode")
    void namesInJsonHarmNoTerminalAndLoseNoByte() throws Exception {
        Path tree = Files.createDirectory(dir.resolve("tree"));
        String escaped = "%7F%C2%85%C2%9B%E2%80%AE%E2%81%A6%E2%80%A8%EF%BB%BF%F3%A0%81%81%C3%BC";
        Path control = Path.of(URI.create(tree.toUri() + escaped));
        Path invalid = Path.of(URI.create(tree.toUri() + "z%FFz"));
        Files.createFile(control);
        Files.createFile(invalid);

        for (String form : new String[] {"--json-lines", "--json"}) {
            Run run = Run.fileview("stat", tree, form).succeeds();
            assertThat(run.out().chars())
                    .allMatch(c -> c == '\n' || c == 'ü' || c == 0xfffd || (c >= ' ' && c < 0x7f));
            assertThat(run.out())
                    .contains(
                            "\\u007f\\u0085\\u009b\\u202e\\u2066\\u2028\\ufeff",
                            "ü\",",
                            "z\ufffdz",
                            "7aff7a\"");
        }
        List<Json> lines = lines(Run.fileview("stat", tree, "--json-lines").succeeds());
        assertThat(lines.get(1).at("path").text())
                .endsWith("/\u007f\u0085\u009b\u202e\u2066\u2028\ufeff\udb40\udc41ü");
        assertThat(lines.get(0).at("pathBytes").text()).endsWith("2f7aff7a");
        assertThat(Run.fileview("stat", tree).succeeds().out()).contains("/z\\xffz", "\\u202e");
    }
}
