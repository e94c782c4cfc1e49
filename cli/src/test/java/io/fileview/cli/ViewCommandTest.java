package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewCommandTest {
    private static final long EIGHT_GIB = 8L << 30;

    @TempDir
    Path dir;

    @Test
    void showsSixteenBytesARowInHexAndAsText() throws Exception {
        Path file = Sample.file(dir.resolve("f"),
                "hello\n\u0000world, and more".getBytes(StandardCharsets.UTF_8));

        assertThat(Run.fileview("view", file).succeeds().out())
                .contains("68 65 6c 6c 6f 0a 00 77  6f 72 6c 64 2c 20 61 6e  |hello..world, an|")
                .contains("64 20 6d 6f 72 65", "|d more          |")
                .contains("shown: 22 bytes at offset 0 of 22, to the end");
    }

    @Test
    void showsFourKibibytesByDefaultAndHowToContinue() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(10_000));
        Run run = Run.fileview("view", file, "--offset", "1K").succeeds();

        assertThat(run.out().lines().filter(line -> line.contains("|"))).hasSize(256);
        assertThat(run.out())
                .contains("shown: 4,096 bytes at offset 1024 of 10,000; 4,880 more")
                .contains("fileview view " + file + " --offset 5120\n");
    }

    @Test
    void marksWhereAPageStarts() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(10_000));

        assertThat(Run.fileview("view", file, "--offset", 4090, "--length", 10).succeeds().out())
                .containsSubsequence(
                        "--- page 0 at 0x0 ---",
                        "00000ff0 ",
                        "--- page 1 at 0x1000 ---",
                        "00001000 ");
    }

    @Test
    void manyRowsOfZerosTakeOneLine() throws Exception {
        byte[] bytes = new byte[4096];
        bytes[4095] = 'x';
        Path file = Sample.file(dir.resolve("f"), bytes);
        Run run = Run.fileview("view", file).succeeds();

        assertThat(run.out()).contains("254 more rows of zeros", "|...............x|");
        assertThat(run.out().lines()).hasSizeLessThan(10);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "expects what Linux tells about pages")
    void showsWhatWasInMemoryBeforeTheRead() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(4 * 4096));
        Sample.evict(file);
        Sample.faultIn(file, 1);

        Run first = Run.fileview("view", file, "--length", "12K").succeeds();
        assertThat(first.out())
                .containsPattern("page 0 at 0x0 -+ ----\n")
                .containsPattern("page 1 at 0x1000 -+ R---\n")
                .containsPattern("page 2 at 0x2000 -+ ----\n");

        Run second = Run.fileview("view", file, "--length", "12K").succeeds();
        assertThat(second.out().lines().filter(line -> line.startsWith("--- page")))
                .hasSize(3)
                .allMatch(line -> line.endsWith(" R---"));
    }

    @Test
    void noRowIsWiderThan80Columns() throws Exception {
        Path file = Sample.sparse(dir.resolve("f"), 5L << 40, 4L << 40, Sample.bytes(100));

        for (String offset : new String[] {"0", "3G", "1000G", "4T"}) {
            assertThat(Run.fileview("view", file, "--offset", offset).succeeds().out().lines())
                    .filteredOn(line -> !line.startsWith("next: ")) // has the name of the file
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        }
        assertThat(Run.fileview("view", file, "--offset", "4T").out())
                .containsPattern("(?m)^40000000000 ([0-9a-f]{2} ){16}\\|.{16}\\|$");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1", "1, 4095", "4095, 2", "138240, 1024", "138241, 70001", "4294967295, 3",
        "5368709119, 68000000", "8589934591, 1"
    })
    void rawIsExactlyTheBytesOfAFileOfAnySize(long offset, int length) throws Exception {
        byte[] random = Sample.bytes(length);
        Path file = Sample.sparse(dir.resolve("big"), EIGHT_GIB, offset, random);
        if (offset + length == EIGHT_GIB) {
            random[length - 1] = 0; // its last byte marks the end of the file
        }

        Run run =
                Run.fileview("view", file, "--raw", "--offset", offset, "--length", length)
                        .succeeds();

        assertThat(Arrays.equals(run.bytes(), random)).isTrue();
    }

    @Test
    void rawWithoutALengthGoesToTheEnd() throws Exception {
        byte[] bytes = Sample.bytes(100_001);
        Path file = Sample.file(dir.resolve("f"), bytes);

        assertThat(Run.fileview("view", file, "--raw", "--offset", 7).succeeds().bytes())
                .isEqualTo(Arrays.copyOfRange(bytes, 7, bytes.length));
    }

    @Test
    void jsonHasThePagesAndTheBytes() throws Exception {
        byte[] bytes = Sample.bytes(10_000);
        Path file = Sample.file(dir.resolve("f"), bytes);
        Json json =
                Run.fileview("view", file, "--offset", 4000, "--length", 200, "--json")
                        .succeeds()
                        .json();

        assertThat(json.at("size").number()).isEqualTo(10_000);
        assertThat(json.at("pages").list()).hasSize(2);
        assertThat(json.at("pages", 1, "offset").number()).isEqualTo(4096);
        assertThat(json.at("hex").text())
                .isEqualTo(HexFormat.of().formatHex(bytes, 4000, 4200));
    }

    @Test
    void saysOfAnEmptyFileThatItIsEmpty() throws Exception {
        Path file = Sample.file(dir.resolve("f"), new byte[0]);

        assertThat(Run.fileview("view", file).succeeds().out()).contains(" is empty");
        assertThat(Run.fileview("view", file, "--raw").succeeds().out()).isEmpty();
        assertThat(Run.fileview("view", file, "--json").succeeds().json().at("size").number())
                .isZero();
    }

    @Test
    void refusesARangeThatIsNotInTheFile() throws Exception {
        Path file = Sample.file(dir.resolve("f"), new byte[8192]);

        for (String form : new String[] {"--raw", "--json", "--color=never"}) {
            Run.fileview("view", file, form, "--offset", 8192).fails(1, "8192", "8,192 bytes");
            Run.fileview("view", file, form, "--offset", "1T").fails(1, "8,192 bytes");
            Run.fileview("view", file, form, "--offset", 8000, "--length", 193)
                    .fails(1, "8,192 bytes", "--length 192");
        }
    }

    @Test
    void refusesWhatCannotBeShown() throws Exception {
        Path file = Sample.file(dir.resolve("f"), new byte[1]);

        Run.fileview("view", dir.resolve("none")).fails(1, "none", "no such file");
        Run.fileview("view", dir).fails(1, "directory");
        Run.fileview("view").fails(2, "FILE");
        Run.fileview("view", file, "--length", 0).fails(2, "--length 0");
        Run.fileview("view", file, "--offset", "12Q").fails(2, "--offset", "'12Q'", "135K");
        Run.fileview("view", file, "--offset", "-5").fails(2, "--offset", "'-5'");
        Run.fileview("view", file, "--raw", "--json").fails(2, "--raw");
    }

    @Test
    void coloursOnlyWhereTheyAreWanted() throws Exception {
        Path file = Sample.file(dir.resolve("f"), new byte[20]);

        assertThat(Run.fileview("view", file).out()).doesNotContain("\033");
        assertThat(Run.fileview("view", file, "--color", "never").out()).doesNotContain("\033");
        assertThat(Run.fileview("view", file, "--color", "always").out()).contains("\033");
        Run.fileview("view", file, "--color", "green").fails(2, "--color", "green");
    }

    @Test
    void readsAFileLargerThanTheHeap() throws Exception {
        Path file = Sample.sparse(dir.resolve("big"), 3L << 30, 5, new byte[] {1});
        Counting out = new Counting();

        int exitCode =
                Main.run(
                        new String[] {"view", file.toString(), "--raw", "--offset", "1G"},
                        out,
                        new ByteArrayOutputStream());

        assertThat(exitCode).isZero();
        assertThat(out.count).isEqualTo(2L << 30);
    }

    /** Counts and discards the bytes. */
    private static final class Counting extends OutputStream {
        private long count;

        @Override
        public void write(int value) {
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            count += length;
        }
    }
}
