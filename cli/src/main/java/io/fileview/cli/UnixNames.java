package io.fileview.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;

/** Names of files on Unix, which are bytes, whatever characters the locale can express. */
final class UnixNames {
    /** Whether Java takes names for UTF-8, so that each name that is UTF-8 keeps its bytes. */
    static final boolean ARE_UTF_8 =
            Charset.forName(System.getProperty("sun.jnu.encoding", "US-ASCII"))
                    .equals(StandardCharsets.UTF_8);

    private static final Path CURRENT = Path.of("/proc/self/cwd");

    private UnixNames() {}

    /**
     * Returns the path of a name.
     *
     * @param name as {@link EscapedBytes} has it
     * @throws InvalidPathException if it cannot be a name
     */
    static Path path(String name) {
        Path path = isExpressible(name) ? Path.of(name) : ofBytes(name);
        return path.isAbsolute() || name.equals("-") || name.isEmpty() ? path : found(path);
    }

    /**
     * Java decodes the name of the current directory as the locale says, and looks for relative paths
     * in another one if that loses bytes.
     */
    private static Path found(Path relative) {
        String directory = System.getProperty("user.dir", "");
        if (directory.chars().allMatch(c -> c < 0x80 && c != '?')) {
            return relative;
        }
        try {
            Path current = CURRENT.toRealPath();
            return current.equals(Path.of("").toAbsolutePath())
                    ? relative
                    : current.resolve(relative);
        } catch (IOException unknown) {
            return relative;
        }
    }

    /** Whether Java keeps each byte of a name that it decodes. */
    static boolean isExpressible(String name) {
        return name.chars().allMatch(c -> c < 0x80)
                || (ARE_UTF_8 && !EscapedBytes.hasBytes(name));
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
