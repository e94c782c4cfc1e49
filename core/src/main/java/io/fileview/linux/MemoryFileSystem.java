package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The file systems that keep their files in memory alone ({@code statfs(2)}, linux/magic.h). */
final class MemoryFileSystem {
    private static final long TMPFS = 0x01021994L;
    private static final long RAMFS = 0x858458f6L;
    private static final long HUGETLBFS = 0x958458f6L;
    private static final int STRUCT_SIZE = 128;

    private MemoryFileSystem() {}

    static boolean holds(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(STRUCT_SIZE, 8);
            if (SystemCalls.call(SystemCall.FSTATFS, fd, struct.address()) < 0) {
                return false;
            }
            long type = struct.get(JAVA_LONG, 0);
            return type == TMPFS || type == RAMFS || type == HUGETLBFS;
        }
    }
}
