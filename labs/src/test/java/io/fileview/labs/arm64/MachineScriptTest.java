package io.fileview.labs.arm64;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The emulator prints what is read, and ends with the lab. */
class MachineScriptTest {
    private static final String SHELL_WITH_A_CHILD = "sleep 1000 & echo $! $$; wait";

    @Test
    void whatItPrintsIsReturnedWithItsExitCode() throws Exception {
        assertThat(MachineScript.run("test", List.of("sh", "-c", "echo a; echo b >&2; exit 5"), 60))
                .containsExactly("a", "b", "5");
    }

    @Test
    void itIsEndedAfterItsTime() throws Exception {
        assertThat(MachineScript.run("test", List.of("sleep", "1000"), 1)).containsExactly("137");
    }

    @Test
    void itEndsWithTheLab() throws Exception {
        Process lab =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp", System.getProperty("java.class.path"), Lab.class.getName())
                        .redirectErrorStream(true)
                        .start();
        try (BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(lab.getInputStream(), StandardCharsets.UTF_8))) {
            String line = output.readLine();
            assertThat(line).matches("test, \\d+ s: \\d+ \\d+");
            String processes = line.substring(line.indexOf(": ") + 2);
            lab.destroy(); // SIGTERM
            lab.waitFor();
            assertNoneIsAlive(processes);
        } finally {
            lab.destroyForcibly();
        }
    }

    /** A lab whose machine never ends. */
    static final class Lab {
        private Lab() {}

        public static void main(String[] arguments) throws IOException {
            MachineScript.run("test", List.of("sh", "-c", SHELL_WITH_A_CHILD), 1_000);
        }
    }

    private static void assertNoneIsAlive(String processes) throws Exception {
        for (String process : processes.split(" ", -1)) {
            var handle = ProcessHandle.of(Long.parseLong(process));
            if (handle.isPresent()) {
                assertThat(handle.get().onExit().get(1, TimeUnit.MINUTES).isAlive()).isFalse();
            }
        }
    }
}
