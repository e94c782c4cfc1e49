package io.fileview.labs.storm;

import io.fileview.labs.ShortForm;
import io.fileview.labs.common.Lab;
import org.junit.jupiter.api.Test;

/** The short form of the storm lab. */
class StormLabTest {
    @Test
    void programsThatAreKilledLoseNoCommitAndHoldNobodyUpAndAllControlsDo() {
        ShortForm.judge(
                "the storm lab", Lab.run(new StormLab(), "--short"), StormLab.missing());
    }
}
