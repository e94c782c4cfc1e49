package io.fileview.labs.ioerrors;

import io.fileview.labs.ShortForm;
import io.fileview.labs.common.Lab;
import org.junit.jupiter.api.Test;

/** The short form of the I/O-error lab. */
class IoErrorLabTest {
    @Test
    void everyFaultIsRepairedWithoutLossAndEveryControlLoses() {
        ShortForm.judge("the I/O-error lab", Lab.run(new IoErrorLab(), "--short"));
    }
}
