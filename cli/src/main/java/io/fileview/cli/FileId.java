package io.fileview.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a file independently of its names.
 *
 * @param device the number of the device as {@code /proc} writes it: major, then minor
 * @param inode the inode number of the file on that device, unsigned
 */
record FileId(long device, long inode) {
    /** The file at a path; null if the system has no such numbers. */
    static @Nullable FileId of(Path path, LinkOption... options) throws IOException {
        try {
            return of(Files.readAttributes(path, "unix:dev,ino", options));
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return null;
        }
    }

    /** The file with the attributes {@code dev} and {@code ino}; null if they are not there. */
    static @Nullable FileId of(Map<String, Object> numbers) {
        return numbers.get("dev") instanceof Number dev
                && numbers.get("ino") instanceof Number ino
                        ? new FileId(packed(dev.longValue()), ino.longValue())
                        : null;
    }

    /** The file on a device as {@code MAJOR:MINOR}; null if that is the name of something else. */
    static @Nullable FileId of(String volume, long inode) {
        int colon = volume.indexOf(':');
        try {
            return new FileId(
                    device(
                            Long.parseLong(volume, 0, Math.max(0, colon), 10),
                            Long.parseLong(volume, colon + 1, volume.length(), 10)),
                    inode);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    // What the compiler generates is linked by method handles, which delays every start.
    @Override
    public int hashCode() {
        return 31 * Long.hashCode(device) + Long.hashCode(inode);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FileId that && device == that.device && inode == that.inode;
    }

    /** A device as {@code MAJOR:MINOR}. */
    static String volume(long device) {
        return (device >>> 32) + ":" + (device & 0xffffffffL);
    }

    static long device(long major, long minor) {
        return major << 32 | minor;
    }

    /** Whether the device number is synthetic, so that {@code /proc} may show a different one. */
    boolean hasSyntheticDevice() {
        return device >>> 32 == 0;
    }

    /** Unpacks the number of a device from the layout of glibc's {@code makedev}. */
    static long packed(long dev) {
        long major = (dev >>> 8 & 0xfff) | (dev >>> 32 & ~0xfffL);
        long minor = (dev & 0xff) | (dev >>> 12 & ~0xffL);
        return device(major, minor & 0xffffffffL);
    }
}
