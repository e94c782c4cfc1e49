package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The room that a file system has left ({@code statfs(2)}). */
final class FileSystemRoom {
    private static final int STRUCT_SIZE = 128;
    private static final long BLOCKS = 16;
    private static final long FREE_BLOCKS = 24;

    private FileSystemRoom() {}

    /**
     * Returns whether a file is in a file system that keeps its files in memory and is full. There
     * even reading a page fails, if the page is in a hole of the file and is mapped.
     */
    static boolean isMissingInMemory(Descriptor file) {
        if (!file.hasNoDisk()) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(STRUCT_SIZE, 8);
            long result = SystemCalls.call(SystemCall.FSTATFS, file.fd(), struct.address());
            // A file system without a limit has 0 blocks.
            return result >= 0
                    && struct.get(JAVA_LONG, BLOCKS) > 0
                    && struct.get(JAVA_LONG, FREE_BLOCKS) == 0;
        }
    }
}
