package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SizeConverterTest {
    private final SizeConverter converter = new SizeConverter();

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "138240, 138240",
        "007, 7",
        "135K, 138240",
        "135k, 138240",
        "135KiB, 138240",
        "1M, 1048576",
        "2GiB, 2147483648",
        "2gib, 2147483648",
        "1TiB, 1099511627776",
        "8388607T, 9223370937343148032",
        "0x21c00, 138240",
        "0X7FFFFFFFFFFFFFFF, 9223372036854775807",
        "9223372036854775807, 9223372036854775807"
    })
    void readsBytesAndUnitsOf1024(String text, long bytes) {
        assertThat(converter.convert(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", " ", "K", "12Q", "1.5M", "1KB", "1 K", "1Ki", "0x", "0xg", "+1", "1_000", "１２",
        "12KiBs", "0x10K", "1e3", "ten"
    })
    void refusesNonsenseAndSaysWhatIsAccepted(String text) {
        assertThatThrownBy(() -> converter.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "' is not a size")
                .hasMessageContaining("135K");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "8388608T", "99999999999999999999",
        "0x8000000000000000"})
    void refusesWhatDoesNotFit(String text) {
        assertThatThrownBy(() -> converter.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "' is too large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-0", "-1K"})
    void refusesNegativeSizes(String text) {
        assertThatThrownBy(() -> converter.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "' is negative");
    }
}
