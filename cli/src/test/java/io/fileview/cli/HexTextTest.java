package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HexTextTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "deadbeef", "DEADBEEF", "de ad be ef", "de:ad:be:ef", "0xdeadbeef", "0xde 0xAD beef",
        " dead: beef "
    })
    void readsTheUsualWritings(String text) {
        assertThat(HexText.parse(text))
                .containsExactly((byte) 0xde, (byte) 0xad, (byte) 0xbe, (byte) 0xef);
    }

    @Test
    void nothingIsNoBytes() {
        assertThat(HexText.parse(" : ")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "abc, 3, no second one",
        "ab c, 4, no second one",
        "a b, 1, no second one",
        "abzz, 3, no hexadecimal digit",
        "a-, 2, no hexadecimal digit",
        "abé0, 3, no hexadecimal digit",
        "ab 0x, 4, no digits follow",
    })
    void namesThePositionOfWhatItCannotRead(String text, int position, String problem) {
        assertThatThrownBy(() -> HexText.parse(text))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("at position " + position)
                .hasMessageContaining(problem);
    }
}
