package io.fileview.labs.pages;

import io.fileview.labs.ShortForm;
import org.junit.jupiter.api.Test;

/** The short form of the page-error lab. */
class PageErrorLabTest {
    @Test
    void everyBadPageIsReportedPreciselyAndGoodPagesHoldWhatTheyMust() {
        ShortForm.judge(
                "the page-error lab", new PageErrorLab(),
                PageErrorLab.missing());
    }
}
