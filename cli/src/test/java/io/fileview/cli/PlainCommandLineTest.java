package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Command lines that need no parser, and what they print. */
class PlainCommandLineTest {
    private static final Output NONE =
            Output.to(OutputStream.nullOutputStream(), OutputStream.nullOutputStream());

    @TempDir
    Path dir;

    @Test
    void statOfFilesAndViewOfAFileNeedNone() {
        assertThat(parsed("stat", "a")).isTrue();
        assertThat(parsed("stat", "a", "b")).isTrue();
        assertThat(parsed("view", "a")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "stat", "view", "view a b", "stat --json a", "stat a --json",
        "stat -- a",
        "stat -", "view -h", "copy a b", "stats a", "--help", "--version"})
    void theRestIsParsed(String words) {
        assertThat(parsed(words.split(" ", -1))).isFalse();
    }

    @Test
    void soAreNamesThatAreRefused() {
        assertThat(parsed("stat", "")).isFalse();
        assertThat(parsed("stat", "a\u0000b")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stat", "view"})
    void bothWaysPrintTheSame(String command) throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(10_000));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true); // so that no page becomes clean meanwhile
        }
        Run.fileview(command, file).succeeds();

        assertThat(Run.fileview(command, file).succeeds().out())
                .isEqualTo(Run.fileview(command, file, "--color", "auto").succeeds().out());
        assertThat(Run.fileview(command, dir.resolve("missing")).err())
                .isEqualTo(Run.fileview(command, dir.resolve("missing"), "--color", "auto").err());
    }

    @Test
    void theRehearsalForTheCacheOfTheLauncherPrintsNothing() {
        assertThat(Run.fileview("rehearse").succeeds().out()).isEmpty();
    }

    private static boolean parsed(String... words) {
        return PlainCommandLine.parse(words, NONE) != null;
    }
}
