package io.fileview.labs.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.fileview.labs.ShortForm;
import io.fileview.labs.common.CannotRunException;
import io.fileview.labs.common.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the lab of Windows. The suites run in its long form only. */
class WindowsLabTest {
    @Test
    void whatIsPromisedHoldsOnTheWindowsJvmAndNothingIsClaimedThatWineFakes() throws IOException {
        List<String> missing = WindowsLab.missing();
        if (missing.isEmpty()) {
            try {
                new WineSetUp(WineSetUp.usualFolder()).run();
            } catch (CannotRunException e) { // most likely there is no network
                missing = List.of(String.valueOf(e.getMessage()));
            }
        }
        if (!missing.isEmpty()) {
            String reason = "the lab of Windows did not run: " + String.join("; ", missing);
            System.err.println(reason);
            abort(reason);
        }
        ShortForm.judge(
                "the lab of Windows",
                new WindowsLab(),
                List.of(),
                "--only",
                "race,faults,rounds,kills,witness,real");
    }

    @Test
    void aPartThatNobodyKnowsIsRefused() {
        assertThat(Lab.run(new WindowsLab(), "--only", "registry")).isEqualTo(2);
    }

    @Test
    void aSuiteThatNobodyKnowsIsRefused() {
        assertThat(Lab.run(new WindowsLab(), "--suites", "core-linux")).isEqualTo(2);
    }

    @Test
    void aFolderThatWasSetUpByHalvesIsNotTakenForReady(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("root/usr/lib/wine"));
        Files.createFile(folder.resolve("root/usr/lib/wine/wine64"));
        assertThat(new WineFolder(folder).isReady()).isFalse();
    }
}
