package io.fileview.win32;

import io.fileview.windows.WindowsFunction;
import java.io.IOError;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/** Paths as the functions of Windows take them. */
final class NativePath {
    /** Beyond this length, a path is understood only with a prefix that ends its interpretation. */
    private static final int LONGEST_PLAIN = 247;

    private NativePath() {}

    static long of(Path path, Arena arena) {
        return WindowsFunction.wide(text(path), arena).address();
    }

    private static String text(Path path) {
        String plain = path.toString();
        if (plain.startsWith("\\\\?\\") || plain.startsWith("\\\\.\\")) {
            return plain;
        }
        String full;
        try {
            full = path.toAbsolutePath().normalize().toString(); // a short path may lead far down
        } catch (IOError noSuchDrive) {
            return plain;
        }
        if (full.length() <= LONGEST_PLAIN) {
            return plain;
        }
        return full.startsWith("\\\\") ? "\\\\?\\UNC" + full.substring(1) : "\\\\?\\" + full;
    }
}
