package io.fileview.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A lock or lease of a file, as {@code /proc/locks} and the lines {@code lock:} of {@code
 * /proc/pid/fdinfo/*} describe it; see {@code proc_locks(5)}.
 *
 * @param kind POSIX, OFDLCK, FLOCK, LEASE or DELEG
 * @param mode READ, WRITE, or for a lease also UNLCK
 * @param pid who has it; -1 for a lock of an open file description
 * @param file the file, with the number of its file system, which for {@code stat(2)} may be another
 * @param start the first byte
 * @param end the last byte; -1 if the lock has no end
 * @param isWaiting whether the process does not have it, but waits for it
 */
record HeldLock(
        String kind, String mode, long pid, FileId file, long start, long end, boolean isWaiting) {

    /**
     * Parses {@code 1: POSIX  ADVISORY  WRITE 12 fe:00:345 0 EOF}; a lock that is waited for has
     * {@code ->} after the number. Returns null for a line of another form.
     */
    static @Nullable HeldLock parse(String line) {
        String[] words = line.strip().split("\\s+", -1);
        int at = words.length > 1 && words[1].equals("->") ? 2 : 1;
        if (words.length < at + 7) {
            return null;
        }
        String[] file = words[at + 4].split(":", -1);
        if (file.length != 3) {
            return null;
        }
        try {
            return new HeldLock(
                    words[at],
                    words[at + 2],
                    Long.parseLong(words[at + 3]),
                    new FileId(
                            FileId.device(
                                    Long.parseLong(file[0], 16), Long.parseLong(file[1], 16)),
                            Long.parseUnsignedLong(file[2])),
                    Long.parseLong(words[at + 5]),
                    words[at + 6].equals("EOF") ? -1 : Long.parseLong(words[at + 6]),
                    at == 2);
        } catch (NumberFormatException otherForm) {
            return null;
        }
    }

    /**
     * Returns a file as it is written here. On file systems with synthetic device numbers, such as
     * btrfs, the number of {@code stat(2)} is another one, and that of the mount is the one.
     */
    static FileId file(Path path, FileId file) {
        if (!file.hasSyntheticDevice()) {
            return file;
        }
        try {
            Path real = path.toRealPath();
            Mount mount = Mount.of(Mount.all(), PathText.exact(real));
            FileId inMount = mount == null ? null : FileId.of(mount.device(), file.inode());
            // A link of /proc may lead to where no path of this process leads.
            return inMount != null && file.equals(FileId.of(real)) ? inMount : file;
        } catch (IOException unknown) {
            return file;
        }
    }

    boolean isLease() {
        return kind.equals("LEASE") || kind.equals("DELEG");
    }

    /** For example {@code locks bytes 0 to 99 for writing (POSIX)}. */
    String inWords() {
        String verb = isWaiting ? "waits for a " : "has a ";
        String what =
                switch (mode) {
                    case "READ" -> "read ";
                    case "WRITE" -> "write ";
                    default -> "";
                };
        if (isLease()) {
            return verb + what + "lease";
        }
        String range =
                start == 0 && end < 0
                        ? "all bytes"
                        : end < 0 ? "the bytes from " + start : "the bytes " + start + " to " + end;
        return verb + what + "lock of " + range + " (" + kindInWords() + ")";
    }

    private String kindInWords() {
        return switch (kind) {
            case "POSIX" -> "fcntl";
            case "OFDLCK" -> "fcntl, of the open file";
            case "FLOCK" -> "flock";
            default -> kind;
        };
    }
}
