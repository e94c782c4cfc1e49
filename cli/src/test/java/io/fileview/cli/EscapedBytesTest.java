package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EscapedBytesTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "äöü", "日本", "😀👀💀", "a\0b"})
    void utf8IsItsText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        assertThat(EscapedBytes.text(bytes)).isEqualTo(text);
        assertThat(EscapedBytes.bytes(text)).isEqualTo(bytes);
        assertThat(EscapedBytes.hasBytes(text)).isFalse();
        assertThat(Printable.oneLine(text.replace("\0", ""))).isEqualTo(text.replace("\0", ""));
    }

    @Test
    void anyBytesComeBack() {
        Random random = new Random(13);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            assertThat(EscapedBytes.bytes(EscapedBytes.text(bytes))).isEqualTo(bytes);
        }
    }

    @Test
    void bytesThatAreNotUtf8AreShownAsNumbers() {
        String text = EscapedBytes.text(new byte[] {'a', (byte) 0xff, (byte) 0xc3, 'b'});

        assertThat(EscapedBytes.hasBytes(text)).isTrue();
        assertThat(Printable.oneLine(text)).isEqualTo("a\\xff\\xc3b");
    }

    @Test
    void theArgumentsAreTheLastWordsOfTheProcess() {
        byte[] kept = "java\0-cp\0x\0Main\0patch\0ä\0".getBytes(StandardCharsets.UTF_8);

        assertThat(UnixCommandLine.arguments(kept, new String[] {"patch", "\ufffd\ufffd"}))
                .containsExactly("patch", "ä");
        assertThat(UnixCommandLine.ofProcess(new String[] {"stat", "a"}))
                .containsExactly("stat", "a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java\0patch\0a\0", "java\0stat\0\u00e4\0", "\u00e4\0", ""})
    void argumentsThatJavaCannotHaveMadeOfItAreRefused(String kept) {
        byte[] bytes = kept.getBytes(StandardCharsets.UTF_8);

        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(
                        () -> UnixCommandLine.arguments(bytes, new String[] {"patch", "\ufffd"}))
                .withMessageContaining("LC_ALL")
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.WRONG_USAGE));
    }
}
