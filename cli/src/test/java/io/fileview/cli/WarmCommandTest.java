package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.ByteRange;
import io.fileview.FileMapping;
import io.fileview.Protection;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "expects what Linux tells about pages")
class WarmCommandTest {
    private static final int PAGE = 4096;

    @TempDir
    Path dir;

    private Path cold(String name, int pages) throws Exception {
        Path file = Sample.file(dir.resolve(name), Sample.bytes(pages * PAGE));
        Sample.evict(file);
        return file;
    }

    private static List<ByteRange> resident(Path file) throws Exception {
        List<ByteRange> runs = new ArrayList<>();
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_ONLY)) {
            FileParts whole =
                    new FileParts(mapping, List.of(new ByteRange(0, mapping.size())));
            assertThat(whole.eachResident(runs::add)).isNull();
        }
        return runs;
    }

    @Test
    void bringsInWhatIsMissingAndCountsIt() throws Exception {
        Path file = cold("f", 100);
        Sample.faultIn(file, 3, 50);

        assertThat(Run.fileview("warm", file).succeeds().out())
                .isEqualTo(
                        file
                                + ": 100 of 100 pages are in memory (400 KiB), 2 of them before\n");
        assertThat(resident(file)).containsExactly(new ByteRange(0, 100 * PAGE));
        assertThat(Run.fileview("warm", file).succeeds().out()).contains("100 of them before");
    }

    @Test
    void bringsInARangeAlone() throws Exception {
        Path file = cold("f", 100);

        Json json =
                Run.fileview("warm", file, "--offset", 20 * PAGE + 1, "--length", PAGE, "--json")
                        .succeeds()
                        .json();

        assertThat(json.at("files", 0, "pages").number()).isEqualTo(2);
        assertThat(json.at("files", 0, "residentPagesBefore").number()).isZero();
        assertThat(json.at("total", "residentPages").number()).isEqualTo(2);
        assertThat(resident(file)).containsExactly(new ByteRange(20 * PAGE, 2 * PAGE));
    }

    @Test
    void takesATreeAndCountsAFileOfTwoNamesOnce() throws Exception {
        Path file = cold("a.bin", 10);
        Files.createLink(dir.resolve("b.bin"), file);
        cold("c.txt", 5);
        Sample.file(dir.resolve("large.bin"), new byte[50 * PAGE]);
        Files.createFile(dir.resolve("empty"));

        Json total =
                Run.fileview("warm", dir, file, "--max", "100K", "--exclude", "*.txt", "--json")
                        .succeeds()
                        .json()
                        .at("total");

        assertThat(total.at("files").number()).isEqualTo(2);
        assertThat(total.at("skippedFiles").number()).isEqualTo(1);
        assertThat(total.at("residentPages").number()).isEqualTo(10);
        assertThat(resident(dir.resolve("c.txt"))).isEmpty();
    }

    @Test
    void takesNamesFromAList() throws Exception {
        Path first = cold("a b", 3);
        Path second = cold("c\nd", 4);
        Path lines = Files.writeString(dir.resolve("lines"), first + "\n\n");
        Path nuls = Files.writeString(dir.resolve("nuls"), first + "\0" + second + "\0");

        assertThat(Run.fileview("warm", "--files-from", lines).succeeds().out())
                .contains("3 of 3 pages");
        assertThat(Run.fileview("warm", "--files-from", nuls, "-0").succeeds().out())
                .contains("2 files: 7 of 7 pages");
        Run.fileview("warm", "--files-from", nuls).fails(2, "-0");

        InputStream before = System.in;
        try {
            System.setIn(
                    new ByteArrayInputStream(second.toString().getBytes(StandardCharsets.UTF_8)));
            assertThat(Run.fileview("warm", "--files-from", "-", "-0").succeeds().out())
                    .contains("c\\nd: 4 of 4 pages");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void printsALineOfJsonForEachFile() throws Exception {
        cold("a", 3);
        cold("b", 4);

        List<String> lines =
                Run.fileview("warm", dir, "--json-lines").succeeds().out().lines().toList();

        assertThat(lines).hasSize(3);
        assertThat(Json.parse(lines.get(1).getBytes(StandardCharsets.UTF_8)).at("pages").number())
                .isEqualTo(4);
        assertThat(lines.get(2)).startsWith("{\"total\":{\"files\":2,");
    }

    @Test
    void doesNotReadHoles() throws Exception {
        Path file = Sample.sparse(dir.resolve("f"), 4L << 30, 1 << 20, Sample.bytes(PAGE));
        Sample.evict(file);

        Json json = Run.fileview("warm", file, "--json").succeeds().json().at("files", 0);

        assertThat(json.at("missingPages").number()).isZero();
        assertThat(json.at("residentPages").number()).isBetween(2L, 1000L);
        assertThat(json.at("pages").number()).isEqualTo(1L << 20);
    }

    @Test
    void refusesMoreThanTheMachineHas() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/meminfo")));
        assertThat(
                catchThrowableOfType(
                        CommandFailure.class, () -> MemoryRoom.require(1L << 60, 1)))
                .hasMessageContaining("1 EiB")
                .hasMessageContaining("1 byte")
                .hasMessageContaining("MemAvailable")
                .hasMessageContaining("--force");
        MemoryRoom.require(0, 1L << 60);
    }

    @Test
    void refusesAFileThatIsLargerThanMemoryBeforeItReadsAny() throws Exception {
        Path small = cold("small", 1);
        Path large = Sample.sparse(dir.resolve("large"), 1L << 43, 0, new byte[PAGE]);

        Run.fileview("warm", small, large, "--engine", "portable")
                .fails(1, "up to 8 TiB would have to be read", "--force");

        assertThat(resident(small)).isEmpty();
    }

    @Test
    void withoutPageStatesItReadsAndSaysThatTheRestIsUnknown() throws Exception {
        Path file = cold("f", 10);

        Run run = Run.fileview("warm", file, "--engine", "portable").succeeds();

        assertThat(run.out()).contains("has been read; how much of it is in memory is unknown: ");
        assertThat(resident(file)).containsExactly(new ByteRange(0, 10 * PAGE));
    }

    @Test
    void goesOnAfterAFileThatFails() throws Exception {
        Path file = cold("f", 10);

        Run run = Run.fileview("warm", dir.resolve("missing"), file);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("missing: no such file").hasLineCount(1);
        assertThat(run.out()).contains("10 of 10 pages are in memory");
    }

    @Test
    void refusesWhatMakesNoSense() throws Exception {
        Path file = Sample.file(dir.resolve("f"), new byte[10]);

        Run.fileview("warm").fails(2, "no file is given", "--files-from");
        Run.fileview("warm", file, "-0").fails(2, "--files-from");
        Run.fileview("warm", dir, "--offset", 1).fails(2, "single file");
        Run.fileview("warm", file, file, "--length", 1).fails(2, "single file");
        Run.fileview("warm", file, "--length", 0).fails(2, "--length 0");
        Run.fileview("warm", file, "--offset", 10).fails(1, file + ": offset 10", "10 bytes");
        Run.fileview("warm", file, "--length", 11).fails(1, "--length 10");
        Run.fileview("warm", file, "--json", "--json-lines").fails(2, "--json-lines");
        Run.fileview("warm", file, "--include", "[").fails(2, "'['");
        Run.fileview("warm", file, "--engine", "steam").fails(2, "steam");
    }
}
