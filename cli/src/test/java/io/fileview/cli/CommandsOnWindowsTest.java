package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on Windows, in this process. */
@EnabledOnOs(value = OS.WINDOWS, disabledReason = "is about Windows")
class CommandsOnWindowsTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"windows", "portable"})
    void theDemoShowsWhatThePlatformCanShowAndLeavesNothingBehind(String engine) throws Exception {
        Run run = Run.fileview("demo", "--engine", engine, "--dir", dir, "--json").succeeds();

        assertThat(run.json().at("promisesNotSeen").number()).isZero();
        assertThat(run.json().at("promisesSeen").number()).isGreaterThanOrEqualTo(9);
        assertThat(run.out()).doesNotContain("/proc");
        try (var left = Files.list(dir)) {
            assertThat(left).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trail.", "trail ", "aux.txt", "NUL", "a:b:c", "ab:c", "a*", "?",
        "a<b"})
    void aNameThatMeansAnotherFileIsRefused(String name) throws Exception {
        Path source = Sample.file(dir.resolve("a"), new byte[] {1});
        Path other = Sample.file(dir.resolve("trail"), new byte[] {2});
        String place = dir + "\\" + name;

        Run.fileview("view", place).fails(2, place + ": ");
        Run.fileview("copy", source, place, "--force").fails(2, place + ": ");
        Run.fileview("patch", place, "--offset", 0, "--text", "x").fails(2, place + ": ");
        Run.fileview("stat", place).fails(2, place + ": ");

        assertThat(Files.readAllBytes(other)).containsExactly(2);
        try (var left = Files.list(dir)) {
            assertThat(left).containsExactlyInAnyOrder(source, other);
        }
    }

    @Test
    void aFileIsTheSameInAnyCase() throws Exception {
        Path file = Sample.file(dir.resolve("a.bin"), new byte[] {1});

        Run.fileview("copy", file, dir.resolve("A.BIN"), "--force").fails(1, "same file");
    }

    @Test
    void statSaysWhatWindowsDoesNotExpose() throws Exception {
        Path file = Sample.file(dir.resolve("a.bin"), new byte[10]);

        assertThat(Run.fileview("stat", file).succeeds().out())
                .contains("Windows does not expose which processes map a file")
                .doesNotContain("/proc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"windows", "portable"})
    void topIsRefused(String engine) {
        Run.fileview("top", "--engine", engine).fails(1, "of Linux", engine);
        Run.fileview("top", dir, "--engine", engine).fails(1, "of Linux", engine);
    }

    @Test
    void aFileThatIsMappedIsNotReplaced() throws Exception {
        Path source = Sample.file(dir.resolve("a"), new byte[] {1});
        Path mapped = Sample.file(dir.resolve("b"), new byte[] {2});
        try (FileMapping mapping = FileMapping.open(mapped, Protection.READ_ONLY);
                View view = mapping.map()) {
            Run.fileview("copy", source, mapped, "--force").fails(1, mapped + ": ", "mapped");
            assertThat(view.guarded().getByte(0)).isEqualTo((byte) 2);
        }

        Run.fileview("copy", source, mapped, "--force").succeeds();

        assertThat(Files.readAllBytes(mapped)).containsExactly(1);
    }

    @Test
    void theEntriesOfADirectoryAreFlushed() throws Exception {
        Path deep = dir;
        for (int i = 0; i < 3; i++) {
            deep = Files.createDirectory(deep.resolve("long".repeat(30)));
        }
        Path last = deep;
        assertThatCode(() -> WindowsEntry.flush(last)).doesNotThrowAnyException();
    }

    @Test
    void theWorkingSetAndTheShellAreKnown() {
        assertThat(WindowsProcess.workingSetBytes()).isGreaterThan(1 << 20);
        assertThat(Shell.here()).isNotEqualTo(Shell.POSIX);
    }
}
