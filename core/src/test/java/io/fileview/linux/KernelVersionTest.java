package io.fileview.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Versions of the kernel are compared by number, and what is none counts as new. */
class KernelVersionTest {
    @Test
    void versionsAreComparedByNumber() {
        KernelVersion kernel = KernelVersion.parse("6.5.0-21-generic");
        assertThat(kernel).hasToString("6.5");
        assertThat(kernel.isBefore(KernelVersion.parse("6.10"))).isTrue();
        assertThat(kernel.isBefore(KernelVersion.parse("6.5.13"))).isFalse();
        assertThat(kernel.isBefore(KernelVersion.parse("5.14.0"))).isFalse();
        assertThat(kernel.isBefore(KernelVersion.parse("7.0-rc1"))).isTrue();
    }

    @Test
    void nothingIsTooOldWhereTheVersionIsUnknown() {
        assertThat(KernelVersion.parse("").isBefore(new KernelVersion(6, 5))).isFalse();
        assertThat(KernelVersion.parse("unknown").isBefore(new KernelVersion(6, 5))).isFalse();
    }

    /** As stat encodes them; statx returns two numbers. */
    @Test
    void deviceNumbersAreThoseOfStatx() {
        assertThat(OldStatus.device(0xfe00)).isEqualTo("254:0");
        assertThat(OldStatus.device(0x1034)).isEqualTo("16:52");
        assertThat(OldStatus.device(0x12_3ab45L)).isEqualTo("939:" + (0x45 | 0x1200));
    }
}
