package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The functions of Windows differ from the conformance cases only as is known of this runtime. */
@EnabledOnOs(value = OS.WINDOWS, disabledReason = "the cases run natively on Windows only")
class NativeCasesTest {
    private static final int FEWEST = 450;

    @TempDir
    Path directory;

    @Test
    void windowsDiffersFromTheCasesOnlyAsIsKnown() throws IOException {
        NativeCases run = new NativeCases(directory, NativeCases.knownHere(), System.out);
        List<ConformanceCase> cases = ConformanceCase.all();
        run.all(cases);
        run.requireCases(cases);
        run.report();
        assertThat(run.surprises()).isEmpty();
        assertThat(run.agreed()).isGreaterThan(FEWEST);
        assertThat(directory).isEmptyDirectory();
    }
}
