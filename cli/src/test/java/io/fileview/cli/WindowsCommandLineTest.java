package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which arguments a command line of Windows has. */
class WindowsCommandLineTest {
    private static final String BY_LAUNCHER =
            "\"C:\\Program Files\\jdk\\bin\\java.exe\" -Dx=y -jar \"C:\\f v\\fileview.jar\" "
                    + WindowsCommandLine.MARK
                    + " ";

    /** {@code #} stands for a double quote, {@code /} for a backslash; {@code |} separates words. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', value = {
        "a b, a|b",
        "~  a \t b  ~, a|b",
        "#a b# c, a b|c",
        "#a\tb#, a\tb",
        "a#b c#d, ab cd",
        "## x, |x",
        "x ##, x|",
        "#a##b# c, a#b|c",
        "#a## b# c, a# b|c",
        "a##b c, ab|c",
        "####, #",
        "##### x, ## x",
        "#a b, a b",
        "/#a, #a",
        "/#a b/#, #a|b#",
        "#a/#b c#, a#b c",
        "//#a b#, /a b",
        "///#a b, /#a|b",
        "////#a b#, //a b",
        "/////#a b, //#a|b",
        "#a b//#, a b/",
        "#a b///# c#, a b/# c",
        "a/b/c, a/b/c",
        "a//b, a//b",
        "//server/share/x y, //server/share/x|y",
        "a/ b/, a/|b/",
        "a// b, a//|b",
        "#C:/a b/c# d, C:/a b/c|d",
        "* ?, *|?",
        "it's, it's",
        "a^b %PATH% !x! a&b, a^b|%PATH%|!x!|a&b",
        "日 ü 😀, 日|ü|😀",
    })
    void wordsFollowTheDocumentedRules(String line, String words) {
        List<String> expected = new ArrayList<>();
        expected.add("java");
        for (String word : words == null ? new String[0] : words.split("\\|", -1)) {
            expected.add(real(word));
        }
        assertThat(WindowsCommandLine.split("java " + real(line))).isEqualTo(expected);
    }

    private static String real(String shown) {
        return shown.replace('#', '"').replace('/', '\\');
    }

    @ParameterizedTest
    @CsvSource({
        "'#C:/Program Files/java.exe# a', C:/Program Files/java.exe",
        "'C:/dir/java a', C:/dir/java",
        "'C:/dir#/a b#/java a', C:/dir/a b/java",
        "'#C:/dir/# a', C:/dir/",
    })
    void inTheProgramABackslashIsItself(String line, String program) {
        assertThat(WindowsCommandLine.split(real(line))).containsExactly(real(program), "a");
    }

    @Test
    void aProgramAloneHasNoArguments() {
        assertThat(WindowsCommandLine.split("java")).containsExactly("java");
        assertThat(WindowsCommandLine.split("java  \t")).containsExactly("java");
    }

    /** What is quoted as the documentation says comes back. */
    @Test
    void anyWordsComeBack() {
        Random random = new Random(12);
        String letters = "\"\"\\\\\\ \tab*日";
        for (int round = 0; round < 20_000; round++) {
            List<String> words = new ArrayList<>(List.of("java"));
            StringBuilder line = new StringBuilder("java");
            for (int i = random.nextInt(4); i >= 0; i--) {
                StringBuilder word = new StringBuilder();
                for (int j = random.nextInt(8); j > 0; j--) {
                    word.append(letters.charAt(random.nextInt(letters.length())));
                }
                words.add(word.toString());
                line.append(' ').append(quoted(word.toString()));
            }
            assertThat(WindowsCommandLine.split(line.toString())).as("%s", line).isEqualTo(words);
        }
    }

    private static String quoted(String word) {
        StringBuilder quoted = new StringBuilder("\"");
        int backslashes = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '"') {
                quoted.append("\\".repeat(backslashes + 1));
            }
            backslashes = c == '\\' ? backslashes + 1 : 0;
            quoted.append(c);
        }
        return quoted.append("\\".repeat(backslashes)).append('"').toString();
    }

    private static List<String> arguments(String line, String... received) {
        return WindowsCommandLine.arguments(line, List.of(received), Map.of());
    }

    private static void refused(String line, String... received) {
        assertThatThrownBy(() -> arguments(line, received))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContainingAll("not known exactly", "fileview.cmd");
    }

    @Test
    void aLetterThatJavaReplacesIsTheOneThatWasTyped() {
        assertThat(
                arguments(BY_LAUNCHER + "patch 日.bin", WindowsCommandLine.MARK, "patch", "?.bin"))
                .containsExactly("patch", "日.bin");
        assertThat(
                arguments(BY_LAUNCHER + "patch 日.bin", WindowsCommandLine.MARK, "patch", "a.bin"))
                .containsExactly("patch", "日.bin");
    }

    @Test
    void whatJavaExpandsIsNotExpanded() {
        assertThat(
                arguments(
                        BY_LAUNCHER + "patch 日.bin --text * x",
                        WindowsCommandLine.MARK,
                        "patch",
                        "a.bin",
                        "b.bin",
                        "--text",
                        "a.bin",
                        "b.bin",
                        "c d",
                        "x"))
                .containsExactly("patch", "日.bin", "--text", "*", "x");
    }

    @Test
    void aMarkThatTheUserTypesIsAnArgument() {
        assertThat(
                arguments(
                        BY_LAUNCHER + WindowsCommandLine.MARK,
                        WindowsCommandLine.MARK,
                        WindowsCommandLine.MARK))
                .containsExactly(WindowsCommandLine.MARK);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "java -jar f.jar",
        "java -Xmx1g -XX:+UseSerialGC -jar f.jar",
        "java -cp a;b io.fileview.cli.Main",
        "java --class-path \"a b\" --add-modules x -Dq=r io.fileview.cli.Main",
        "java --enable-native-access=io.fileview -p mods -m io.fileview.cli/io.fileview.cli.Main",
        "java --module-path mods --module=io.fileview.cli",
        "\"C:\\a b\\java.exe\" --enable-native-access ALL-UNNAMED -jar -jar",
    })
    void theyBeginAfterTheOptionsOfJava(String start) {
        assertThat(arguments(start + " view \"a b\" -jar", "view", "a b", "-jar"))
                .containsExactly("view", "a b", "-jar");
        assertThat(arguments(start)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"java @options view x", "java", "java -Xmx1g", "", "java -jar"})
    void whereTheyDoNotBeginAnywhereTheyAreRefused(String line) {
        refused(line, "view", "x");
    }

    @Test
    void whatDoesNotAgreeIsRefused() {
        refused("java -jar f.jar view x", "view", "y");
        refused("java -jar f.jar view x", "view");
        refused("java -jar f.jar view x", "view", "x", "y");
        refused("java -jar f.jar view 日", "view");
        refused("java -jar f.jar view 日 x", "view", "x");
        refused("java -jar f.jar", "view");
        refused("java -jar f.jar view x", WindowsCommandLine.MARK, "view", "x");
        // An option of Java with a value, which this class does not know.
        refused("java --unknown value -jar f.jar view x", "view", "x");
    }

    @Test
    void aCaretThatCmdHasRemovedIsRefused() {
        List<String> received = List.of(WindowsCommandLine.MARK, "patch", "ab.bin");
        String line = BY_LAUNCHER + "patch ab.bin";
        assertThat(WindowsCommandLine.arguments(line, received, Map.of())).hasSize(2);
        assertThatThrownBy(
                () -> WindowsCommandLine.arguments(
                        line, received, Map.of(WindowsCommandLine.CARETS, "a^b.bin")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContainingAll("^", "double quotes");
        assertThat(
                WindowsCommandLine.arguments(
                        BY_LAUNCHER + "patch \"a^b.bin\"",
                        List.of(WindowsCommandLine.MARK, "patch", "a^b.bin"),
                        Map.of(WindowsCommandLine.CARETS, "a^b.bin")))
                .containsExactly("patch", "a^b.bin");
    }
}
