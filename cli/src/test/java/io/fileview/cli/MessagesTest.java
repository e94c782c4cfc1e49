package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands print when they are misused, in several languages. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "provokes errors of Linux")
class MessagesTest {
    private static final int LONGEST = 2000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"de", "tr"})
    void theyAreTheSameInEachLanguage(String language) throws Exception {
        Path catalogue = Path.of("/usr/share/locale", language, "LC_MESSAGES", "libc.mo");
        assumeTrue(Files.exists(catalogue), () -> catalogue + " is not installed");
        assertThat(inLanguage(language)).isEqualTo(inLanguage("en"));
    }

    /** A misuse that succeeds has no message, and must be in the list of those that may. */
    @Test
    void eachIsOneSentenceThatNamesWhatItIsAbout() throws Exception {
        for (Line line : inLanguage("en")) {
            boolean isAllowed = Misuse.ALLOWED.stream().anyMatch(line.words()::startsWith);
            if (isAllowed) {
                assertThat(line.exitCode()).as(line.words()).isZero();
                assertThat(line.message()).as(line.words()).isEmpty();
                continue;
            }
            assertThat(line.exitCode()).as(line.words()).isIn(1, 2);
            for (String message : line.message().split("\\\\n", -1)) {
                assertThat(message).as(line.words()).startsWith("fileview: ");
                assertThat(message).hasSizeLessThan(LONGEST).doesNotEndWith(".");
                assertThat(message)
                        .doesNotContain("unexpected", "Exception", "null:", " null", ".tmp");
                assertThat(message).as(line.words()).contains(named(line.words()));
                assertThat(message).as("the next step of %s", line.words()).contains("; ");
            }
        }
    }

    /** The word that the message has to repeat; empty if there is none. */
    private static String named(String words) {
        if (words.contains("/dev/full")) {
            return "ENOSPC";
        }
        return words.contains("missing") ? "missing" : words.contains("loop") ? "loop" : "";
    }

    private record Line(String words, int exitCode, String message) {
        static Line parse(String line) {
            int message = line.lastIndexOf('|');
            int exitCode = line.lastIndexOf('|', message - 1);
            return new Line(
                    line.substring(0, exitCode),
                    Integer.parseInt(line.substring(exitCode + 1, message)),
                    line.substring(message + 1));
        }
    }

    private List<Line> inLanguage(String language) throws Exception {
        Path files = Files.createDirectory(directory.resolve("files-" + language));
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Duser.language=" + language,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Misuse.class.getName(),
                        files.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("LANGUAGE", language);
        Process process = builder.redirectErrorStream(true).start();
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        List<String> lines = new String(output, StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.getLast()).isEqualTo("DONE");
        return lines.subList(0, lines.size() - 1).stream().map(Line::parse).toList();
    }
}
