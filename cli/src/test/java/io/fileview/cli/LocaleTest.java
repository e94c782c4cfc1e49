package io.fileview.cli;

import static io.fileview.cli.NamesShown.assertError;
import static io.fileview.cli.NamesShown.assertFile;
import static io.fileview.cli.NamesShown.assertNamed;
import static io.fileview.cli.NamesShown.assertPath;
import static io.fileview.cli.NamesShown.assertPrintable;
import static io.fileview.cli.NamesShown.paths;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.cli.CommandLines.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of names and texts are those that were typed, whatever the locale can express. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere names are not bytes")
class LocaleTest {
    /** Bytes that are not UTF-8 are as {@link EscapedBytes} has them. */
    private static final List<String> NAMES =
            List.of("plain", "ü", "\udcff", "a\nb", "\u001b[31m\u009b\u202e", "n".repeat(255));

    private static final String BYTES = "0123456789";
    private static final List<String> DIRECTORIES =
            List.of("copies", "documents", "preserved", "states", "missing");

    @TempDir
    static Path locales;

    @TempDir
    Path temporary;

    private Path dir;
    private CommandLines lines;
    private final List<Consumer<Result>> checks = new ArrayList<>();

    @BeforeEach
    void makeFiles() throws IOException {
        dir = Files.createDirectory(temporary.resolve("d"));
        lines = new CommandLines(Files.createDirectory(temporary.resolve("results")));
        for (String directory : DIRECTORIES) {
            Files.createDirectory(dir.resolve(directory));
        }
        for (String name : NAMES) {
            Files.writeString(file(name), BYTES);
        }
    }

    private Path file(String name) {
        return dir.resolve(UnixNames.path(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8", "de_DE.UTF-8"})
    void everyCommandKnowsEveryName(String locale) throws Exception {
        for (String name : NAMES) {
            String shown = NamesShown.inText(name, locale);
            expectReports(name, shown);
            expectCopies(name, shown);
            expectPatches(name, shown);
            expectMemory(name, shown);
            expectRefusals(name, shown);
            expectMissing("missing/" + name, "missing/" + shown);
        }
        expect(0, List.of("completion", "bash"),
                run -> assertThat(run.text()).contains("COMPREPLY"));
        expect(0, List.of("help"), run -> assertThat(run.text()).contains("Commands:"));

        run(locale);

        Set<String> expected = new TreeSet<>(DIRECTORIES);
        for (String name : NAMES) {
            expected.add(name);
            for (String directory : DIRECTORIES.subList(0, 4)) {
                expected.add(directory + "/" + name);
            }
        }
        assertThat(tree(dir)).isEqualTo(expected);
    }

    private void expectReports(String name, String shown) {
        expect(
                0,
                List.of("view", "./" + name),
                run -> assertThat(run.text()).contains("30 31 32 33", "10 bytes"));
        expect(
                0,
                List.of("view", "--raw", name),
                run -> assertThat(run.out()).asString(StandardCharsets.UTF_8).isEqualTo(BYTES));
        String absolute = dir + "/" + name;
        expect(0, List.of("view", "--json", absolute), run -> assertPath(run, "path", absolute));
        expect(0, List.of("stat", name), run -> assertThat(run.text()).startsWith(shown + "\n"));
        expect(0, List.of("stat", "--json-lines", absolute), run -> assertFile(run, absolute));
        expect(0, List.of("who", name), run -> assertThat(run.text()).startsWith(shown + "\n"));
        expect(0, List.of("who", "--json", name), run -> assertPath(run, "path", name));
    }

    private void expectCopies(String name, String shown) {
        String copy = "copies/" + name;
        expect(
                0,
                List.of("copy", name, copy),
                run -> assertThat(run.text())
                        .startsWith("copied " + shown + " to copies/" + shown + ": 10 bytes"));
        expectError(1, List.of("copy", name, copy), "copies/" + shown + ": already exists");
        expectError(1, List.of("copy", name, name), shown + " and " + shown + " are the same");
        expectError(1, List.of("copy", name, "copies"), "copies: is a directory");
        expect(0, List.of("copy", "--force", name, copy), run -> {});
        expect(0, List.of("copy", "--preserve", name, "preserved/" + name), run -> {});
        expect(
                0,
                List.of("copy", "--json", name, "documents/" + name),
                run -> {
                    assertPath(run, "source", name);
                    assertPath(run, "destination", "documents/" + name);
                    assertThat(file("documents/" + name)).hasContent(BYTES);
                });
    }

    private void expectPatches(String name, String shown) {
        String copy = "copies/" + name;
        expect(
                0,
                List.of("patch", copy, "--offset", "1", "--text", "ä\udcfe"),
                run -> assertThat(run.text()).contains("30 c3 a4 fe 34",
                        "patched copies/" + shown));
        expect(
                0,
                List.of("patch", copy, "--in-place", "--json", "--offset", "0", "--hex", "31"),
                run -> assertPath(run, "path", copy));
        expect(
                0,
                List.of("patch", "preserved/" + name, "--offset", "0", "--from", copy),
                run -> assertThat(file("preserved/" + name))
                        .hasBinaryContent(EscapedBytes.bytes("1ä\udcfe456789")));
        expectError(1, List.of("patch", name, "--offset", "99", "--text", "x"),
                shown + ": offset 99");
    }

    private void expectMemory(String name, String shown) {
        String state = "states/" + name;
        expect(-1, List.of("drop", "--flush", name), run -> assertNamed(run, shown));
        expect(-1, List.of("drop", "--json", name), run -> assertFile(run, name));
        expect(0, List.of("warm", name), run -> assertNamed(run, shown));
        expect(0, List.of("warm", "--json-lines", name), run -> assertFile(run, name));
        expect(0, List.of("save", name, "-o", state), run -> {});
        expect(0, List.of("save", name), run -> assertThat(run.text()).contains(uri(name)));
        expect(0, List.of("restore", state), run -> assertNamed(run, dir + "/" + shown));
        expectError(1, List.of("restore", name), shown + ": ");
        expectError(1, List.of("save", name, "-o", name), shown + ": is not a saved state");
        // Whether the promises are seen depends on the machine, but the second process finds the file.
        expect(
                -1,
                List.of("demo", name),
                run -> assertThat(run.text())
                        .contains("\n" + shown + ", 10 bytes")
                        .containsPattern("does not change\\s+" + Pattern.quote(shown) + "\n")
                        .doesNotContain("ended too early"));
    }

    private void expectRefusals(String name, String shown) {
        if (!name.equals("plain")) {
            expectError(2, List.of(name), "there is no command " + shown);
        }
        expectError(2, List.of("view", "--" + name, "x"), "--" + shown);
        expectError(2, List.of("help", name), "there is no command " + shown);
        expectError(2, List.of("completion", name), shown);
        expectError(2, List.of("view", "--length", name, name), shown);
        expectError(1, List.of("view", "--offset", "99", name), shown + ": offset 99");
        expectError(1, List.of("view", name + "/x"), shown + "/x: ");
    }

    private void expectMissing(String name, String shown) {
        for (String command : List.of("view", "stat", "who", "hold", "restore", "demo")) {
            expectError(1, List.of(command, name), shown + ": ");
        }
        expectError(1, List.of("copy", name, "copies/none"), shown + ": ");
        expectError(1, List.of("patch", name, "--offset", "0", "--text", "x"), shown + ": ");
        expectError(
                1, List.of("patch", "plain", "--offset", "0", "--from", name), shown + ": ");
        for (String command : List.of("save", "warm", "drop")) { // which go on with the next file
            expect(1, List.of(command, name), run -> assertError(run, shown + ": "));
        }
        expectError(1, List.of("copy", "plain", name + "/x"), shown + "/x: there is no directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8", "de_DE.UTF-8"})
    void listsTreesAndPatternsHaveEveryName(String locale) throws Exception {
        Files.write(
                temporary.resolve("list"), EscapedBytes.bytes(String.join("\0", NAMES) + "\0"));
        expect(
                0,
                List.of("warm", "--json", "-0", "--files-from", temporary + "/list"),
                run -> assertThat(paths(run)).containsExactlyElementsOf(
                        NAMES.stream().map(NamesShown::decoded).toList()));
        expect(
                0,
                List.of("warm", "--json", "."),
                run -> assertThat(paths(run)).containsExactlyInAnyOrderElementsOf(
                        NAMES.stream().map(name -> "./" + NamesShown.decoded(name)).toList()));
        List<String> pattern = List.of("warm", ".", "--include", "?ü");
        if (locale.equals("C")) {
            expectError(2, pattern, "the pattern '?\\xc3\\xbc' has bytes that the locale cannot");
        } else {
            expect(0, pattern, run -> assertThat(run.text()).startsWith("0 files"));
        }
        run(locale);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8", "de_DE.UTF-8"})
    void theCurrentDirectoryMayHaveAnyName(String locale) throws Exception {
        dir = Files.createDirectory(file("ü\udcff"));
        Files.writeString(file("x"), BYTES);
        expect(0, List.of("copy", "x", "y"), run -> {});
        expect(0, List.of("view", "--raw", "y"), run -> assertThat(run.text()).isEqualTo(BYTES));
        expect(0, List.of("stat", "../plain"), run -> assertThat(run.text()).contains("plain\n"));
        run(locale);
        assertThat(tree(dir)).containsExactly("x", "y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8", "de_DE.UTF-8"})
    void aProcessOfItsOwnGetsTheNames(String locale) throws Exception {
        Path printed = temporary.resolve("results").resolve("held");
        List<String> words = new ArrayList<>(List.of(Main.class.getName(), "hold"));
        words.addAll(NAMES);
        Process process = CommandLines.start(dir, environment(locale), words, printed);
        try {
            await(process, printed, "ready\n");
            process.destroy(); // SIGTERM
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(printed).content().startsWith("6 files, 6 pages").hasLineCount(2);
        } finally {
            CommandLines.stop(process);
        }
    }

    private void expectError(int exitCode, List<String> words, String start) {
        expect(
                exitCode,
                words,
                run -> {
                    assertError(run, start);
                    assertThat(run.out()).isEmpty();
                });
    }

    /** A command line, its exit code (any if negative), and what else must hold. */
    private void expect(int exitCode, List<String> words, Consumer<Result> check) {
        checks.add(
                run -> {
                    if (exitCode >= 0) {
                        assertThat(run.exitCode()).as(run.error()).isEqualTo(exitCode);
                    }
                    check.accept(run);
                });
        lines.add(words);
    }

    private void run(String locale) throws Exception {
        List<Result> results = lines.run(dir, environment(locale));
        String encoding = Files.readString(temporary.resolve("results").resolve("encoding"));
        assumeTrue(
                encoding.equals("UTF-8") != locale.equals("C"),
                () -> "the system cannot make the locale " + locale
                        + "; it needs localedef and its sources");
        SoftAssertions all = new SoftAssertions();
        for (int i = 0; i < results.size(); i++) {
            Result result = results.get(i);
            Consumer<Result> check = checks.get(i);
            all.assertThatCode(
                    () -> {
                        assertPrintable(result);
                        check.accept(result);
                    }).as(result.toString()).doesNotThrowAnyException();
        }
        all.assertAll();
    }

    private static void await(Process process, Path printed, String end) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!Files.readString(printed).endsWith(end)) {
            assertThat(process.isAlive()).as(Files.readString(printed)).isTrue();
            assertThat(System.nanoTime()).as("nanoseconds").isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    /** Makes the locale if the system does not have it. */
    private static Map<String, String> environment(String locale) throws Exception {
        if (!locale.startsWith("de_DE")) {
            return Map.of("LC_ALL", locale);
        }
        Path made = locales.resolve(locale);
        if (!Files.exists(made)) {
            try {
                Process process =
                        new ProcessBuilder("localedef", "-i", "de_DE", "-f", "UTF-8",
                                made.toString())
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start();
                process.waitFor();
            } catch (IOException none) {
                return Map.of("LC_ALL", locale);
            }
        }
        return Files.exists(made)
                ? Map.of("LC_ALL", locale, "LOCPATH", locales.toString())
                : Map.of("LC_ALL", locale);
    }

    /** The names below a directory, as {@link EscapedBytes} has them. */
    private static Set<String> tree(Path directory) throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.filter(path -> !path.equals(directory))
                    .forEach(path -> names.add(PathText.exact(directory.relativize(path))));
        }
        return names;
    }

    private static String uri(String name) {
        return UnixNames.path("/" + name).toUri().toASCIIString().substring("file://".length());
    }
}
