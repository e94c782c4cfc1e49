package io.fileview.cli;

import java.io.ByteArrayOutputStream;

/** Parses hexadecimal digits: {@code de ad be ef}, {@code DE:AD}, {@code 0xdead}. */
final class HexText {
    private HexText() {}

    /** Returns the bytes. Positions in messages count from 1. */
    static byte[] parse(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() / 2);
        int at = 0;
        while (at < text.length()) {
            if (isSeparator(text.charAt(at))) {
                at++;
            } else {
                at = parseGroup(text, at, bytes);
            }
        }
        return bytes.toByteArray();
    }

    /** Parses digits without separators, optionally after 0x. */
    private static int parseGroup(String text, int start, ByteArrayOutputStream bytes) {
        int at = start;
        if (text.startsWith("0x", at) || text.startsWith("0X", at)) {
            at += 2;
            if (at == text.length() || isSeparator(text.charAt(at))) {
                throw bad("no digits follow the 0x at position " + (start + 1));
            }
        }
        while (at < text.length() && !isSeparator(text.charAt(at))) {
            int high = digit(text, at);
            if (at + 1 == text.length() || isSeparator(text.charAt(at + 1))) {
                throw bad(
                        "the digit '"
                                + text.charAt(at)
                                + "' at position "
                                + (at + 1)
                                + " is only half a byte: each byte takes two digits");
            }
            bytes.write(high << 4 | digit(text, at + 1));
            at += 2;
        }
        return at;
    }

    private static int digit(String text, int at) {
        char c = text.charAt(at);
        int digit = c < 128 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
            throw bad("'" + c + "' at position " + (at + 1) + " is not a hexadecimal digit");
        }
        return digit;
    }

    private static boolean isSeparator(char c) {
        return c == ' ' || c == ':' || c == '\t' || c == '\n' || c == '\r';
    }

    private static CommandFailure bad(String problem) {
        return CommandFailure.wrongUsage(
                "--hex: " + problem + "; give for example \"de ad be ef\", DE:AD or 0xdead");
    }
}
