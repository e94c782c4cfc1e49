package io.fileview.proc;

import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where the kernel's files are. Elsewhere than on Linux there are none: what a drive of Windows has at
 * such a path, somebody has put there.
 */
final class ProcFiles {
    /** Whether the system has such files; they may still not be mounted. */
    static final boolean EXIST = System.getProperty("os.name", "").equals("Linux");

    private ProcFiles() {}

    /** Returns the path of a file, such as {@code /proc/self/status}. */
    static Path at(String path) throws NoSuchFileException {
        if (!EXIST) {
            throw new NoSuchFileException(path);
        }
        return Path.of(path);
    }
}
