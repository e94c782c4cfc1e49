package io.fileview.portable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.NotMappableException;
import io.fileview.messages.WindowsDevices;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that Windows would take for something else. */
class WindowsNamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"NUL", "nul", "aux.txt", "Com1", "LPT9.log", "con .txt", "COM\u00b2"})
    void devicesAreRefused(String name) {
        assertThatExceptionOfType(NotMappableException.class)
                .isThrownBy(() -> WindowsNames.require("x", name))
                .withMessageContainingAll("x: ", "\"" + name + "\"", "device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trail.", "a ", "...", "a.txt. "})
    void whatWouldBeDroppedIsRefused(String name) {
        assertThatExceptionOfType(NotMappableException.class)
                .isThrownBy(() -> WindowsNames.require("x", name))
                .withMessageContainingAll("\"" + name + "\"", "dot or a space", "leave it out");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", ".hidden", "a.b", "COM", "COM10", "LPT", "auxiliary",
        "nulls.txt",
        "a b"})
    void otherNamesAreNot(String name) {
        assertThatCode(() -> WindowsNames.require("x", name)).doesNotThrowAnyException();
        assertThat(WindowsDevices.hasName(name)).isFalse();
    }
}
