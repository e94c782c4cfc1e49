package io.fileview.cli;

/** Escapes text so that it cannot break a line, control the terminal, or change its own order. */
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

    static boolean isAscii(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Escapes all bytes that a text has in UTF-8. */
    static String bytes(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte each : EscapedBytes.bytes(text)) {
            escaped.append("\\x").append(HEX.charAt(each >> 4 & 15)).append(HEX.charAt(each & 15));
        }
        return escaped.toString();
    }

    private static String escaped(String text, int firstControl) {
        StringBuilder safe = new StringBuilder(text.length() + 16).append(text, 0, firstControl);
        for (int i = firstControl; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                safe.append("\\n");
            } else if (!isEscaped(text, i)) {
                safe.append(c);
            } else if (c < 0x100 || !isControl(c)) {
                safe.append("\\x").append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
            } else {
                safe.append(unicodeEscape(c));
            }
        }
        return safe.toString();
    }

    private static boolean isEscaped(String text, int at) {
        return isControl(text.charAt(at)) || EscapedBytes.isByte(text, at);
    }

    /** For example {@code \}{@code u202e}, which is an escape in JSON too. */
    static String unicodeEscape(char c) {
        StringBuilder escape = new StringBuilder("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            escape.append(HEX.charAt(c >> shift & 15));
        }
        return escape.toString();
    }

    /** Control characters, C0 and C1; format characters, such as those that change the direction. */
    static boolean isControl(char c) {
        if (c < 0x7f) {
            return c < ' ';
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                true;
            default -> false;
        };
    }
}
