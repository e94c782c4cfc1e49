package io.fileview.labs.pressure;

import io.fileview.labs.ShortForm;
import org.junit.jupiter.api.Test;

/** The short form of the lab of memory pressure. */
class MemoryPressureLabTest {
    @Test
    void heldPagesStayAndSavedPagesComeBack() {
        ShortForm.judge(
                "the lab of memory pressure",
                new MemoryPressureLab(),
                MemoryPressureLab.missing());
    }
}
