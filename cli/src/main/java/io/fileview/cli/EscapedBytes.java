package io.fileview.cli;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Bytes as text that becomes the same bytes again. They are taken for UTF-8; a byte that is no part
 * of it becomes half of a surrogate pair, U+DC80 to U+DCFF, which no valid UTF-8 becomes.
 */
final class EscapedBytes {
    private static final char BASE = 0xdc00;

    private EscapedBytes() {}

    /** Whether there are characters that stand for bytes that are no part of UTF-8. */
    static boolean hasBytes(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (isByte(text, at)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a character stands for a byte that is no part of UTF-8. */
    static boolean isByte(String text, int at) {
        char c = text.charAt(at);
        return c >= BASE + 0x80
                && c <= BASE + 0xff
                && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    /** Returns the text for bytes. */
    static String text(byte[] bytes) {
        CharsetDecoder decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isUnderflow()) {
                return out.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (BASE + (in.get() & 0xff)));
            }
            decoder.reset();
        }
    }

    /** Returns a text with U+FFFD for bytes that are not UTF-8, for those who take only characters. */
    static String decoded(String text) {
        return hasBytes(text) ? new String(bytes(text), StandardCharsets.UTF_8) : text;
    }

    /** Returns the bytes of a text. */
    static byte[] bytes(String text) {
        if (!hasBytes(text)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at < text.length();) {
            int point = text.codePointAt(at);
            if (isByte(text, at)) {
                bytes.write(point - BASE);
            } else {
                bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
            }
            at += Character.charCount(point);
        }
        return bytes.toByteArray();
    }
}
