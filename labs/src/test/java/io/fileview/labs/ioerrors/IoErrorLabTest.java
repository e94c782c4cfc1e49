package io.fileview.labs.ioerrors;

import io.fileview.labs.ShortForm;
import org.junit.jupiter.api.Test;

/** The short form of the I/O-error lab. */
class IoErrorLabTest {
    @Test
    void everyFaultIsRepairedWithoutLossAndEveryControlLoses() {
        ShortForm.judge("the I/O-error lab", new IoErrorLab());
    }
}
