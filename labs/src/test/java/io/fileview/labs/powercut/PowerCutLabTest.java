package io.fileview.labs.powercut;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.labs.ShortForm;
import org.junit.jupiter.api.Test;

/** The short form of the power-cut lab. */
class PowerCutLabTest {
    @Test
    void nothingThatWasReportedDurableIsLostInAPowerCutAndAllControlsLose() {
        ShortForm.assumePossible("the power-cut lab");

        assertThat(PowerCutLab.run("--short")).isZero();
    }
}
