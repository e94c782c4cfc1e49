package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountTest {
    @ParameterizedTest
    @CsvSource(delimiter = '=', value = {
        "0 = 0 bytes",
        "1 = 1 byte",
        "1023 = 1,023 bytes",
        "1024 = 1 KiB",
        "1536 = 1.5 KiB",
        "67108864 = 64 MiB",
        "9223372036854775807 = 7.9 EiB"
    })
    void bytes(long bytes, String text) {
        assertThat(Amount.ofBytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '=', value = {"0 = 0", "999 = 999", "1000 = 1,000",
        "1234567 = 1,234,567", "-1000 = -1,000"})
    void groups(long number, String text) {
        assertThat(Amount.grouped(number)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, -", "0, 7, 0%", "7, 7, 100%", "1, 3, 33.3%", "1, 100000, <0.1%",
        "99999, 100000, 99.9%"
    })
    void percentIsNeverRoundedToNothingOrAll(long part, long whole, String text) {
        assertThat(Amount.percent(part, whole)).isEqualTo(text);
    }
}
