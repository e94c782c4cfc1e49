package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A copy that is killed leaves the old file or the new one, and nothing that stays. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "kills processes by SIGKILL")
class CopyKilledTest {
    private static final int KILLS = 12;
    private static final int SIZE = 3 << 20;

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void theDestinationIsOldOrNewAndWhole(String engine) throws Exception {
        byte[] bytes = Sample.bytes(SIZE);
        byte[] old = Sample.bytes(1000);
        Path source = Sample.file(dir.resolve("a"), bytes);
        Path copy = dir.resolve("b");
        Path before = Sample.file(dir.resolve("before"), old);
        List<String> command =
                CopyRefusedTest.Child.command(
                        "copy", "--engine", engine, "--force", source, copy);
        long whole = millis(command);
        Random random = new Random(KILLS);
        for (int i = 0; i < KILLS; i++) {
            boolean isThere = i % 2 == 0;
            if (isThere) {
                Files.copy(before, copy, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.deleteIfExists(copy);
            }
            kill(command, whole / 3 + random.nextLong(whole));
            if (Files.exists(copy)) {
                byte[] now = Files.readAllBytes(copy);
                assertThat(Arrays.equals(now, bytes) || (isThere && Arrays.equals(now, old)))
                        .as("the destination after kill " + i + " has " + now.length + " bytes")
                        .isTrue();
            } else {
                assertThat(isThere).isFalse();
            }
        }
        Run.fileview("copy", "--engine", engine, "--force", source, copy).succeeds();
        assertThat(Files.readAllBytes(copy)).isEqualTo(bytes);
        try (Stream<Path> left = Files.list(dir)) {
            assertThat(left).containsExactlyInAnyOrder(source, copy, before);
        }
    }

    private static long millis(List<String> command) throws Exception {
        long start = System.nanoTime();
        assertThat(started(command).waitFor()).isZero();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private static void kill(List<String> command, long afterMillis) throws Exception {
        Process process = started(command);
        boolean hasEnded = process.waitFor(afterMillis, TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        assertThat(hasEnded && process.exitValue() != 0).isFalse();
    }

    private static Process started(List<String> command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
