package io.fileview.labs.arm64;

import io.fileview.labs.ShortForm;
import org.junit.jupiter.api.Test;

/** The short form of the lab of 64-bit ARM. */
class Arm64LabTest {
    @Test
    void theDemonstrationHoldsAndBadPagesAreReportedInEachMachine() {
        ShortForm.judge("the lab of 64-bit ARM", new Arm64Lab(), Arm64Lab.missing());
    }
}
