package io.fileview.labs.pages;

import io.fileview.labs.ShortForm;
import io.fileview.labs.common.Lab;
import org.junit.jupiter.api.Test;

/** The short form of the page-error lab. */
class PageErrorLabTest {
    @Test
    void everyBadPageIsReportedPreciselyAndGoodPagesHoldWhatTheyMust() {
        ShortForm.judge(
                "the page-error lab", Lab.run(new PageErrorLab(), "--short"),
                PageErrorLab.missing());
    }
}
