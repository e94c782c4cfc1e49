package io.fileview.labs.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.labs.common.CannotRunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of a person's machine, which nobody here can look at again. */
class RealProgramTest {
    private Path directory = Path.of("");
    private Path report = Path.of("");
    private RealProgram program = new RealProgram(report);

    @BeforeEach
    void start(@TempDir Path empty) {
        directory = empty;
        report = empty.resolve("report");
        program = new RealProgram(report);
    }

    private String written() throws IOException {
        return Files.readString(report);
    }

    @Test
    void theReportHasWhatWasSeenIfTheJvmEndsInTheMiddle() throws IOException {
        program.promise("the first", () -> "seen of the first");
        StringBuilder during = new StringBuilder();
        program.promise("the second", () -> {
            during.append(written());
            return "";
        });
        assertThat(during).contains("seen of the first", "NOT COMPLETE: ended during: the second");
        program.end();
        assertThat(written()).contains("complete").doesNotContain("NOT COMPLETE");
    }

    @Test
    void whatTheRoundsAndTheTableFindIsInTheReport() throws IOException {
        program.part(
                "rounds",
                rows -> RoundsProgram.run(
                        List.of("portable", directory.resolve("rounds").toString(), "6", "6", "1"),
                        rows));
        assertThat(written())
                .contains("rounds: unmapped: truncate by another process")
                .contains("rounds: control, mapped by the JDK: replace by this process");
        // Linux refuses nothing, as the control expects of Windows.
        assertThat(program.isBroken()).isTrue();
    }

    @Test
    void aPartThatFailsIsInTheReport() throws IOException {
        program.part("table", rows -> {
            throw new IOException("the disk is on fire");
        });
        assertThat(written()).contains("table: all", "BROKEN", "the disk is on fire");
        assertThat(program.isBroken()).isTrue();
    }

    @Test
    void whatCannotBeRunIsNotBroken() throws IOException {
        program.promise("something", () -> {
            throw new CannotRunException("there is no such disk");
        });
        program.end();
        assertThat(written()).contains("not run", "there is no such disk");
        assertThat(program.isBroken()).isFalse();
    }

    /** Where the small disk could not be mounted, its place is a folder on the disk of the user. */
    @Test
    void aLargeVolumeIsNotFilled() throws IOException {
        new VolumeChecks(program, directory)
                .run(RealProgram.NONE, directory.toString(), RealProgram.NONE);
        assertThat(written()).contains("is not to be filled");
    }
}
