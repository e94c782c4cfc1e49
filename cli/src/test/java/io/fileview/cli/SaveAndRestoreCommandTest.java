package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux exposes which pages are in memory")
class SaveAndRestoreCommandTest {
    private static final int PAGE = 4096;

    @TempDir
    Path dir;

    private Path file(String name) throws Exception {
        Path file = Sample.file(dir.resolve(name), Sample.bytes(100 * PAGE));
        Sample.evict(file);
        Sample.faultIn(file, 3, 4, 50, 99);
        return file;
    }

    private static Json ranges(Path file) {
        return Run.fileview("stat", file, "--json", "--ranges")
                .json()
                .at("files", 0, "residentRanges");
    }

    @Test
    void theSamePagesAreInMemoryAgain() throws Exception {
        Path file = file("a\nb");
        Path state = dir.resolve("state");
        String before = ranges(file).value().toString();
        Run.fileview("save", file, "-o", state).succeeds();
        assertThat(Files.readAllLines(state)).hasSize(3);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rw-------");
        Run.fileview("drop", file).succeeds();

        assertThat(Run.fileview("restore", state).succeeds().out())
                .contains("4 of 4 pages are in memory (16 KiB), 0 of them before");

        assertThat(ranges(file).value().toString()).isEqualTo(before);
    }

    @Test
    void keepsNamesThatAreNoText() throws Exception {
        byte[] name = {'x', (byte) 0xff, 'y', '%', ' '};
        byte[] base = (dir + "/").getBytes(StandardCharsets.UTF_8);
        byte[] whole = Arrays.copyOf(base, base.length + name.length);
        System.arraycopy(name, 0, whole, base.length, name.length);
        Path file = FileNameBytes.path(whole);
        Sample.file(file, Sample.bytes(PAGE));
        Path state = dir.resolve("state");
        Run.fileview("save", dir, "-o", state).succeeds();

        assertThat(Files.readString(state)).contains("x%FFy%25%20");
        assertThat(Run.fileview("restore", state).succeeds().out()).contains("1 of 1 page");
    }

    @Test
    void tellsWhatHasChanged() throws Exception {
        Path file = file("f");
        Path state = dir.resolve("state");
        Run.fileview("save", file, "-o", state).succeeds();
        Sample.file(file, Sample.bytes(60 * PAGE));
        Sample.evict(file);

        Run skipped = Run.fileview("restore", state, "--changed", "skip");
        assertThat(skipped.exitCode()).isZero();
        assertThat(skipped.err())
                .contains("f: has 245,760 bytes, not 409,600, and was modified at")
                .contains("; it is skipped")
                .hasLineCount(1);
        assertThat(ranges(file).list()).isEmpty();

        Run restored = Run.fileview("restore", state);
        assertThat(restored.exitCode()).isZero();
        assertThat(restored.err()).contains("the saved ranges that it still has are restored");
        assertThat(restored.out()).contains("3 of 3 pages");
        assertThat(ranges(file).list()).hasSize(2);
    }

    @Test
    void aMissingFileIsAFailureAndTheOthersAreRestored() throws Exception {
        Path gone = file("gone");
        file("here");
        Path state = dir.resolve("state");
        Run.fileview("save", dir, "-o", state).succeeds();
        Files.delete(gone);

        Run run = Run.fileview("restore", state);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("gone: no such file").hasLineCount(1);
        assertThat(run.out()).contains("here: 4 of 4 pages");
    }

    @Test
    void refusesAStateThatIsNotWholeOrNone() throws Exception {
        Path file = file("f");
        Path state = dir.resolve("state");
        Path other = Files.writeString(dir.resolve("other"), "precious");
        String whole = Run.fileview("save", file).succeeds().out();
        for (int end = 0; end < whole.length() - 1; end += 7) {
            Files.writeString(state, whole.substring(0, end));
            Run.fileview("restore", state).fails(1, state + ": ", "nothing has been read");
        }
        Files.writeString(state, whole.replace("[[", "[[-"));
        Run.fileview("restore", state).fails(1, "is damaged at line 2");
        Files.writeString(state, whole.replace("file:", "jrt:"));
        Run.fileview("restore", state).fails(1, "is damaged at line 2");
        Files.writeString(state, whole.replace("State\":1", "State\":2"));
        Run.fileview("restore", state).fails(1, "has the format 2");
        Run.fileview("restore", other).fails(1, other + ": ");
        Run.fileview("restore", dir).fails(1, "is a directory");
        Run.fileview("restore", dir.resolve("missing")).fails(1, "no such file");

        Run.fileview("save", file, "-o", other).fails(1, "is not a saved state");
        Run.fileview("save", file, "-o", dir).fails(1, "is not a saved state");
        assertThat(other).hasContent("precious");
        Files.writeString(state, "");
        Run.fileview("save", file, "-o", state).succeeds();
        Run.fileview("save", file, "-o", state).succeeds();
        Run.fileview("restore", state).succeeds();
    }

    /** The owner of a state, such as a database server, must be able to read the next one, too. */
    @Test
    void aStateThatIsReplacedKeepsItsOwner() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs to be root");
        Path file = file("f");
        Path state = dir.resolve("state");
        Run.fileview("save", file, "-o", state).succeeds();
        Files.setAttribute(state, "unix:uid", 12_345);
        Files.setAttribute(state, "unix:gid", 23_456);

        Run.fileview("save", file, "-o", state).succeeds();

        assertThat(Files.getAttribute(state, "unix:uid")).isEqualTo(12_345);
        assertThat(Files.getAttribute(state, "unix:gid")).isEqualTo(23_456);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rw-------");
    }

    @Test
    void withoutPageStatesItSaysSo() throws Exception {
        Path file = file("f");

        Run run = Run.fileview("save", file, "--engine", "portable");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("which of its pages are in memory is unknown");
        Run.fileview("save").fails(2, "no file is given");
    }
}
