package io.fileview.linux;

import io.fileview.MappingException;
import io.fileview.MappingException.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Makes the entries of a directory durable ({@code fsync(2)}: an explicit one is needed). */
final class Directories {
    private static final long O_CLOEXEC = 0x80000;

    private Directories() {}

    static void flush(Path file, Place place) throws MappingException {
        Path directory = of(file);
        if (directory == null) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment nativePath = PathBytes.of(directory, arena);
            long fd =
                    SystemCalls.untilNotInterrupted(
                            () -> SystemCalls.call(
                                    SystemCall.OPENAT,
                                    FileStatus.AT_FDCWD,
                                    nativePath.address(),
                                    O_CLOEXEC,
                                    0));
            if (fd < 0) {
                // Nothing was lost, so no FlushFailedException: the next flush may be believed.
                throw LinuxSection.failure(
                        place,
                        "the changes are on the device, but the entry of the new file is not: the"
                                + " directory "
                                + directory
                                + " cannot be opened to flush it",
                        fd);
            }
            try {
                long result = SystemCalls.call(SystemCall.FSYNC, fd);
                if (result < 0) {
                    throw LinuxFlush.failure(
                            place,
                            "the entry of the new file in the directory " + directory,
                            result);
                }
            } finally {
                SystemCalls.call(SystemCall.CLOSE, fd);
            }
        }
    }

    /** The directory that a file is in. */
    static @Nullable Path of(Path file) {
        return entryOf(file).getParent();
    }

    /** Where the file really is, which a symbolic link may hide; where it was, if it has gone. */
    private static Path entryOf(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath();
        }
    }
}
