package io.fileview.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A file of {@code /proc}, read with system calls, because interrupting the calling thread would
 * close a {@code FileChannel}.
 */
final class ProcFile implements AutoCloseable {
    static final String PAGEMAP = "/proc/self/pagemap";

    private final long fd;

    private ProcFile(long fd) {
        this.fd = fd;
    }

    /** Opens a file; {@link #isOpen} returns whether that succeeded. */
    static ProcFile open(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path);
            return new ProcFile(
                    SystemCalls.call(
                            SystemCall.OPENAT,
                            OpenFlags.AT_FDCWD,
                            name.address(),
                            OpenFlags.O_CLOEXEC,
                            0));
        }
    }

    /** Returns what to do about a file of {@code /proc} that cannot be opened. */
    static String remedy(long result) {
        return result == -Errno.ENOENT
                ? "mount /proc, or use a kernel that has this file"
                : "allow this process to read its own files of /proc";
    }

    boolean isOpen() {
        return fd >= 0;
    }

    long fd() {
        return fd;
    }

    /**
     * Reads up to the given number of bytes, and returns the number read, or the negated error
     * number.
     */
    long read(MemorySegment into, long length, long position) {
        return SystemCalls.untilNotInterrupted(
                () -> SystemCalls.call(SystemCall.PREAD, fd, into.address(), length, position));
    }

    @Override
    public void close() {
        if (isOpen()) {
            SystemCalls.call(SystemCall.CLOSE, fd);
        }
    }
}
