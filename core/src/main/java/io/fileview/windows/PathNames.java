package io.fileview.windows;

import io.fileview.NotMappableException;
import io.fileview.messages.FileRefusals;
import io.fileview.messages.WindowsDevices;
import io.fileview.spi.Place;
import java.io.IOError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The names of files as the system takes them. What Win32 would understand in another way than it is
 * written is refused: it drops dots and spaces at the end of a name, takes NUL or {@code aux.txt} for
 * a device, and what follows a colon for a stream of the file.
 */
final class PathNames {
    private static final String FULL = "\\??\\";
    private static final String FINAL = "\\\\?\\";
    private static final String UNC = "UNC\\";
    private static final String DELETED = "\\$Extend\\$Deleted\\";

    private PathNames() {}

    /**
     * Returns the absolute path of a file.
     *
     * @param name what messages call the file
     * @throws IOException if the path does not name a file
     */
    static Path absolute(Path path, String name) throws IOException {
        Path absolute;
        try {
            absolute = path.toAbsolutePath().normalize();
        } catch (IOError noCurrentDirectory) {
            throw FileRefusals.noSuchFile(
                    name,
                    "the path is relative to the current directory of a drive that does not exist;"
                            + " write a backslash after the colon, and check the drive");
        }
        Path root = absolute.getRoot();
        if (root == null || absolute.getNameCount() == 0) {
            throw notMappable(name, "is the root of a volume; name a file in it");
        }
        requireFiles(root.toString(), name);
        for (Path part : absolute) {
            requireExact(part.toString(), name);
        }
        requireNoDevice(absolute.getFileName().toString(), name);
        return absolute;
    }

    private static void requireFiles(String root, String name) throws NotMappableException {
        String lower = root.toLowerCase(Locale.ROOT);
        if (lower.startsWith("\\\\.\\") || lower.startsWith("\\\\?\\")) {
            throw notMappable(name, "is a device or a pipe; only files can be mapped");
        }
        if (lower.startsWith("\\\\")
                && (lower.endsWith("\\pipe\\") || lower.endsWith("\\mailslot\\"))) {
            throw notMappable(name, "is a pipe or a mailslot; only files can be mapped");
        }
    }

    /** Requires that a name is the name of an entry of a directory. */
    static void requireEntry(String entry) {
        if (entry.isEmpty()
                || entry.equals(".")
                || entry.equals("..")
                || entry.indexOf('/') >= 0
                || entry.indexOf('\\') >= 0
                || entry.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "\"" + entry
                            + "\" is not the name of a directory entry; give one name, without a"
                            + " path");
        }
    }

    /** Requires that an entry is called exactly as it is written, and is no device or stream. */
    static void requireFile(String entry, String name) throws NotMappableException {
        requireExact(entry, name);
        requireNoDevice(entry, name);
    }

    private static void requireExact(String part, String name) throws NotMappableException {
        if (part.endsWith(".") || part.endsWith(" ")) {
            throw notMappable(
                    name,
                    "has a component that ends with a dot or a space, \""
                            + part
                            + "\", which Windows would drop; leave it out");
        }
        if (part.indexOf(':') >= 0) {
            throw notMappable(
                    name,
                    "names an alternate stream, \"" + part
                            + "\"; only the main stream of a file can be mapped: leave out the colon"
                            + " and what follows");
        }
    }

    private static void requireNoDevice(String last, String name) throws NotMappableException {
        if (WindowsDevices.hasName(last)) {
            throw notMappable(
                    name,
                    "is reserved for a device, because its name is \""
                            + last
                            + "\"; only files can be mapped: choose another name");
        }
    }

    private static NotMappableException notMappable(String name, String problem) {
        return new NotMappableException(Place.of(name), problem, null);
    }

    /** Returns an absolute path as a full name, which may have any length. */
    static String full(Path absolute) {
        return full(absolute.toString());
    }

    /** Returns an absolute path, or a final path of the system, as a full name. */
    static String full(String absolute) {
        if (absolute.startsWith(FINAL)) {
            return FULL + absolute.substring(FINAL.length());
        }
        return absolute.startsWith("\\\\")
                ? FULL + UNC + absolute.substring(2)
                : FULL + absolute;
    }

    /**
     * Returns whether a final path is where NTFS keeps deleted files that are still open. Nobody can
     * open one by such a path.
     */
    static boolean isOfDeleted(String path) {
        return path.contains(DELETED);
    }

    /** Returns a final path of the system as programs write it. */
    static String plain(String path) {
        if (!path.startsWith(FINAL)) {
            return path;
        }
        String rest = path.substring(FINAL.length());
        return rest.startsWith(UNC)
                ? "\\\\" + rest.substring(UNC.length())
                : rest.startsWith("Volume{") ? path : rest;
    }
}
