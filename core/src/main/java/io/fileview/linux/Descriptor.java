package io.fileview.linux;

import io.fileview.Protection;
import io.fileview.StaleFileException;
import io.fileview.spi.Place;
import java.io.IOException;

/**
 * An open file descriptor, with properties that do not change while it is open.
 *
 * @param fd the number of the descriptor
 * @param name the name of the file for messages
 * @param opened the status at the time of opening
 * @param isWritable whether it was opened for writing
 * @param isMemory whether it is memory without a file
 * @param pageSize the size in bytes of the pages that it is mapped in
 */
record Descriptor(
        int fd,
        String name,
        FileStatus opened,
        boolean isWritable,
        boolean isMemory,
        long pageSize) {
    private static final long SEEK_END = 2;
    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int MAP_SHARED = 1;
    private static final int MAP_PRIVATE = 2;

    /** Charges no swap space for pages that may never be written (mmap(2)). */
    private static final int MAP_NORESERVE = 0x4000;

    private static final int MAP_FIXED = 0x10;

    Descriptor(int fd, String name, FileStatus opened, boolean isWritable, boolean isMemory) {
        this(fd, name, opened, isWritable, isMemory, pageSize(fd, opened));
    }

    /** Only where blocks are larger than pages can the file system be hugetlbfs. */
    private static long pageSize(int fd, FileStatus opened) {
        return opened.blockSize() > Pages.SIZE && FileSystemType.of(fd).isHugePages()
                ? opened.blockSize()
                : Pages.SIZE;
    }

    /** Returns whether the file is one of hugetlbfs, which has pages of its own size. */
    boolean isOnHugePages() {
        return pageSize > Pages.SIZE;
    }

    /** Returns the current size of the file, and requires that it is still the one opened. */
    long size() throws IOException {
        if (!opened.isBlockDevice()) {
            FileStatus now = FileStatus.of(fd, name);
            requireNotCopied(now);
            return now.size();
        }
        long size = SystemCalls.call(SystemCall.LSEEK, fd, 0, SEEK_END);
        if (size < 0) {
            throw LinuxErrors.failure(
                    Place.of(name), "the size of the device cannot be determined", size);
        }
        return size;
    }

    /**
     * Requires that overlayfs has not copied the file to the upper directory since it was opened for
     * reading: mappings through this descriptor are of the old file, but its status is that of the
     * copy, which usually has the same number but its own creation time.
     */
    private void requireNotCopied(FileStatus now) throws IOException {
        if (isWritable || isMemory || opened.isSameBirth(now) || !type().isOverlay()) {
            return;
        }
        throw new StaleFileException(
                Place.of(name),
                "was opened for reading before overlayfs copied it to the upper directory, because a"
                        + " program changed it or opened it for writing; its views show the old"
                        + " bytes: open it again, and map new views",
                null);
    }

    FileSystemType type() {
        return FileSystemType.of(fd);
    }

    /**
     * Returns whether the bytes exist in memory only, as those of a file on tmpfs do. A device has the
     * type of the file system that its name is in, which is one in memory.
     */
    boolean hasNoDisk() {
        return isMemory || (!opened.isBlockDevice() && type().isInMemory());
    }

    /**
     * Returns whether the file is in a file system that keeps its files in memory and is full. There
     * even reading a page fails, if the page is in a hole of the file and is mapped.
     */
    boolean isWithoutRoomInMemory() {
        return hasNoDisk() && FileSystemSpace.of(fd).freeBytes() == 0;
    }

    /**
     * Maps whole pages, at an address that the kernel selects (0) or replacing what is mapped at
     * the given one.
     *
     * @return the address, or the negated error number
     */
    long mapPages(long address, long size, long offset, Protection protection) {
        long access = protection == Protection.READ_ONLY ? PROT_READ : PROT_READ | PROT_WRITE;
        long kind =
                protection == Protection.COPY_ON_WRITE ? MAP_PRIVATE | MAP_NORESERVE : MAP_SHARED;
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
     * Closes the descriptor. Ignores the result: Linux closes it even if it reports an error, and
     * changes that were not flushed have no guarantee.
     */
    void close() {
        SystemCalls.call(SystemCall.CLOSE, fd);
    }
}
