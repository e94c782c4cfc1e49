package io.fileview.labs.sizes;

import io.fileview.labs.ShortForm;
import org.junit.jupiter.api.Test;

/** The short form of the lab of sizes. */
class SizesLabTest {
    @Test
    void filesOfAllSizesAndKindsWorkOrAreRefusedWithASentence() {
        ShortForm.judge("the lab of sizes", new SizesLab(), SizesLab.missing());
    }
}
