package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the commands say when they are misused, in several languages. All of it is written to {@code
 * target/messages.txt}.
 */
@EnabledOnOs(OS.LINUX)
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

    @Test
    void eachIsOneSentenceThatNamesWhatItIsAbout() throws Exception {
        List<String> lines = inLanguage("en");
        Files.write(Files.createDirectories(Path.of("target")).resolve("messages.txt"), lines);
        assertThat(lines).hasSizeGreaterThan(20);
        for (String line : lines) {
            assertThat(line).startsWith("exit ").contains("fileview: ");
            assertThat(line).hasSizeLessThan(LONGEST).doesNotEndWith(".");
            assertThat(line).doesNotContain("unexpected", "Exception", "null", ".tmp");
        }
    }

    /** The exit codes and messages, one command a line. */
    private List<String> inLanguage(String language) throws Exception {
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
        List<String> lines =
                new String(output, StandardCharsets.UTF_8)
                        .replace(files.toString(), "DIRECTORY")
                        .lines()
                        .toList();
        assertThat(lines.getLast()).isEqualTo("DONE");
        return lines.subList(0, lines.size() - 1);
    }

    /** Misuses each command. */
    static final class Misuse {
        private Misuse() {}

        public static void main(String[] args) throws IOException {
            Path directory = Path.of(args[0]);
            Path file = Files.write(directory.resolve("data"), new byte[10_000]);
            Path empty = Files.createFile(directory.resolve("empty"));
            Path missing = directory.resolve("missing");
            Path loop = directory.resolve("loop");
            Files.createSymbolicLink(loop, loop);
            StringBuilder lines = new StringBuilder();
            for (String engine : List.of("linux", "portable")) {
                for (List<Object> words : misuses(directory, file, empty, missing, loop)) {
                    List<Object> all = new ArrayList<>(words);
                    all.add("--engine");
                    all.add(engine);
                    add(lines, all);
                }
            }
            add(lines, List.of("nonesuch"));
            add(lines, List.of("--nonesuch"));
            add(lines, List.of("view"));
            add(lines, List.of("help", "nonesuch"));
            System.out.write((lines + "DONE\n").getBytes(StandardCharsets.UTF_8));
            System.out.flush();
        }

        private static void add(StringBuilder lines, List<Object> words) {
            Run run = Run.fileview(words.toArray());
            if (run.exitCode() != 0) {
                lines.append("exit ").append(run.exitCode()).append(' ').append(run.err());
            }
        }

        private static List<List<Object>> misuses(
                Path directory, Path file, Path empty, Path missing, Path loop) {
            return List.of(
                    List.of("view", missing),
                    List.of("view", directory),
                    List.of("view", "/dev/zero"),
                    List.of("view", file.resolve("x")),
                    List.of("view", loop),
                    List.of("view", directory.resolve("n".repeat(300))),
                    List.of("view", file, "--offset", "20000"),
                    List.of("view", file, "--offset", "-1"),
                    List.of("view", file, "--offset", "x"),
                    List.of("patch", file),
                    List.of("patch", file, "--offset", "9999", "--hex", "0102"),
                    List.of("patch", file, "--offset", "0", "--hex", "0"),
                    List.of("patch", empty, "--offset", "0", "--hex", "00"),
                    List.of("patch", missing, "--offset", "0", "--hex", "00"),
                    List.of("stat", missing),
                    List.of("copy", missing, directory.resolve("copy")),
                    List.of("copy", directory, directory.resolve("copy")),
                    List.of("copy", file, directory),
                    List.of("copy", file, file),
                    List.of("copy", file, empty),
                    List.of("copy", file, missing.resolve("copy")),
                    List.of("copy", file, directory.resolve("n".repeat(250))),
                    List.of("demo", missing));
        }
    }
}
