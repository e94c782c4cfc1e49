package io.fileview.cli;

/** Escapes text so that it cannot break a line or control the terminal. */
final class Printable {
    private static final String HEX = "0123456789abcdef";

    private Printable() {}

    /** Escapes control characters, and bytes that are not UTF-8, which file names may contain. */
    static String oneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isEscaped(text, i)) {
                return escaped(text, i);
            }
        }
        return text;
    }

    private static String escaped(String text, int firstControl) {
        StringBuilder safe = new StringBuilder(text.length() + 16).append(text, 0, firstControl);
        for (int i = firstControl; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                safe.append("\\n");
            } else if (isEscaped(text, i)) {
                safe.append("\\x").append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }

    private static boolean isEscaped(String text, int at) {
        char c = text.charAt(at);
        return c < ' ' || (c >= 0x7f && c < 0xa0) || EscapedBytes.isByte(text, at);
    }
}
