package io.fileview.labs.powercut;

import io.fileview.labs.ShortForm;
import org.junit.jupiter.api.Test;

/** The short form of the power-cut lab. */
class PowerCutLabTest {
    @Test
    void nothingThatWasReportedDurableIsLostInAPowerCutAndAllControlsLose() {
        ShortForm.judge("the power-cut lab", new PowerCutLab());
    }
}
