package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What is free on a file system ({@code statfs(2)}), for any user at all.
 *
 * @param freeBytes the number of free bytes; the highest number if it is unknown or has no limit
 * @param hasNoInodes whether no further file can be created; false if that is unknown
 */
record FileSystemSpace(long freeBytes, boolean hasNoInodes) {
    private static final int STRUCT_SIZE = 128;
    private static final long BLOCK_SIZE = 8;
    private static final long BLOCKS = 16;
    private static final long FREE_BLOCKS = 24;
    private static final long INODES = 40;
    private static final long FREE_INODES = 48;
    private static final FileSystemSpace UNKNOWN = new FileSystemSpace(Long.MAX_VALUE, false);

    /** Returns what is free on the file system of an open file or directory. */
    static FileSystemSpace of(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(STRUCT_SIZE, 8);
            if (SystemCalls.call(SystemCall.FSTATFS, fd, struct.address()) < 0) {
                return UNKNOWN;
            }
            // Some file systems count nothing, or have no limit: they say that they have none.
            long free = struct.get(JAVA_LONG, FREE_BLOCKS);
            long most = Long.MAX_VALUE / Math.max(1, struct.get(JAVA_LONG, BLOCK_SIZE));
            boolean isCounted = struct.get(JAVA_LONG, BLOCKS) > 0 && free >= 0 && free < most;
            return new FileSystemSpace(
                    isCounted ? free * struct.get(JAVA_LONG, BLOCK_SIZE) : Long.MAX_VALUE,
                    struct.get(JAVA_LONG, INODES) > 0 && struct.get(JAVA_LONG, FREE_INODES) == 0);
        }
    }
}
