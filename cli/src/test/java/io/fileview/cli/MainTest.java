package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private static final List<String> OUTPUTS =
            List.of(
                    "--help",
                    "--version",
                    "help",
                    "help view",
                    "stat --help",
                    "stat --version",
                    "stat " + System.getProperty("java.home"),
                    "stat --json-lines " + System.getProperty("java.home"));

    @Test
    void withoutACommandItPrintsTheUsage() {
        Run run = Run.fileview().succeeds();

        assertThat(run.out())
                .contains("view", "patch", "stat", "top", "who", "copy", "demo", "Examples:")
                .doesNotContain("hold-for-demo", "commit-for-demo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"view", "patch", "stat", "top", "who", "copy", "warm", "drop", "hold",
        "save", "restore", "demo", "completion"})
    void eachCommandHasHelpWithExamples(String command) {
        assertThat(Run.fileview(command, "--help").succeeds().out())
                .startsWith("Usage: fileview " + command)
                .contains("Examples:", "fileview " + command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"view", "patch", "stat", "top", "who", "copy", "warm", "drop", "hold",
        "save", "restore", "demo", "completion"})
    void helpIsACommandToo(String command) {
        assertThat(Run.fileview("help", command).succeeds().out())
                .isEqualTo(Run.fileview(command, "--help").succeeds().out());
        assertThat(Run.fileview("help").succeeds().out())
                .isEqualTo(Run.fileview().succeeds().out());
    }

    @Test
    void theHelpOfAnUnknownCommandIsRefused() {
        Run.fileview("help", "vieww").fails(2, "no command vieww", "fileview --help");
    }

    @Test
    void theHelpNeedsNoWideTerminal() {
        for (String command : new String[] {"view", "patch", "stat", "top", "who", "copy", "warm",
            "drop", "hold", "save", "restore", "demo", "completion"}) {
            assertThat(Run.fileview(command, "--help").out().lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThan(80));
        }
    }

    /** Lines that are broken where they are written are not broken again. */
    @Test
    void noLineBelowTheOptionsIsTooLong() {
        Main.all(Output.to(OutputStream.nullOutputStream(), OutputStream.nullOutputStream()))
                .getSubcommands()
                .values()
                .forEach(
                        command -> assertThat(
                                command.getCommandSpec().usageMessage().footer())
                                .as(command.getCommandName())
                                .allSatisfy(line -> assertThat(line).hasSizeLessThan(80)));
    }

    /** If it were read as a list of arguments, that list could name any file. */
    @Test
    void aNameThatBeginsWithAnAtSignIsThatOfAFile(@TempDir Path dir) throws IOException {
        Path other = Files.writeString(dir.resolve("other"), "untouched");
        Path list = Files.writeString(dir.resolve("list"), other.toString());
        Run run = Run.fileview("patch", "@" + list, "--offset", "0", "--text", "X");
        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains("@");
        assertThat(other).hasContent("untouched");
        assertThat(Run.fileview("view", "@" + list).out()).isEmpty();
    }

    @Test
    void tellsItsVersion() {
        assertThat(Run.fileview("--version").succeeds().out()).startsWith("fileview ");
    }

    @Test
    void refusesAnUnknownCommandInOneLine() {
        Run.fileview("vieww").fails(2, "no command vieww", "fileview --help");
    }

    @Test
    void refusesAnUnknownOptionInOneLine() {
        Run.fileview("--colour").fails(2, "no option --colour");
        Run.fileview("stat", "--colour", "x").fails(2, "--colour", "fileview stat --help");
    }

    @Test
    void refusesAnUnknownEngine(@TempDir Path dir) throws Exception {
        Path file = Sample.file(dir.resolve("f"), new byte[1]);

        Run.fileview("view", file, "--engine", "steam").fails(2, "steam", "portable");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "names on Windows have no line ends")
    void aLineEndInAFileNameDoesNotBreakTheLine(@TempDir Path dir) {
        Run.fileview("view", dir.resolve("a\nb")).fails(1, "a\\nb", "no such file");
    }

    @Test
    void aFullDiskIsAFailure(@TempDir Path dir) throws Exception {
        Path file = Sample.file(dir.resolve("f"), new byte[10]);

        for (String form : new String[] {"--raw", "--json", "--color=never"}) {
            Refusing full = new Refusing("No space left on device");
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int exitCode = Main.run(new String[] {"view", file.toString(), form}, full, err);

            assertThat(exitCode).isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .isEqualTo(
                            "fileview: cannot write the output: no space left on device (ENOSPC);"
                                    + " free some space, or raise the quota\n");
        }
    }

    @Test
    void aFullDiskIsAFailureOfHelpToo() {
        for (String words : OUTPUTS) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int exitCode =
                    Main.run(words.split(" "), new Refusing("No space left on device"), err);

            assertThat(exitCode).as(words).isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .as(words)
                    .startsWith("fileview: cannot write the output: no space left")
                    .hasLineCount(1);
        }
    }

    @Test
    void aReaderThatClosesTheHelpIsNoFailure() {
        for (String words : OUTPUTS) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int exitCode = Main.run(words.split(" "), new Refusing("Broken pipe"), err);

            assertThat(exitCode).as(words).isZero();
            assertThat(err.size()).as(words).isZero();
        }
    }

    @Test
    void aReaderThatClosesTheOutputIsNoFailure(@TempDir Path dir) throws Exception {
        Path file = Sample.file(dir.resolve("f"), new byte[10]);

        for (String form : new String[] {"--raw", "--json", "--color=never"}) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int exitCode =
                    Main.run(
                            new String[] {"view", file.toString(), form},
                            new Refusing("Broken pipe"),
                            err);

            assertThat(exitCode).isZero();
            assertThat(err.size()).isZero();
        }
    }

    /** Fails on every write. */
    private static final class Refusing extends OutputStream {
        private final String reason;

        Refusing(String reason) {
            this.reason = reason;
        }

        @Override
        public void write(int value) throws IOException {
            throw new IOException(reason);
        }
    }

    @Test
    void aWordThatIsNearlyKnownIsSuggested() {
        Run.fileview("vieww").fails(2, "no command vieww; did you mean view?", "fileview --help");
        Run.fileview("hlep").fails(2, "no command hlep; did you mean help?");
        Run.fileview("help", "veiw").fails(2, "no command veiw; did you mean view?");
        Run.fileview("comp").fails(2, "did you mean completion?");
        Run.fileview("stat", "--jsn", "x").fails(2, "--jsn", "did you mean --json?");
        Run.fileview("warm", "--file-form=x").fails(2, "did you mean --files-from?");
        Run.fileview("xyzzy").fails(2, "no command xyzzy; see");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void completesCommandsAndOptions(String shell) {
        assertThat(Run.fileview("completion", shell).succeeds().out())
                .startsWith("#!/usr/bin/env bash")
                .contains(
                        "complete -F _complete_fileview", "bashcompinit", "--in-place", "who",
                        "(\"bash\" \"zsh\")", "(\"auto\" \"always\" \"never\")");
        Run.fileview("completion", "fish").fails(2, "BASH", "fish");
    }
}
