package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.fileview.Protection;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Whether the kernel exposes to this process which pages of a file are in memory. Since Linux 5.2,
 * mincore reports every page as resident unless the process owns the file or may write to it. Which
 * of both is the case depends on user namespaces, on capabilities and, on overlayfs, on the file
 * below, so it is not computed here but tried out: a page far beyond the end of the file is never
 * resident.
 */
final class CacheVisibility {
    private static final long FAR_BEYOND = 1L << 62;
    private static final long LARGEST_FILE = 1L << 61;

    private CacheVisibility() {}

    /** Returns false also if it cannot be found out. */
    static boolean isGiven(Descriptor file) {
        if (file.isMemory()) {
            return true;
        }
        if (file.opened().size() > LARGEST_FILE || file.type().hasPagesOfItsOwnSize()) {
            return SystemCalls.call(SystemCall.GETEUID, 0) == file.opened().owner();
        }
        long address = file.mapPages(0, Pages.SIZE, FAR_BEYOND, Protection.READ_ONLY);
        if (address < 0) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(1);
            long result =
                    SystemCalls.call(
                            SystemCall.MINCORE, address, Pages.SIZE, answer.address());
            return result >= 0 && (answer.get(JAVA_BYTE, 0) & 1) == 0;
        } finally {
            SystemCalls.call(SystemCall.MUNMAP, address, Pages.SIZE);
        }
    }
}
