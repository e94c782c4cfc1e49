package io.fileview.win32;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The number of the user to whom new files of this process belong. Users are told apart by it and
 * not by their names: those without a passwd entry all have the name "?".
 */
final class UserId {
    private static final Path STATUS = Path.of("/proc/self/status");

    /** The position of the user for files, after real, effective and saved. */
    private static final int OF_FILES = 4;

    private UserId() {}

    /** The number, or null if the system has none or does not tell. */
    static @Nullable Integer current() {
        // Not the owner of /proc/self: that is root for a process which may not be dumped.
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("Uid:")) {
                    return (int) Long.parseLong(line.split("\\s+", -1)[OF_FILES]);
                }
            }
        } catch (IOException | RuntimeException _) {
            // not Linux, or /proc is not mounted
        }
        try {
            Path probe = Files.createTempFile("fileview", null);
            try {
                return (Integer) Files.getAttribute(probe, "unix:uid");
            } finally {
                Files.delete(probe);
            }
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return null;
        }
    }
}
