package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code fileview.cmd} under the cmd.exe of Wine, with the Windows JDK: each command reaches the file
 * that was typed and no other, whatever its name is. Whether the cmd.exe of Windows parses all lines
 * alike is not shown here.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "drives Wine from Linux")
class FileviewCmdTest {
    private static final String FOLDER = "long".repeat(30);

    private static final List<String> NAMES =
            List.of(
                    "plain.bin",
                    "Größe ü.bin",
                    "日本.bin",
                    "日.bin",
                    "😀.bin",
                    "two words.bin",
                    "100%.bin",
                    "a%PATH%b.bin",
                    "a^b.bin",
                    "a&b.bin",
                    "a!b!.bin",
                    "it's (1), x=y;.bin",
                    FOLDER + "\\" + FOLDER + "\\" + FOLDER + "\\日.bin");

    /** What a name becomes if a letter of it is replaced, expanded, dropped or taken for another. */
    private static final List<String> BYSTANDERS =
            List.of(
                    "a.bin", "b.bin", "ab.bin", "_.bin", "100.bin", "two", "words.bin", "it", "x",
                    "y",
                    "trail", "a", "Grosse.bin", "a!b.bin", "日本", "long.bin");

    private static @Nullable WineCmd started;

    /** Started once, because it takes seconds. */
    private WineCmd wine;

    @BeforeEach
    void start() throws Exception {
        Path root = WineCmd.required();
        if (started == null) {
            started = WineCmd.start(root);
        }
        wine = started;
        for (String name : NAMES) {
            write(name);
        }
        for (String name : BYSTANDERS) {
            write(name);
        }
    }

    @AfterAll
    static void end() throws Exception {
        if (started != null) {
            started.close();
        }
    }

    private void write(String name) throws IOException {
        Path path = path(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "content of " + name, StandardCharsets.UTF_8);
        Files.setLastModifiedTime(path, FileTime.fromMillis(1_000_000_000_000L));
    }

    private Path path(String name) {
        return wine.here().resolve(name.replace('\\', '/'));
    }

    /** Each file with its bytes, when it was modified, and which file it is. */
    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(wine.here())) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                files.put(
                        wine.here().relativize(file).toString().replace('/', '\\'),
                        Files.readString(file, StandardCharsets.ISO_8859_1)
                                + Files.getLastModifiedTime(file)
                                + Files.getAttribute(file, "unix:ino"));
            }
        }
        return files;
    }

    private void othersUntouched(Map<String, String> before, String... touched)
            throws IOException {
        Map<String, String> after = files();
        for (String name : touched) {
            before.remove(name);
            after.remove(name);
        }
        assertThat(after).isEqualTo(before);
    }

    private static WineCmd.Result succeeded(WineCmd.Result result) {
        assertThat(result.lines()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result;
    }

    private static String typed(String name) {
        return "\"" + name + "\"";
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void viewShowsTheFileThatWasTyped(String name) throws Exception {
        Map<String, String> before = files();
        assertThat(succeeded(wine.fileview("view --raw " + typed(name))).bytes())
                .isEqualTo(Files.readAllBytes(path(name)));
        String shown = succeeded(wine.fileview("view --length 8 " + typed(name))).out();
        assertThat(shown).contains("63 6f 6e 74 65 6e 74 20", Shell.CMD.word(name) + " --offset 8");
        othersUntouched(before);
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void statNamesTheFileThatWasTyped(String name) throws Exception {
        Map<String, String> before = files();
        Json json = Json.parse(succeeded(wine.fileview("stat --json " + typed(name))).bytes());
        assertThat(json.at("files", 0, "path").text()).isEqualTo(name);
        assertThat(succeeded(wine.fileview("stat " + typed(name))).out())
                .startsWith(name)
                .contains("Windows does not expose which processes")
                .doesNotContain("/proc");
        othersUntouched(before);
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void patchChangesTheFileThatWasTyped(String name) throws Exception {
        Map<String, String> before = files();
        assertThat(
                succeeded(wine.fileview("patch " + typed(name) + " --offset 2 --text \"* ü日?\""))
                        .out())
                .contains("patched " + name + ":");
        assertThat(path(name)).hasContent("co" + "* ü日?" + ("content of " + name).substring(10));
        othersUntouched(before, name);
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void copyMakesTheFileThatWasTyped(String name) throws Exception {
        Map<String, String> before = files();
        String copy = name.replace(".bin", " copy");
        assertThat(succeeded(wine.fileview("copy " + typed(name) + " " + typed(copy))).out())
                .startsWith("copied " + name + " to " + copy + ":");
        assertThat(path(copy)).hasContent("content of " + name);
        othersUntouched(before, copy);
        WineCmd.Result again = wine.fileview("copy " + typed(name) + " " + typed(copy));
        assertThat(again.lines()).singleElement().asString()
                .startsWith("fileview: " + copy + ": already exists");
        assertThat(again.exitCode()).isEqualTo(1);
        othersUntouched(before, copy);
        Files.delete(path(copy));
    }

    @ParameterizedTest
    @ValueSource(strings = {"日.bin", "a%PATH%b.bin"})
    void holdMapsTheFileThatWasTyped(String name) throws Exception {
        Map<String, String> before = files();
        assertThat(succeeded(wine.fileview("hold-for-demo --touch " + typed(name))).out())
                .isEqualTo("ready\n");
        othersUntouched(before);
    }

    @Test
    void theDemoShowsWhatThePlatformCanShow() throws Exception {
        Map<String, String> before = files();
        WineCmd.Result own = succeeded(wine.fileview("demo"));
        assertThat(own.out())
                .containsPattern("(9|10) of \\1 promises seen")
                .doesNotContain("/proc");
        WineCmd.Result given = succeeded(wine.fileview("demo " + typed("日.bin")));
        assertThat(given.out()).contains("日.bin, ", "✓ seen").doesNotContain("✗", "/proc");
        othersUntouched(before);
    }

    @Test
    void helpAndVersionNeedNoFile() throws Exception {
        assertThat(succeeded(wine.fileview("")).out()).startsWith("Usage: fileview");
        assertThat(succeeded(wine.fileview("help patch")).out()).contains("--offset");
        assertThat(succeeded(wine.fileview("--version")).out()).contains("Windows");
    }

    /** Words without quotes that need none. */
    @ParameterizedTest
    @ValueSource(strings = {"plain.bin", "日.bin", "😀.bin", "a%PATH%b.bin", "a!b!.bin", "100%.bin"})
    void aNameWithoutBlanksNeedsNoQuotes(String name) throws Exception {
        Map<String, String> before = files();
        Json json = Json.parse(succeeded(wine.fileview("stat --json " + name)).bytes());
        assertThat(json.at("files", 0, "path").text()).isEqualTo(name);
        othersUntouched(before);
    }

    /** What names no file, or not the one that was typed, is refused in one sentence. */
    @ParameterizedTest
    @ValueSource(strings = {
        "*", "\"*\"", "?.bin", "\"?.bin\"", "*.bin", "日*", "a?b.bin", "..\\here\\*.bin", "a^^b.bin",
        "a^&b.bin",
        "a^|b.bin", "a.bin^>x", "trail.", "\"trail \"", "a.bin:stream", "aux.txt", "nul", "C:con",
        "\\\\.\\C:\\here\\a.bin", "\\\\?\\a.bin", "Q:a.bin", "a.bin::$DATA", "\"a\\\"b\"",
    })
    void whatNamesNoFileIsRefused(String typed) throws Exception {
        Map<String, String> before = files();
        for (String command : List.of(
                "view " + typed,
                "patch " + typed + " --offset 0 --text X",
                "copy a.bin " + typed + " --force",
                "stat " + typed)) {
            WineCmd.Result result = wine.fileview(command);
            assertThat(result.lines()).as(command).hasSize(1);
            assertThat(result.lines().getFirst()).startsWith("fileview: ").contains("; ")
                    .doesNotEndWith(".");
            assertThat(result.exitCode()).as(command).isIn(1, 2);
            assertThat(result.out()).as(command).doesNotContain("offset", "patched", "copied");
            othersUntouched(before);
        }
    }

    @Test
    void otherFormsOfANameReachTheFile() throws Exception {
        Map<String, String> before = files();
        for (String form : List.of(
                "PLAIN.BIN", "C:\\here\\plain.bin", "C:/here/plain.bin", "c:plain.bin",
                "\\here\\plain.bin",
                "\\\\?\\C:\\here\\plain.bin", "..\\here\\.\\plain.bin")) {
            assertThat(succeeded(wine.fileview("view --raw " + form)).out())
                    .as(form)
                    .isEqualTo("content of plain.bin");
        }
        WineCmd.Result same = wine.fileview("copy plain.bin PLAIN.bin --force");
        assertThat(same.err()).startsWith("fileview: plain.bin and PLAIN.bin are the same file");
        othersUntouched(before);
    }

    @Test
    void whereThereIsNoJdkItSaysWhatToDo() throws Exception {
        WineCmd.Result wrong =
                wine.fileview("stat a", Map.of("FILEVIEW_JAVA_HOME", "C:\\no & jdk"));
        assertThat(wrong.err())
                .isEqualToNormalizingNewlines(
                        "fileview: FILEVIEW_JAVA_HOME is \"C:\\no & jdk\", where there is no JDK 25 or"
                                + " later; correct it, or unset it to use any that is installed\n");
        assertThat(wrong.exitCode()).isEqualTo(1);
        WineCmd.Result none = wine.fileview("stat a", Map.of());
        assertThat(none.err()).startsWith("fileview: a JDK 25 or later is needed")
                .contains("JAVA_HOME");
        assertThat(none.exitCode()).isEqualTo(1);
        succeeded(wine.fileview("stat a", Map.of("JAVA_HOME", "Z:\\jdk")));
        succeeded(wine.fileview("stat a", Map.of("JAVA_HOME", "\"Z:\\jdk\"")));
        succeeded(wine.fileview("stat a", Map.of("FILEVIEW_JAVA_HOME", "\"Z:\\jdk\"")));
        succeeded(wine.fileview("stat a", Map.of("WINEPATH", "Z:\\jdk\\bin"))); // Wine adds it to PATH
    }

    /** A directory that anybody may write, such as that of downloads, may be above the current one. */
    @Test
    void aJdkAboveTheCurrentDirectoryIsNotStarted() throws Exception {
        Path above = wine.here().getParent();
        Path bin = Files.createDirectories(above.resolve("bin"));
        Files.writeString(bin.resolve("java.exe"), "not a program");
        Files.writeString(above.resolve("release"), "JAVA_VERSION=\"25.0.2\"\r\n");
        try {
            WineCmd.Result none = wine.fileview("stat a", Map.of());
            assertThat(none.err()).startsWith("fileview: a JDK 25 or later is needed");
            assertThat(none.exitCode()).isEqualTo(1);
        } finally {
            Files.delete(bin.resolve("java.exe"));
            Files.delete(bin);
            Files.delete(above.resolve("release"));
        }
    }

    /**
     * Quotes in the middle of a word are those of cmd.exe; what is in them is a part of the name. The
     * cmd.exe of Windows, not that of Wine, refuses a word that begins with them and ends without.
     */
    @ParameterizedTest
    @ValueSource(strings = {
        "\"C:\\here\\two words.bin\"", "C:/\"here\"/\"two words.bin\"",
        "two\" \"words.bin",
    })
    void quotesMayBeginWithinAWord(String typed) throws Exception {
        Map<String, String> before = files();
        assertThat(succeeded(wine.fileview("view --raw " + typed)).out())
                .isEqualTo("content of two words.bin");
        othersUntouched(before);
    }

    /** Whether it is refused depends on the version of cmd.exe; nothing of it may run as a command. */
    @ParameterizedTest
    @ValueSource(strings = {
        "x\"y&copy plain.bin run.bin\"z", "\"x\"^&copy plain.bin run.bin",
        "\"x\"y\"&copy a.bin run.bin\"",
        "x\"y|find plain.bin>run.bin\"z",
    })
    void noPartOfAWordRuns(String typed) throws Exception {
        Map<String, String> before = files();
        WineCmd.Result result = wine.fileview("view " + typed);
        assertThat(result.exitCode()).isNotZero();
        othersUntouched(before);
    }

    @Test
    void whereThereIsNoJarItIsBuiltOrItSaysWhatToDo() throws Exception {
        Path away = wine.jar().resolveSibling("away.jar");
        Files.move(wine.jar(), away);
        try {
            WineCmd.Result none = wine.fileview("stat a");
            assertThat(none.err()).startsWith("fileview: there is no ").contains("install Maven");
            assertThat(none.exitCode()).isEqualTo(1);
            Path tools = Files.createDirectories(wine.drive().resolve("tools"));
            Files.writeString(
                    tools.resolve("mvn.cmd"),
                    """
                            @echo %* >C:\\tools\\arguments\r
                            @copy C:\\checkout\\cli\\target\\away.jar C:\\checkout\\cli\\target\\fileview.jar\r
                            """);
            WineCmd.Result runtime =
                    wine.fileview(
                            "stat a",
                            Map.of("FILEVIEW_JAVA_HOME", "Z:\\jdk", "WINEPATH", "C:\\tools"));
            assertThat(runtime.err()).contains("has no compiler");
            assertThat(runtime.exitCode()).isEqualTo(1);
            withCompiler();
            WineCmd.Result built =
                    wine.fileview(
                            "stat a",
                            Map.of("FILEVIEW_JAVA_HOME", "C:\\jdk", "WINEPATH", "C:\\tools"));
            assertThat(built.err())
                    .isEqualToNormalizingNewlines(
                            "Building Fileview, once; this takes about a minute...\n");
            assertThat(built.exitCode()).isZero();
            assertThat(built.out()).startsWith("a\n");
            assertThat(tools.resolve("arguments")).content()
                    .contains("-pl cli -am -Dquick package");
        } finally {
            Files.deleteIfExists(wine.jar());
            Files.move(away, wine.jar());
        }
    }

    /** The runtime under Wine has no compiler, so this makes a JDK that has a file of that name. */
    private void withCompiler() throws IOException {
        Path jdk = Files.createDirectories(wine.drive().resolve("jdk/bin")).getParent();
        Path real = Path.of("/jdk"); // as it is seen in the root of Wine
        for (String part : List.of("lib", "conf", "release")) {
            Files.createSymbolicLink(jdk.resolve(part), real.resolve(part));
        }
        Path bin = WineCmd.required().resolve("jdk/bin");
        try (Stream<Path> programs = Files.list(bin)) {
            for (Path program : (Iterable<Path>) programs::iterator) {
                Files.createSymbolicLink(
                        jdk.resolve("bin").resolve(program.getFileName()),
                        real.resolve("bin").resolve(program.getFileName()));
            }
        }
        Files.createFile(jdk.resolve("bin/javac.exe"));
    }
}
