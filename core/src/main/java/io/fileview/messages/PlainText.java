package io.fileview.messages;

import java.util.HexFormat;

/**
 * Names as messages show them. A file may have a name that would start a new line of a log or control
 * a terminal, and a path may be longer than anybody reads.
 */
public final class PlainText {
    /** The length from which on the middle of a name is left out. */
    private static final int LONGEST_NAME = 1000;

    private static final String LEFT_OUT = "...";

    private PlainText() {}

    /** Returns the name of a file in one line, without its middle if it is very long. */
    public static String name(String name) {
        return shortened(name, LONGEST_NAME);
    }

    /** Returns a text in one line, without its middle if it has more than the given characters. */
    public static String shortened(String text, int longest) {
        String line = line(text);
        if (line.length() <= longest) {
            return line;
        }
        int kept = (longest - LEFT_OUT.length()) / 2;
        return line.substring(0, kept) + LEFT_OUT + line.substring(line.length() - kept);
    }

    /** Returns a text in one line: each character that controls something is written as an escape. */
    public static String line(String text) {
        if (text.chars().noneMatch(PlainText::isControl)) {
            return text;
        }
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (isControl(each)) {
                line.append(
                        switch (each) {
                            case '\n' -> "\\n";
                            case '\r' -> "\\r";
                            case '\t' -> "\\t";
                            default -> "\\u" + HexFormat.of().toHexDigits(each);
                        });
            } else {
                line.append(each);
            }
        }
        return line.toString();
    }

    /** Returns whether a character ends a line, controls a terminal, or changes the direction. */
    private static boolean isControl(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> isIn(character, 0x202A, 0x202E) || isIn(character, 0x2066, 0x2069);
        };
    }

    private static boolean isIn(int character, int first, int last) {
        return first <= character && character <= last;
    }
}
