package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever uses a view that others unmap gets right values or is refused, and no JVM dies of it: see
 * {@link UnmapRace}. {@code -Dfileview.race.seconds=60} makes it longer.
 */
@NeedsKernel("runs in another process, where the kernel gives addresses again")
@Timeout(value = 20, unit = TimeUnit.MINUTES) // what a race may take that gets no time
class UnmapRaceTest {
    private static final int SECONDS = Integer.getInteger("fileview.race.seconds", 3);
    private static final String ENGINE = System.getProperty("fileview.test.engine", "auto");
    private static final int SECONDS_TO_SPARE = UnmapRace.MORE_SECONDS + 300;

    @TempDir
    private Path directory;

    private record Outcome(int exitCode, String output) {}

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseZGC"})
    void readersAndWritersNeverMeetOtherMemory(String collector) throws Exception {
        Outcome outcome = race(collector, SECONDS);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).startsWith("unmap race, engine ").endsWith(", wrong 0");
    }

    @Test
    void aRaceInWhichOneWritesWrongValuesFindsThem() throws Exception {
        Outcome outcome = race("-XX:+UseG1GC", 1, UnmapRace.CONTROL);
        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(1);
        assertThat(outcome.output())
                .containsPattern(", wrong [1-9]")
                .contains("the first wrong value: ");
    }

    private Outcome race(String collector, int seconds, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", collector, "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-XX:+ErrorFileToStdout", "-XX:-CreateCoredumpOnCrash"));
        if (Needs.isWindows()) {
            command.add("-XX:-PrintWarnings"); // see ChildJvm
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(UnmapRace.class.getName());
        command.addAll(List.of(directory.toString(), ENGINE, String.valueOf(seconds)));
        command.addAll(List.of(more));
        File output = directory.resolve("output").toFile();
        Process child =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output)
                        .start();
        try {
            boolean ended = child.waitFor(seconds + SECONDS_TO_SPARE, TimeUnit.SECONDS);
            String printed = Files.readString(output.toPath()).strip();
            System.out.println(printed.lines().findFirst().orElse("the race printed nothing"));
            assertThat(ended).as("ended in time, after printing: %s", printed).isTrue();
            return new Outcome(child.exitValue(), printed);
        } finally {
            child.destroyForcibly();
        }
    }
}
