package io.fileview.linux;

import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where an open file is now, according to {@code /proc/self/fd}. Unlike the path that it was opened
 * with, this follows renames of the file and of the directories above it.
 */
final class CurrentLocation {
    private static final int LONGEST_LINK = 4096; // PATH_MAX

    private final Descriptor file;

    CurrentLocation(Descriptor file) {
        this.file = file;
    }

    /**
     * Opens the directory that the file is in.
     *
     * @return the directory, which the caller closes; null if the directory has been removed
     */
    @Nullable DirectoryDescriptor directory() throws IOException {
        return open(parent(path()));
    }

    /**
     * Opens the directory that the file is or was in or, if that has been removed, one above it.
     *
     * @return the directory, which the caller closes; null if none can be opened
     */
    @Nullable DirectoryDescriptor directoryOfFileSystem() throws IOException {
        byte[] path = path();
        while (path.length > 1) {
            path = parent(path);
            try {
                DirectoryDescriptor directory = open(path);
                if (directory != null) {
                    return directory;
                }
            } catch (AccessDeniedException denied) {
                // Perhaps one above it can be opened.
            }
        }
        return null;
    }

    /** Returns the path, which ends with " (deleted)" if the file has been removed. */
    private byte[] path() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(LONGEST_LINK);
            long length =
                    SystemCalls.call(
                            SystemCall.READLINKAT,
                            OpenFlags.AT_FDCWD,
                            arena.allocateFrom("/proc/self/fd/" + file.fd()).address(),
                            target.address(),
                            LONGEST_LINK);
            if (length < 0) {
                throw LinuxErrors.failure(
                        Place.of(file.name()),
                        "/proc/self/fd does not tell where it is now",
                        length,
                        ProcFile.remedy(length));
            }
            return target.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private @Nullable DirectoryDescriptor open(byte[] directory) throws IOException {
        if (directory[0] != '/') {
            return null; // It is in no directory that this process can reach.
        }
        try {
            return DirectoryDescriptor.open(directory, file.name());
        } catch (NoSuchFileException removed) {
            return null;
        }
    }

    private static byte[] parent(byte[] path) {
        int slash = path.length - 1;
        while (slash > 0 && path[slash] != '/') {
            slash--;
        }
        return slash == 0 ? new byte[] {'/'} : Arrays.copyOf(path, slash);
    }
}
