package io.fileview.labs.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.labs.ShortForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the page-error lab. */
class PageErrorLabTest {
    @Test
    void everyBadPageIsReportedPreciselyAndGoodPagesHoldWhatTheyMust() {
        // Where labs/page-errors has copied Graal's compiler, it is tried, too.
        Path graal = Path.of("target", "graal").toAbsolutePath();
        String[] options =
                Files.isDirectory(graal)
                        ? new String[] {"--graal", graal.toString()}
                        : new String[0];
        ShortForm.judge(
                "the page-error lab", new PageErrorLab(), PageErrorLab.missing(), options);
    }

    @Test
    void graalWithoutItsJarsIsNotRun(@TempDir Path empty) throws IOException {
        assertThat(PageErrorLab.whyNoGraal(empty))
                .contains(empty.toString(), empty + ".log says why");
        assertThat(PageErrorLab.whyNoGraal(null)).contains("--graal was not given");
        Files.createFile(empty.resolve("compiler-25.0.1.jar"));
        assertThat(PageErrorLab.whyNoGraal(empty)).isNull();
    }
}
