package io.fileview.labs.storm;

import io.fileview.labs.ShortForm;
import org.junit.jupiter.api.Test;

/** The short form of the storm lab. */
class StormLabTest {
    @Test
    void programsThatAreKilledLoseNoCommitAndHoldNobodyUpAndAllControlsDo() {
        ShortForm.judge(
                "the storm lab", new StormLab(), StormLab.missing());
    }
}
