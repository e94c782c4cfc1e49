package io.fileview.linux;

import io.fileview.linux.FileStatus.Lookup;
import io.fileview.spi.Place;
import java.io.IOException;

/**
 * A temporary file that has a name for a moment, on file systems without {@code O_TMPFILE} ({@code
 * open(2)}). There are only a few names, so that a file whose process was killed before it could
 * remove the name is found and removed by the next one.
 */
final class TemporaryEntry {
    private static final int NAMES = 20;

    private TemporaryEntry() {}

    /**
     * Creates a file and removes its name.
     *
     * @param prefix the start of the name
     * @param file the file as messages call it
     * @return the descriptor, or the negated error number
     */
    static long open(DirectoryDescriptor directory, String prefix, String file)
            throws IOException {
        long fd = -Errno.EEXIST;
        for (int number = 0; number < NAMES && fd == -Errno.EEXIST; number++) {
            String entry = prefix + number;
            fd = create(directory, entry);
            if (fd == -Errno.EEXIST && isLeft(directory, entry)) {
                remove(directory, entry, file, "was left by a process that was killed");
                fd = create(directory, entry);
            }
            if (fd >= 0) {
                try {
                    remove(directory, entry, file, "was created");
                } catch (IOException failure) {
                    SystemCalls.call(SystemCall.CLOSE, fd);
                    throw failure;
                }
            }
        }
        return fd;
    }

    private static long create(DirectoryDescriptor directory, String entry) {
        return directory.openEntry(
                entry,
                OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL,
                OpenFlags.OWNER_ONLY);
    }

    /**
     * Another process may be about to remove the name itself. It does not need the name, so that
     * does no harm.
     */
    private static boolean isLeft(DirectoryDescriptor directory, String entry) {
        Lookup lookup = directory.look(entry);
        FileStatus status = lookup.status();
        return status != null
                && status.isRegular()
                && status.owner() == SystemCalls.call(SystemCall.GETEUID, 0);
    }

    private static void remove(
            DirectoryDescriptor directory, String entry, String file, String origin)
            throws IOException {
        long result = directory.remove(entry);
        if (result < 0 && result != -Errno.ENOENT) {
            throw LinuxErrors.failure(
                    Place.of(file),
                    "the entry "
                            + entry
                            + " "
                            + origin
                            + " and cannot be removed",
                    result,
                    "remove it manually");
        }
    }
}
