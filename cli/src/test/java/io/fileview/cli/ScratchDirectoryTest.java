package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The directory in which the demo kills a process that makes one commit after the other. */
@Timeout(240)
class ScratchDirectoryTest {
    @TempDir
    Path dir;

    static List<List<String>> engines() {
        return List.of(List.of(), List.of("--engine", "portable"));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void goesWithTheProcessThatCommitsInIt(List<String> engine) throws Exception {
        SecondProcess second;
        try (ScratchDirectory scratch = ScratchDirectory.in(dir)) {
            second = SecondProcess.committing(scratch, file(scratch), option(engine));
            second.awaitLine("done 1");
            assertThat(scratch.path()).isDirectoryContaining("glob:**.fileview-journal");
        }

        assertThat(dir).isEmptyDirectory();
        second.kill(); // returns, since it is gone
    }

    @ParameterizedTest
    @MethodSource("engines")
    void hasOnlyWholeCommitsOnceTheInputOfTheProcessHasEnded(List<String> engine)
            throws Exception {
        try (ScratchDirectory scratch = ScratchDirectory.in(dir)) {
            Path file = file(scratch);
            try (SecondProcess second =
                    SecondProcess.committing(scratch, file, option(engine))) {
                second.awaitLine("done 2");
            }

            assertThat(scratch.path()).isDirectoryContaining(file::equals);
            try (var files = Files.list(scratch.path())) {
                assertThat(files).hasSize(1);
            }
            assertThat(NumberedContent.numberOf(Files.readAllBytes(file)).orElseThrow())
                    .isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void startsNoProcessAfterItsEnd() throws Exception {
        ScratchDirectory scratch = ScratchDirectory.in(dir);
        Path file = file(scratch);
        scratch.close();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(
                        () -> SecondProcess.committing(scratch, file, option(List.of())));
        assertThat(dir).isEmptyDirectory();
    }

    private static Path file(ScratchDirectory scratch) throws IOException {
        byte[] bytes = new byte[1 << 20];
        NumberedContent.fill(bytes, 0);
        return Sample.file(scratch.path().resolve("commits.bin"), bytes);
    }

    private static EngineOption option(List<String> words) {
        EngineOption option = new EngineOption();
        CommandLine.populateCommand(option, words.toArray(String[]::new));
        return option;
    }
}
