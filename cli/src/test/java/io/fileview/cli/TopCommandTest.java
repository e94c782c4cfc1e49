package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(value = OS.LINUX, disabledReason = "needs the page cache and the /proc of Linux")
class TopCommandTest {
    private static final String ALL = "1000000";

    @TempDir
    Path dir;

    /** A shell that does something with a file, says so, and waits until it is closed. */
    private static final class Child implements AutoCloseable {
        private final Process process;

        Child(String script, Path file) throws IOException {
            process =
                    new ProcessBuilder(
                            "sh", "-c", script + "; echo ready; read -r line", "sh",
                            file.toString())
                            .redirectErrorStream(true)
                            .start();
            BufferedReader output = process.inputReader();
            assertThat(output.readLine()).isEqualTo("ready");
        }

        long pid() {
            return process.pid();
        }

        @Override
        public void close() {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    private static List<String> names(Json document) {
        return document.at("files").list().stream()
                .map(file -> String.valueOf(Path.of(file.at("path").text()).getFileName()))
                .toList();
    }

    private static List<Json> used(Path path) {
        return Run.fileview("top", "--json", "-n", ALL).succeeds().json().at("files").list()
                .stream()
                .filter(file -> file.at("path").text().equals(path.toString()))
                .toList();
    }

    private Path tree() throws IOException {
        Path tree = Files.createDirectory(dir.resolve("tree"));
        Sample.file(tree.resolve("small"), Sample.bytes(4096));
        Sample.file(tree.resolve("large"), Sample.bytes(9 * 4096));
        Sample.file(tree.resolve("middle"), Sample.bytes(5 * 4096));
        return tree;
    }

    @Test
    void countsThePagesOfATreeThatAreInMemory() throws Exception {
        Path tree = Files.createDirectory(dir.resolve("tree"));
        Path file = Sample.file(tree.resolve("f"), Sample.bytes(100 * 4096 + 1));
        Sample.evict(file);
        Sample.faultIn(file, 0, 1, 2, 50, 100);
        Path other = Sample.file(tree.resolve("g"), Sample.bytes(10 * 4096));
        Sample.evict(other);

        Json top = Run.fileview("top", tree, "--json").succeeds().json();

        assertThat(names(top)).containsExactly("f", "g");
        Json first = top.at("files", 0);
        assertThat(first.at("path").text()).isEqualTo(file.toString());
        assertThat(first.at("size").number()).isEqualTo(100 * 4096 + 1);
        assertThat(first.at("residentPages").number()).isEqualTo(5);
        assertThat(first.at("residentBytes").number()).isEqualTo(5 * 4096);
        assertThat(first.at("mappingProcesses").number()).isZero();
        assertThat(top.at("files", 1, "residentPages").number()).isZero();
        assertThat(top.at("total", "files").number()).isEqualTo(2);
        assertThat(top.at("total", "residentBytes").number()).isEqualTo(5 * 4096);
        assertThat(top.at("total", "cache").value()).as("is about no tree").isNull();
        assertThat(Run.fileview("top", file).succeeds().out())
                .contains("      20K   4.9%     400K        0       0  " + file + "\n")
                .contains("total, 1 file\n");
    }

    @Test
    void anEmptyTreeHasNoFiles() throws Exception {
        Path tree = Files.createDirectory(dir.resolve("tree"));

        assertThat(Run.fileview("top", tree).succeeds().out())
                .startsWith("IN MEMORY")
                .contains("total, 0 files");
        assertThat(Run.fileview("top", tree, "--json").succeeds().json().at("files").list())
                .isEmpty();
        Sample.file(tree.resolve("empty"), new byte[0]);
        Json empty = Run.fileview("top", tree, "--json").succeeds().json().at("files", 0);
        assertThat(empty.at("size").number()).isZero();
        assertThat(empty.at("residentPages").number()).isZero();
    }

    @Test
    void aDeletedFileNamesWhoHoldsItOpen() throws Exception {
        Path file = Sample.file(dir.resolve("gone"), Sample.bytes(7 * 4096));
        try (Child child = new Child("exec 7<>\"$1\"; rm \"$1\"", file)) {
            Sample.file(file, Sample.bytes(3 * 4096)); // another one of the same name
            List<Json> files = used(file);
            assertThat(files).hasSize(1);
            assertThat(files.get(0).at("deleted").value()).isEqualTo(true);
            assertThat(files.get(0).at("size").number()).isEqualTo(7 * 4096);
            assertThat(files.get(0).at("residentPages").number()).isEqualTo(7);
            assertThat(files.get(0).at("heldBy").list()).hasSize(1);
            assertThat(files.get(0).at("heldBy", 0, "pid").number()).isEqualTo(child.pid());
            assertThat(files.get(0).at("heldBy", 0, "open").value()).isEqualTo(true);
            assertThat(Run.fileview("top", "-n", ALL, "--sort", "size").succeeds().out())
                    .contains(
                            "  " + file + "\n    deleted, held by " + child.pid() + " sh\n");
        }
        assertThat(used(file)).isEmpty();
    }

    @Test
    void aReplacedProgramIsCountedItself() throws Exception {
        Path program = dir.resolve("program");
        Files.copy(Path.of("/bin/sleep").toRealPath(), program);
        long size = Files.size(program);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Process process = new ProcessBuilder(program.toString(), "60").start();
        try {
            Path executed = Path.of("/proc/" + process.pid() + "/exe");
            while (!Files.isSameFile(executed, program)) {
                assertThat(process.isAlive()).isTrue();
                Thread.onSpinWait(); // until the child has become the program
            }
            Path other = Sample.file(dir.resolve("new"), new byte[] {1});
            Files.move(other, program, StandardCopyOption.REPLACE_EXISTING);
            List<Json> files = used(program);
            assertThat(files).hasSize(1);
            assertThat(files.get(0).at("deleted").value()).isEqualTo(true);
            assertThat(files.get(0).at("mappingProcesses").number()).isEqualTo(1);
            assertThat(files.get(0).at("mappedBytes").number()).isPositive();
            assertThat(files.get(0).at("heldBy", 0, "open").value()).isEqualTo(false);
            if (files.get(0).at("size").value() != null) { // only root can open it
                assertThat(files.get(0).at("size").number()).isEqualTo(size);
            }
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    @Test
    void whoMapsAFileOfATreeIsCounted() throws Exception {
        Path program = dir.resolve("program");
        Files.copy(Path.of("/bin/sleep").toRealPath(), program);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Process process = new ProcessBuilder(program.toString(), "60").start();
        try {
            Path executed = Path.of("/proc/" + process.pid() + "/exe");
            while (!Files.isSameFile(executed, program)) {
                assertThat(process.isAlive()).isTrue();
                Thread.onSpinWait();
            }
            Json file = Run.fileview("top", dir, "--json").succeeds().json().at("files", 0);
            assertThat(file.at("mappingProcesses").number()).isEqualTo(1);
            assertThat(file.at("heldBy", 0, "pid").number()).isEqualTo(process.pid());
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    /** Opening the pipe would wait for a writer, or take part in what goes through it. */
    @Test
    void whatIsNoRegularFileIsNotOpened() throws Exception {
        Path pipe = dir.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        try (Child child = new Child("exec 7<>\"$1\"", pipe)) {
            assertThat(child.pid()).isPositive();
            assertThat(used(pipe)).isEmpty();
            assertThat(Run.fileview("top", dir).succeeds().out()).contains("total, 0 files");
            Run.fileview("top", pipe).fails(1, "neither a directory nor a regular file");
        }
    }

    @Test
    void theRestIsWhatNoFileAccountsFor() throws Exception {
        Json cache =
                Run.fileview("top", "--json", "-n", "1").succeeds().json().at("total", "cache");
        long files = cache.at("bytes").number() - cache.at("sharedMemoryBytes").number();
        long known = cache.at("attributedFileBytes").number();
        assertThat(cache.at("restOfFileBytes").number()).isEqualTo(Math.max(0, files - known));
        assertThat(Run.fileview("top", "--once").succeeds().out())
                .contains("  the rest: files that no process seen here maps or holds open\n")
                .contains("  the rest of shared memory, likewise\n")
                .contains("  the page cache in all, of which ");
    }

    @Test
    void filesAreSortedByTheKeyAndNoMoreThanWantedAreShown() throws Exception {
        Path tree = tree();

        assertThat(names(Run.fileview("top", tree, "--json").succeeds().json()))
                .containsExactly("large", "middle", "small");
        Json two = Run.fileview("top", tree, "--json", "-n", 2, "--sort", "size").json();
        assertThat(names(two)).containsExactly("large", "middle");
        assertThat(two.at("total", "files").number()).isEqualTo(3);
        assertThat(two.at("total", "size").number()).isEqualTo(15 * 4096);
    }

    @Test
    void jsonLinesAreTheFilesAndTheTotalEachWithTheTime() throws Exception {
        List<Json> lines =
                Run.fileview("top", tree(), "--json-lines", "-n", 2).succeeds().out().lines()
                        .map(line -> Json.parse(line.getBytes(StandardCharsets.UTF_8)))
                        .toList();

        assertThat(lines).hasSize(3);
        String time = lines.get(0).at("time").text();
        assertThat(time).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.*Z");
        assertThat(lines.get(1).at("time").text()).isEqualTo(time);
        assertThat(lines.get(2).at("total", "time").text()).isEqualTo(time);
    }

    /** A reader that goes away after some lines, as head does. */
    private static final class Reader extends OutputStream {
        private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (seen.toString(StandardCharsets.UTF_8).lines().count() >= 6) {
                throw new IOException("Broken pipe");
            }
            seen.write(bytes, offset, length);
        }
    }

    @Test
    void anIntervalRepeatsUntilTheReaderIsGone() throws Exception {
        Reader reader = new Reader();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode =
                Main.run(
                        new String[] {
                            "top", tree().toString(), "--json-lines", "-n", "1", "--interval",
                            "0.1"},
                        reader,
                        err);

        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(exitCode).isZero();
        List<Json> lines =
                Arrays.stream(reader.seen.toString(StandardCharsets.UTF_8).split("\n", -1))
                        .limit(5)
                        .map(line -> Json.parse(line.getBytes(StandardCharsets.UTF_8)))
                        .toList();
        assertThat(lines.get(0).at("path").text())
                .isEqualTo(lines.get(2).at("path").text())
                .isEqualTo(lines.get(4).at("path").text());
        assertThat(lines.get(0).at("time").text()).isNotEqualTo(lines.get(2).at("time").text());
    }

    @Test
    void namesCannotControlTheTerminal() throws Exception {
        Path tree = Files.createDirectory(dir.resolve("tree"));
        Path file = Sample.file(tree.resolve("a\033[31m\nb\u202e"), Sample.bytes(10));
        try (Child child = new Child("exec 7<>\"$1\"; rm \"$1\"", file)) {
            assertThat(child.pid()).isPositive();
            String table = Run.fileview("top", "-n", ALL).succeeds().out();
            assertThat(table).contains("/tree/a\\x1b[31m\\nb\\u202e\n    deleted, held by ");
            assertThat(table.chars().filter(c -> c < ' ').allMatch(c -> c == '\n')).isTrue();
            assertThat(used(file)).hasSize(1);
        }
    }

    @Test
    void whatCannotBeLookedAtIsRefused() {
        Run.fileview("top", dir.resolve("none")).fails(1, "none: no such file");
        Run.fileview("top", "/dev/null").fails(1, "/dev/null: is neither");
        Run.fileview("top", dir, "--engine", "portable").fails(1, "portable", "use the engine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--sort name", "-n 0", "-n x", "--interval 0", "--interval NaN",
        "--interval 1 --once", "--interval 1 --json", "--json --json-lines"})
    void wrongOptionsAreRefused(String options) {
        Run.fileview((Object[]) ("top " + options).split(" ", -1))
                .fails(2, options.split(" ", -1)[0]);
    }
}
