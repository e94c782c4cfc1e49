package io.fileview.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much a commit drops from memory around a changed page. */
class LinuxPrivatePagesTest {
    @ParameterizedTest
    @CsvSource({"4096, 2097152", "16384, 2097152", "65536, 2097152", "4194304, 4194304"})
    void anAreaIsAtMost2MebibytesAndAtLeastAPage(long page, long area) {
        assertThat(LinuxPrivatePages.area(page)).isEqualTo(area);
    }
}
