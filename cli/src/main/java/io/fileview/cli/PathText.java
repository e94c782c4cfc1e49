package io.fileview.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A path as text. On Unix a name is bytes, and the string of a {@link Path} loses those that the
 * locale cannot express, but its URI contains all of them. They are UTF-8 here, whatever the locale.
 *
 * @param text the path; what is not valid UTF-8 is replaced by U+FFFD
 * @param line the path in one line, without characters that control a terminal; what is not valid
 *     UTF-8 is escaped
 * @param bytes the bytes of the path in hexadecimal, or null if all of them are valid UTF-8
 */
record PathText(String text, String line, @Nullable String bytes) {
    private static final String DELETED = " (deleted)";
    private static final char REPLACEMENT = '\uFFFD';

    static PathText of(Path path) {
        String text = path.toString();
        return isExact(text)
                ? new PathText(text, Printable.oneLine(text), null)
                : of(bytes(path));
    }

    /** The path in one line, as {@link #line()} has it. */
    static String line(Path path) {
        return of(path).line();
    }

    /** The path as {@link EscapedBytes} has it, from which every byte can be had again. */
    static String exact(Path path) {
        String text = path.toString();
        return isExact(text) ? text : EscapedBytes.text(bytes(path));
    }

    /** Whether the string of a path has all its bytes. For its URI, the JDK looks at the file. */
    private static boolean isExact(String text) {
        return Platform.WINDOWS
                || (UnixNames.ARE_UTF_8 ? text.indexOf(REPLACEMENT) < 0 : Printable.isAscii(text));
    }

    private static byte[] bytes(Path path) {
        return path.isAbsolute() ? absolute(path) : relative(path);
    }

    /** A name that is text already, as {@code /proc/pid/maps} is. */
    static PathText of(String text) {
        return new PathText(text, Printable.oneLine(text), null);
    }

    /** The path without the remark that the kernel puts after the last name of a deleted file. */
    PathText withoutRemark() {
        return !isMarkedDeleted()
                ? this
                : new PathText(
                        text.substring(0, text.length() - DELETED.length()),
                        line.substring(0, line.length() - DELETED.length()),
                        bytes == null
                                ? null
                                : bytes.substring(0, bytes.length() - 2 * DELETED.length()));
    }

    /** Whether the kernel says so, or the name itself ends like that. */
    boolean isMarkedDeleted() {
        return text.endsWith(DELETED);
    }

    private static PathText of(byte[] path) {
        String escaped = EscapedBytes.text(path);
        return new PathText(
                new String(path, StandardCharsets.UTF_8),
                Printable.oneLine(escaped),
                EscapedBytes.hasBytes(escaped) ? HexFormat.of().formatHex(path) : null);
    }

    private static byte[] absolute(Path path) {
        byte[] bytes = unescaped(path.toAbsolutePath().toUri().getRawPath());
        boolean isDirectory = bytes.length > 1 && bytes[bytes.length - 1] == '/';
        return isDirectory ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }

    private static byte[] relative(Path path) {
        byte[] current = absolute(Path.of(""));
        byte[] whole = absolute(path);
        int start = current.length == 1 ? 1 : current.length + 1; // after its slash
        return Arrays.copyOfRange(whole, start, whole.length);
    }

    private static byte[] unescaped(String escaped) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '%') {
                bytes.write(HexFormat.fromHexDigits(escaped, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }
}
