package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What bash completes with the script; that is where it is run, as a shell does when Tab is typed. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no bash")
class CompletionCommandTest {
    @TempDir
    Path dir;

    private Path files;
    private Path script;

    @BeforeEach
    void makeFiles() throws IOException {
        assumeTrue(Files.exists(Path.of("/bin/bash")), "bash is not installed");
        files = Files.createDirectory(dir.resolve("files"));
        script = dir.resolve("script");
        Files.write(script, Run.fileview("completion", "bash").succeeds().bytes());
    }

    @Test
    void completesCommandsOptionsAndValues() throws Exception {
        assertThat(completed("st")).containsExactly("stat");
        assertThat(completed("hold-")).doesNotContain("hold-for-demo");
        assertThat(completed("view", "--of")).containsExactly("--offset");
        assertThat(completed("view", "--color", "a")).containsExactlyInAnyOrder("auto", "always");
        assertThat(completed("completion", "z")).containsExactly("zsh");
        assertThat(completed("help", "wa")).containsExactly("warm");
    }

    @Test
    void completesFilesOfAnyName() throws Exception {
        List<String> names = List.of("a b", "a$HOME", "a*", "a`touch ran`", "a$(touch ran)", "a\\");
        for (String name : names) {
            Files.createFile(files.resolve(name));
        }

        assertThat(completed("view", "a")).containsExactlyInAnyOrderElementsOf(names);
        assertThat(completed("copy", "x", "a")).containsExactlyInAnyOrderElementsOf(names);
        assertThat(completed("warm", "x", "y", "a")).containsExactlyInAnyOrderElementsOf(names);
        assertThat(completed("warm", "--files-from", "a"))
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(completed("save", "-o", "a")).containsExactlyInAnyOrderElementsOf(names);
        try (Stream<Path> found = Files.list(files)) {
            assertThat(found.map(path -> path.getFileName().toString()))
                    .as("no command in a name was run")
                    .containsExactlyInAnyOrderElementsOf(names);
        }
    }

    private List<String> completed(String... words) throws Exception {
        StringBuilder typed = new StringBuilder("fileview");
        for (String word : words) {
            typed.append(' ').append(Shell.POSIX.quoted(word));
        }
        Path printed = dir.resolve("printed");
        ProcessBuilder builder =
                new ProcessBuilder(
                        "/bin/bash",
                        "--norc",
                        "-c",
                        """
                                . "$1" || exit 1
                                eval "COMP_WORDS=($2)"
                                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                                COMP_LINE="${COMP_WORDS[*]}"
                                COMP_POINT=${#COMP_LINE}
                                _complete_fileview fileview "${COMP_WORDS[COMP_CWORD]}" \\
                                    "${COMP_WORDS[COMP_CWORD - 1]}"
                                printf '%s\\n' "${COMPREPLY[@]}"
                                """,
                        "bash",
                        script.toString(),
                        typed.toString())
                        .directory(files.toFile())
                        .redirectOutput(printed.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
        assertThat(builder.start().waitFor()).isZero();
        return Files.readAllLines(printed, StandardCharsets.UTF_8);
    }
}
