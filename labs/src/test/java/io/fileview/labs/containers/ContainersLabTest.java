package io.fileview.labs.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.labs.ShortForm;
import io.fileview.labs.common.Lab;
import org.junit.jupiter.api.Test;

/** The short form of the lab of containers. */
class ContainersLabTest {
    @Test
    void everyJobWorksOrIsRefusedWithATrueSentence() {
        ShortForm.judge("the lab of containers", new ContainersLab(), ContainersLab.missing());
    }

    @Test
    void aNameOfNoContainerIsRefused() {
        assertThat(Lab.run(new ContainersLab(), "--only", "a virtual machine")).isEqualTo(2);
    }
}
