package io.fileview.cli;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;

/** Names of files on Unix, which are bytes, whatever characters the locale can express. */
final class UnixNames {
    private UnixNames() {}

    /**
     * Returns the path of a name.
     *
     * @param name as {@link EscapedBytes} has it
     * @throws InvalidPathException if it cannot be a name
     */
    static Path path(String name) {
        return isExpressible(name) ? Path.of(name) : ofBytes(name);
    }

    private static boolean isExpressible(String name) {
        return name.chars().allMatch(c -> c < 0x80)
                || (Charset.forName(System.getProperty("sun.jnu.encoding", "US-ASCII"))
                        .equals(StandardCharsets.UTF_8)
                        && !EscapedBytes.hasBytes(name));
    }

    /** A URI names a file by its bytes. */
    private static Path ofBytes(String name) {
        StringBuilder uri = new StringBuilder("file:///");
        byte last = '/';
        for (byte each : EscapedBytes.bytes(name)) {
            if (each == 0) {
                throw new InvalidPathException(name, "Nul character not allowed");
            }
            if (each != '/') {
                uri.append('%').append(HexFormat.of().toHexDigits(each));
            } else if (last != '/') {
                uri.append('/');
            }
            last = each;
        }
        Path path = Path.of(URI.create(uri.toString()));
        return name.startsWith("/") ? path : path.subpath(0, path.getNameCount());
    }
}
