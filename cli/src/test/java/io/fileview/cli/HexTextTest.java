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
    void readsTheUsualNotations(String text) {
        assertThat(HexText.parse(text))
                .containsExactly((byte) 0xde, (byte) 0xad, (byte) 0xbe, (byte) 0xef);
    }

    @Test
    void nothingIsNoBytes() {
        assertThat(HexText.parse(" : ")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "abc, 3, only half a byte",
        "ab c, 4, only half a byte",
        "a b, 1, only half a byte",
        "abzz, 3, not a hexadecimal digit",
        "a-, 2, not a hexadecimal digit",
        "abé0, 3, not a hexadecimal digit",
        "ab 0x, 4, no digits follow",
    })
    void namesThePositionOfWhatItCannotRead(String text, int position, String problem) {
        assertThatThrownBy(() -> HexText.parse(text))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("at position " + position)
                .hasMessageContaining(problem);
    }
}
