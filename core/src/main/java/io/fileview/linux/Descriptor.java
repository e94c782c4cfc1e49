package io.fileview.linux;

import io.fileview.Protection;
import io.fileview.spi.Place;
import java.io.IOException;

/**
 * An open file descriptor, with what stays the same as long as it is open.
 *
 * @param fd the number of the descriptor
 * @param name the name of the file for messages
 * @param opened the status when it was opened
 * @param isWritable whether it was opened for writing
 * @param isMemory whether it is memory without a file
 */
record Descriptor(
        int fd, String name, FileStatus opened, boolean isWritable, boolean isMemory) {
    private static final long SEEK_END = 2;
    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int MAP_SHARED = 1;
    private static final int MAP_PRIVATE = 2;
    private static final int MAP_FIXED = 0x10;

    /** The size of the file now. */
    long size() throws IOException {
        if (!opened.isBlockDevice()) {
            return FileStatus.of(fd, name).size();
        }
        long size = SystemCalls.call(SystemCall.LSEEK, fd, 0, SEEK_END);
        if (size < 0) {
            throw LinuxErrors.failure(
                    Place.of(name), "the size of the device cannot be read", size);
        }
        return size;
    }

    /** Tells whether the bytes live in memory alone, as those of a file on tmpfs do, too. */
    boolean hasNoDisk() {
        return isMemory || FileSystemType.of(fd).isInMemory();
    }

    /**
     * Maps whole pages, where the kernel likes (address 0) or over whatever is at an address.
     *
     * @return the address, or the negated error number
     */
    long mapPages(long address, long size, long offset, Protection protection) {
        long access = protection == Protection.READ_ONLY ? PROT_READ : PROT_READ | PROT_WRITE;
        long kind = protection == Protection.COPY_ON_WRITE ? MAP_PRIVATE : MAP_SHARED;
        return SystemCalls.call(
                SystemCall.MMAP,
                address,
                size,
                access,
                address == 0 ? kind : kind | MAP_FIXED,
                fd,
                offset);
    }

    /**
     * Closes the descriptor. The result does not matter: Linux releases it also when it reports an
     * error, and what was not flushed was never promised.
     */
    void close() {
        SystemCalls.call(SystemCall.CLOSE, fd);
    }
}
