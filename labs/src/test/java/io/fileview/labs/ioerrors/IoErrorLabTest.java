package io.fileview.labs.ioerrors;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.labs.ShortForm;
import org.junit.jupiter.api.Test;

/** The short form of the I/O-error lab. */
class IoErrorLabTest {
    @Test
    void nothingIsReportedDurableThatAFailedDiskHasLostAndTheControlLoses() {
        ShortForm.assumePossible("the I/O-error lab");

        assertThat(IoErrorLab.run("--short")).isZero();
    }
}
