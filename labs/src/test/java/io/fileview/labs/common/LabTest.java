package io.fileview.labs.common;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

class LabTest {
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private interface Body {
        Report run() throws IOException;
    }

    @Command(name = "some-lab")
    private static final class SomeLab extends Lab {
        private final Body body;

        SomeLab(Body body) {
            this.body = body;
        }

        @Override
        protected void checkOptions() {}

        @Override
        protected Report run() throws IOException {
            return body.run();
        }
    }

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(out, true, UTF_8));
        System.setErr(new PrintStream(err, true, UTF_8));
    }

    @AfterEach
    void release() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    private static Report report() {
        return new Report(new Table("file system", "as expected").row("ext4", true), "1 thing");
    }

    private static Report wrong() {
        Report report = report();
        report.wrong("something was lost");
        return report;
    }

    private static Report incomplete() {
        Report report = report();
        report.notRun("xfs", "there is no mkfs.xfs");
        return report;
    }

    @Test
    void theExitCodeTellsPassedFailedAndIncompleteApart() {
        assertThat(Lab.run(new SomeLab(LabTest::report))).isEqualTo(Lab.PASSED);
        assertThat(Lab.run(new SomeLab(LabTest::wrong))).isEqualTo(Lab.FAILED);
        assertThat(Lab.run(new SomeLab(LabTest::incomplete))).isEqualTo(Lab.COULD_NOT_RUN);
        assertThat(Lab.run(new SomeLab(LabTest::report), "--nonsense")).isEqualTo(2);
    }

    @Test
    void whatWasNotRunIsNotCalledPassed() {
        Lab.run(new SomeLab(LabTest::incomplete));

        assertThat(out.toString(UTF_8))
                .contains("NOT RUN: xfs: there is no mkfs.xfs")
                .endsWith(": INCOMPLETE\n");
    }

    @Test
    void aLabThatRanNothingHasFailed() {
        assertThat(Lab.run(new SomeLab(() -> new Report(new Table("a"), "nothing"))))
                .isEqualTo(Lab.FAILED);
    }

    @Test
    void theSeedIsOnTheFirstLineAlsoOfALabThatFails() {
        int exit =
                Lab.run(
                        new SomeLab(() -> {
                            throw new IOException("no space");
                        }),
                        "--seed",
                        "42");

        assertThat(exit).isEqualTo(Lab.COULD_NOT_RUN);
        assertThat(err.toString(UTF_8).lines())
                .containsExactly(
                        "some-lab: seed 42",
                        "some-lab could not run: java.io.IOException: no space");
    }

    @Test
    void aProgramThatEndsUnexpectedlyIsAFailure() {
        int exit =
                Lab.run(
                        new SomeLab(() -> {
                            throw new UnexpectedEndException("the program crashed");
                        }));

        assertThat(exit).isEqualTo(Lab.FAILED);
        assertThat(err.toString(UTF_8)).endsWith("some-lab failed: the program crashed\n");
    }

    @Test
    void textAndJsonHaveSeedAndTime() {
        Lab.run(new SomeLab(LabTest::report), "--seed", "42");
        assertThat(out.toString(UTF_8)).containsPattern("1 thing; seed 42, [0-9.]+ s: as promised");

        out.reset();
        Lab.run(new SomeLab(LabTest::wrong), "--seed", "42", "--json");
        assertThat(out.toString(UTF_8))
                .contains("\"lab\" : \"some-lab\"")
                .contains("\"seed\" : 42")
                .containsPattern("\"seconds\" : [0-9.E-]+")
                .contains("\"good\" : false")
                .contains("\"fileSystem\" : \"ext4\"")
                .contains("\"asExpected\" : true")
                .contains("something was lost");
    }

    @Test
    void onlySelectsByNameAndKeepsTheOrder() {
        SomeLab lab = new SomeLab(LabTest::report);

        List<FileSystem> all = List.of(FileSystem.values());
        assertThat(lab.selected("--only", List.of(), all, FileSystem::title)).isEqualTo(all);
        assertThat(lab.selected("--only", List.of("btrfs", "ext4"), all, FileSystem::title))
                .containsExactly(FileSystem.EXT4, FileSystem.BTRFS);
    }
}
