package io.fileview.labs.compare;

import io.fileview.labs.ShortForm;
import org.junit.jupiter.api.Test;

/** The short form of the lab that compares the command line with other tools. */
class CompareLabTest {
    @Test
    void theCommandLineDoesWhatOtherToolsDoAndKeepsMore() {
        ShortForm.judge("the comparison", new CompareLab(), CompareLab.missing());
    }
}
