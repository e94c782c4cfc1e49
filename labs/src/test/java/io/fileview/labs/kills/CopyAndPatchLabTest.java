package io.fileview.labs.kills;

import io.fileview.labs.ShortForm;
import org.junit.jupiter.api.Test;

/** The short form of the lab that kills copies and patches. */
class CopyAndPatchLabTest {
    @Test
    void killedCopiesAndPatchesAreWholeOrAbsentAndControlsAreNot() {
        ShortForm.judge(
                "the lab of killed copies and patches",
                new CopyAndPatchLab(),
                CopyAndPatchLab.missing());
    }
}
