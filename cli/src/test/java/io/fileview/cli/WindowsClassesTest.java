package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.windows.WindowsFunction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** On other systems the command line initializes no class that calls functions of Windows. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there they are needed")
class WindowsClassesTest {
    private static final Pattern INITIALIZED =
            Pattern.compile("Initializing '(io/fileview/[^']+)'");

    @TempDir
    Path directory;

    /** Asks for a function of Windows, which other systems lack. */
    static final class AsksWindows {
        private AsksWindows() {}

        public static void main(String[] args) {
            System.out.println(WindowsFunction.of("CreateFileW").isPresent());
        }
    }

    /** Runs a program, and returns the classes of Fileview that it has initialized. */
    private List<String> initialized(Class<?> program, String... arguments) throws Exception {
        Path log = directory.resolve("initialized");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xlog:class+init=info:file=" + log + "::filecount=0",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return INITIALIZED.matcher(Files.readString(log))
                .results()
                .map(line -> line.group(1))
                .toList();
    }

    @Test
    void statInitializesNone() throws Exception {
        Path file = Sample.file(directory.resolve("f"), Sample.bytes(5_000));
        assertThat(initialized(Main.class, "stat", file.toString()))
                .contains("io/fileview/FileMapping", "io/fileview/cli/StatCommand")
                .noneMatch(name -> name.startsWith("io/fileview/windows/"));
    }

    @Test
    void oneThatIsUsedIsSeen() throws Exception {
        assertThat(initialized(AsksWindows.class)).contains("io/fileview/windows/WindowsFunction");
    }
}
