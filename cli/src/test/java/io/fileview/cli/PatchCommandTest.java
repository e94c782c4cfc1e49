package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.commit.CommitMapping;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatchCommandTest {
    private final byte[] original = Sample.bytes(10_000);

    @TempDir
    Path dir;

    @Test
    void changesExactlyTheBytes() throws Exception {
        Path file = Sample.file(dir.resolve("f"), original);

        Run.fileview("patch", file, "--offset", 4095, "--hex", "de ad").succeeds();

        byte[] expected = original.clone();
        expected[4095] = (byte) 0xde;
        expected[4096] = (byte) 0xad;
        assertThat(Files.readAllBytes(file)).isEqualTo(expected);
    }

    @Test
    void showsTheBytesBeforeAndAfter() throws Exception {
        Path file = Sample.file(dir.resolve("f"), new byte[64]);

        assertThat(Run.fileview("patch", file, "--offset", 20, "--text", "hi").succeeds().out())
                .containsSubsequence(
                        "before",
                        "00000010  00 00 00 00 00 00",
                        "after",
                        "00000010  00 00 00 00 68 69",
                        "|....hi..........|",
                        "^^ ^^",
                        "2 bytes at offset 20, 2 of them changed");
    }

    @Test
    void marksOnlyWhatChanged() throws Exception {
        Path file = Sample.file(dir.resolve("f"), "hello".getBytes(StandardCharsets.UTF_8));
        Run run = Run.fileview("patch", file, "--offset", 0, "--text", "jello").succeeds();

        assertThat(run.out())
                .contains("5 bytes at offset 0, 1 of them changed")
                .doesNotContain("^^ ^^");
    }

    @Test
    void takesTextInUtf8() throws Exception {
        Path file = Sample.file(dir.resolve("f"), new byte[4]);

        Run.fileview("patch", file, "--offset", 0, "--text", "ä€").fails(1, "4 bytes", "--grow");
        Run.fileview("patch", file, "--offset", 1, "--text", "€").succeeds();

        assertThat(Files.readAllBytes(file)).isEqualTo("\0€".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void takesTheBytesOfAnotherFile() throws Exception {
        Path file = Sample.file(dir.resolve("f"), original);
        byte[] replacement = Sample.bytes(7001);
        Path from = Sample.file(dir.resolve("replacement"), replacement);

        Run.fileview("patch", file, "--offset", 2999, "--from", from).succeeds();

        byte[] expected = original.clone();
        System.arraycopy(replacement, 0, expected, 2999, replacement.length);
        assertThat(Files.readAllBytes(file)).isEqualTo(expected);
    }

    @Test
    void growsTheFileOnlyWhenAsked() throws Exception {
        Path file = Sample.file(dir.resolve("f"), original);

        Run.fileview("patch", file, "--offset", 12_000, "--hex", "ff").fails(1, "10,000", "--grow");
        Run.fileview("patch", file, "--offset", 9_999, "--hex", "ffff").fails(1, "10,000",
                "--grow");
        assertThat(Files.readAllBytes(file)).isEqualTo(original);

        Run.fileview("patch", file, "--offset", 12_000, "--hex", "ff", "--grow").succeeds();
        byte[] expected = Arrays.copyOf(original, 12_001);
        expected[12_000] = (byte) 0xff;
        assertThat(Files.readAllBytes(file)).isEqualTo(expected);
    }

    @Test
    void growsAnEmptyFile() throws Exception {
        Path file = Sample.file(dir.resolve("f"), new byte[0]);

        Run.fileview("patch", file, "--offset", 2, "--text", "x", "--grow").succeeds();

        assertThat(Files.readAllBytes(file)).containsExactly(0, 0, 'x');
    }

    @Test
    void growAloneMakesNothingLarger() throws Exception {
        Path file = Sample.file(dir.resolve("f"), original);

        Run.fileview("patch", file, "--offset", 0, "--hex", "00", "--grow").succeeds();

        assertThat(Files.size(file)).isEqualTo(original.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "zz", "0x", "ab c", "", "ab\u00e9c"})
    void badDigitsLeaveTheFileAlone(String digits) throws Exception {
        Path file = Sample.file(dir.resolve("f"), original);

        Run.fileview("patch", file, "--offset", 0, "--hex", digits).fails(2, "--hex");

        assertThat(Files.readAllBytes(file)).isEqualTo(original);
    }

    @Test
    void refusesWhatItCannotDoAndLeavesTheFileAlone() throws Exception {
        Path file = Sample.file(dir.resolve("f"), original);
        Path empty = Sample.file(dir.resolve("empty"), new byte[0]);
        Path none = dir.resolve("none");

        Run.fileview("patch", file, "--offset", 0).fails(2, "--hex", "--text", "--from");
        Run.fileview("patch", file, "--text", "x").fails(2, "--offset");
        Run.fileview("patch", file, "--offset", 0, "--text", "x", "--hex", "00").fails(2, "--hex");
        Run.fileview("patch", file, "--offset", "1Q", "--text", "x").fails(2, "--offset");
        Run.fileview("patch", file, "--offset", 0, "--text", "").fails(2, "--text");
        Run.fileview("patch", file, "--offset", 0, "--from", file).fails(2, "--from");
        Run.fileview("patch", file, "--offset", 0, "--from", empty).fails(2, "empty");
        Run.fileview("patch", file, "--offset", 0, "--from", none).fails(1, "none");
        Run.fileview("patch", file, "--offset", Long.MAX_VALUE, "--text", "x", "--grow")
                .fails(2, "largest");
        Run.fileview("patch", none, "--offset", 0, "--text", "x", "--grow").fails(1, "none");
        Run.fileview("patch", dir, "--offset", 0, "--text", "x").fails(1, "directory");

        assertThat(Files.readAllBytes(file)).isEqualTo(original);
        assertThat(none).doesNotExist();
    }

    @Test
    void refusesAReadOnlyFile() throws Exception {
        Path file = Sample.file(dir.resolve("f"), original);
        assumeFalse(Platform.isWine(), "Wine as root may write it");
        assumeFalse(!file.toFile().setReadOnly() || Files.isWritable(file), "root may write it");

        Run.fileview("patch", file, "--offset", 0, "--text", "x").fails(1, file.toString());

        assertThat(Files.readAllBytes(file)).isEqualTo(original);
    }

    @Test
    void reportsInJson() throws Exception {
        Path file = Sample.file(dir.resolve("f"), new byte[10]);
        Json json =
                Run.fileview("patch", file, "--offset", 8, "--hex", "00010203", "--grow", "--json")
                        .succeeds()
                        .json();

        assertThat(json.at("length").number()).isEqualTo(4);
        assertThat(json.at("changedBytes").number()).isEqualTo(3);
        assertThat(json.at("oldSize").number()).isEqualTo(10);
        assertThat(json.at("newSize").number()).isEqualTo(12);
    }

    @Test
    void leavesNothingBesideTheFile() throws Exception {
        Path file = Sample.file(dir.resolve("f"), original);

        Run.fileview("patch", file, "--offset", 5_000, "--hex", "ff").succeeds();
        Run.fileview("patch", file, "--offset", 5_000, "--hex", "fe", "--in-place").succeeds();

        assertThat(dir.toFile().list()).containsExactly("f");
    }

    @Test
    void changesInPlaceWhenAsked() throws Exception {
        Path file = Sample.file(dir.resolve("f"), original);
        Json json =
                Run.fileview("patch", file, "--offset", 9_999, "--hex", "feff", "--grow",
                        "--in-place", "--json").succeeds().json();

        byte[] expected = Arrays.copyOf(original, 10_001);
        expected[9_999] = (byte) 0xfe;
        expected[10_000] = (byte) 0xff;
        assertThat(Files.readAllBytes(file)).isEqualTo(expected);
        assertThat(json.at("newSize").number()).isEqualTo(10_001);
    }

    @Test
    void aFileThatIsOpenForCommitsIsNotChanged() throws Exception {
        Path file = Sample.file(dir.resolve("f"), original);
        try (CommitMapping writer = CommitMapping.open(file)) {
            assertThat(writer.size()).isEqualTo(original.length);
            Run.fileview("patch", file, "--offset", 0, "--text", "x")
                    .fails(1, "already open for commits");
            Run.fileview("patch", file, "--offset", 0, "--text", "x", "--in-place")
                    .fails(1, "has a journal of commits");
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(original);
    }

    /** There can be no journal; the file itself can be changed. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "needs chattr")
    void whereThereCanBeNoCommitItRefusesAndNamesTheOption() throws Exception {
        Path immutable = Files.createDirectory(dir.resolve("immutable"));
        Path file = Sample.file(immutable.resolve("f"), original);
        assumeTrue(
                exit("chattr", "+i", immutable.toString()) == 0,
                "needs the right to make a directory immutable, and a file system that can");
        try {
            Run.fileview("patch", file, "--offset", 0, "--hex", "ff").fails(1, "--in-place");
            assertThat(Files.readAllBytes(file)).isEqualTo(original);
            Run.fileview("patch", file, "--offset", 0, "--hex", "ff", "--in-place").succeeds();
            assertThat(Files.readAllBytes(file)[0]).isEqualTo((byte) 0xff);
        } finally {
            assertThat(exit("chattr", "-i", immutable.toString())).isZero();
        }
    }

    /** The file is sparse, and its file system has room for a part of the patch. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "mounts a tmpfs")
    void aFullDiskLeavesNoPartOfAPatch() throws Exception {
        Path small = Files.createDirectory(dir.resolve("small"));
        assumeTrue(
                exit("mount", "-t", "tmpfs", "-o", "size=3m", "small", small.toString()) == 0,
                "needs the right to mount a tmpfs");
        try {
            Path file = Sample.sparse(small.resolve("f"), 8 << 20, 0, new byte[0]);
            Path news = Sample.file(dir.resolve("news"), Sample.bytes(4 << 20));

            Run.fileview("patch", file, "--offset", 0, "--from", news).fails(1, "no room left");
            assertThat(Files.readAllBytes(file)).containsOnly(0);
            assertThat(small.toFile().list()).containsExactly("f");
            Run.fileview("patch", file, "--offset", 0, "--from", news, "--in-place")
                    .fails(1, "of the patch, the first ", "have been written");
        } finally {
            assertThat(exit("umount", small.toString())).isZero();
        }
    }

    private static int exit(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }
}
