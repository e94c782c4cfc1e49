package io.fileview.linux;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Converts between names and their bytes in the kernel. The string of a {@link Path} loses bytes
 * that the locale cannot express, but its URI contains all of them, escaped. The string of a
 * directory entry is decoded from UTF-8 here, whatever the locale; a byte that is not valid UTF-8
 * becomes a lone surrogate from U+DC80 to U+DCFF, so that different names have different strings.
 */
final class PathBytes {
    private static final char ESCAPE = '\uDC00';
    private static final char FIRST_ESCAPED = '\uDC80';
    private static final char LAST_ESCAPED = '\uDCFF';
    private static final String UNESCAPED = "/._-~";
    private static final char REPLACEMENT = '\uFFFD';
    private static final boolean IS_UTF_8 =
            System.getProperty("sun.jnu.encoding", "").equalsIgnoreCase("UTF-8");

    private PathBytes() {}

    /**
     * Returns the bytes of a path, terminated by a zero. A relative path stays relative: the
     * directories above the current one need not be searchable.
     */
    static MemorySegment of(Path path, Arena arena) {
        String text = path.toString();
        if (path.isAbsolute() && isExact(text)) { // without a URI, for which the JDK looks at the file
            return terminated(text.getBytes(StandardCharsets.UTF_8), arena);
        }
        if (path.isAbsolute() || !CurrentDirectory.IS_DEFAULT) {
            return terminated(absolute(path), arena);
        }
        if (text.isEmpty()) {
            return terminated(new byte[] {'.'}, arena);
        }
        return terminated(
                isExact(text) ? text.getBytes(StandardCharsets.UTF_8) : relative(path), arena);
    }

    static byte[] absolute(Path path) {
        byte[] bytes = unescape(path.toAbsolutePath().toUri().getRawPath());
        // The URI of a directory ends with a slash, after which the kernel follows a link.
        boolean hasSlash = bytes.length > 1 && bytes[bytes.length - 1] == '/';
        return hasSlash ? java.util.Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }

    private static byte[] relative(Path path) {
        byte[] whole = absolute(path);
        int base = CurrentDirectory.DEFAULT.length + 1; // with its slash
        return java.util.Arrays.copyOfRange(whole, base, whole.length);
    }

    /** Returns the bytes of a name, terminated by a zero. */
    static MemorySegment of(String name, Arena arena) {
        return terminated(encode(name), arena);
    }

    static MemorySegment terminated(byte[] bytes, Arena arena) {
        MemorySegment segment = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return segment;
    }

    /** Returns the bytes of the last name of a path. */
    static byte[] lastName(Path path) {
        Path name = path.getFileName();
        if (name == null) {
            return new byte[0];
        }
        if (isPlain(name.toString())) {
            return encode(name.toString());
        }
        byte[] whole = absolute(path);
        int start = whole.length;
        while (start > 0 && whole[start - 1] != '/') {
            start--;
        }
        return java.util.Arrays.copyOfRange(whole, start, whole.length);
    }

    /** Resolves the bytes of a name, or of a relative or absolute path, against a directory. */
    static Path resolve(Path directory, byte[] name) {
        String text = decode(name);
        if (isPlain(text)) {
            return directory.resolve(text);
        }
        String base = directory.toAbsolutePath().toUri().getRawPath();
        String prefix = base.endsWith("/") ? base : base + "/";
        String escaped = escape(name);
        return Path.of(URI.create("file://" + (escaped.startsWith("/") ? "" : prefix) + escaped));
    }

    /** Returns whether the text of a path has all its bytes, none of which has been replaced. */
    private static boolean isExact(String path) {
        return IS_UTF_8 ? path.indexOf(REPLACEMENT) < 0 : isPlain(path);
    }

    /** Returns whether every locale can express a name. */
    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == 0 || name.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    static String decode(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        while (in.hasRemaining()) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isError()) {
                break;
            }
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (ESCAPE + Byte.toUnsignedInt(in.get())));
            }
            decoder.reset();
        }
        return out.flip().toString();
    }

    static byte[] encode(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(name.length() + 1);
        for (int i = 0; i < name.length();) {
            int c = name.codePointAt(i);
            if (c >= FIRST_ESCAPED && c <= LAST_ESCAPED) {
                bytes.write(c - ESCAPE);
            } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException(
                        "the name \"" + name + "\" has an unpaired surrogate at index " + i
                                + "; choose a name that is valid Unicode");
            } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
            i += Character.charCount(c);
        }
        return bytes.toByteArray();
    }

    private static byte[] unescape(String escaped) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '%') {
                bytes.write(Integer.parseInt(escaped.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }

    private static String escape(byte[] bytes) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : bytes) {
            boolean plain =
                    (b >= 'a' && b <= 'z')
                            || (b >= 'A' && b <= 'Z')
                            || (b >= '0' && b <= '9')
                            || (b > 0 && UNESCAPED.indexOf(b) >= 0);
            if (plain) {
                escaped.append((char) b);
            } else {
                escaped.append(String.format(java.util.Locale.ROOT, "%%%02X", b));
            }
        }
        return escaped.toString();
    }
}
