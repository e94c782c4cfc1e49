package io.fileview.labs.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.labs.ShortForm;
import org.junit.jupiter.api.Test;

/** The short form of the page-error lab. */
class PageErrorLabTest {
    @Test
    void everyBadPageIsReportedAtOnceAndTheControlIsNot() {
        ShortForm.assumePossible("the page-error lab");

        assertThat(PageErrorLab.run("--short")).isZero();
    }
}
