package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs in JVMs to which the C library speaks a given language. */
final class JvmInLanguage {
    private JvmInLanguage() {}

    /**
     * Runs a program through a tool, and returns the lines that it printed.
     *
     * @param language such as {@code de}; empty for English
     */
    static List<String> run(
            String language, List<String> tool, Class<?> main, Object... arguments)
            throws IOException, InterruptedException {
        requireTranslations(language);
        requireTool(tool);
        List<String> command = new ArrayList<>(tool);
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-Duser.language=" + (language.isEmpty() ? "en" : language),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("LANGUAGE", language);
        Process process = builder.redirectErrorStream(true).start();
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new String(output, StandardCharsets.UTF_8).lines().toList();
    }

    private static void requireTranslations(String language) {
        Path catalogue = Path.of("/usr/share/locale", language, "LC_MESSAGES", "libc.mo");
        assumeTrue(
                language.isEmpty() || Files.exists(catalogue),
                () -> catalogue + " is not installed");
    }

    private static void requireTool(List<String> tool) {
        assumeTrue(
                tool.isEmpty()
                        || Files.exists(Path.of("/usr/bin", tool.getFirst()))
                        || Files.exists(Path.of("/bin", tool.getFirst())),
                () -> tool.getFirst() + " is not installed");
    }
}
