package io.fileview.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A file of {@code /proc}, read with system calls: a {@code FileChannel} would be closed by an
 * interrupt of the thread that asks.
 */
final class ProcFile implements AutoCloseable {
    static final String PAGEMAP = "/proc/self/pagemap";

    private static final long O_CLOEXEC = 0x80000;

    private final long fd;

    private ProcFile(long fd) {
        this.fd = fd;
    }

    /** Opens a file; whether that went well, {@link #isOpen} tells. */
    static ProcFile open(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path);
            return new ProcFile(
                    SystemCalls.call(
                            SystemCall.OPENAT,
                            FileStatus.AT_FDCWD,
                            name.address(),
                            O_CLOEXEC,
                            0));
        }
    }

    boolean isOpen() {
        return fd >= 0;
    }

    long fd() {
        return fd;
    }

    /** Reads as many bytes, or fewer; the negated error number where that fails. */
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
