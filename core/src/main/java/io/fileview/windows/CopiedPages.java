package io.fileview.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.Protection;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/**
 * Determines which pages of copy-on-write views have been copied. VirtualQuery tells that by their
 * protection, also of pages that are not in the working set. Where it does not, which is tried out,
 * QueryWorkingSetEx tells it of pages that are in the working set.
 */
final class CopiedPages {
    private static final WindowsFunction VIRTUAL_QUERY = WindowsFunction.of("VirtualQuery");

    private static final long INFORMATION = 48;
    private static final long BASE_AT = 0;
    private static final long SIZE_AT = 24;
    private static final long PROTECTION_AT = 36;
    private static final int PAGE_WRITECOPY = 0x08;

    private static final int CHUNK = 64 << 10;

    private CopiedPages() {}

    /** Tries once whether VirtualQuery tells pages that have been copied from the others. */
    private static final class Trial {
        static final boolean VIRTUAL_QUERY_TELLS = tells();

        private static boolean tells() {
            long size = 2 * SystemPages.SIZE;
            long section = Section.ofMemory(size);
            if (section <= 0) {
                return false;
            }
            try (Arena arena = Arena.ofConfined()) {
                long address = Section.map(section, 0, size, Protection.COPY_ON_WRITE);
                if (address < 0) {
                    return false;
                }
                try {
                    NativeMemory.own(address, size, arena).set(JAVA_BYTE, 0, (byte) 1);
                    BitSet copied = new BitSet();
                    return byProtection(address, 2, copied) == 0
                            && copied.get(0)
                            && !copied.get(1);
                } finally {
                    SectionViews.one(address, size).unmap();
                }
            } finally {
                WindowsHandle.close(section);
            }
        }
    }

    /**
     * Finds copied pages, without accessing any.
     *
     * @param copied receives the pages that are known to be copied, counted from the first
     * @param unknown receives the pages of which that is not known
     * @return 0, or the error
     */
    static int find(long address, int pages, BitSet copied, BitSet unknown) {
        if (Trial.VIRTUAL_QUERY_TELLS) {
            return byProtection(address, pages, copied);
        }
        return WorkingSet.ask(
                address,
                pages,
                (page, word) -> {
                    if (!WorkingSet.isIn(word)) {
                        unknown.set(page);
                    } else if (!WorkingSet.isSharable(word)) {
                        copied.set(page);
                    }
                });
    }

    /**
     * Finds the pages that are copied, or possibly copied. Accesses pages where there is no other
     * way to find out.
     *
     * @return 0, or the error
     */
    static int findAll(long address, int pages, BitSet copied) {
        BitSet unknown = new BitSet();
        int error = find(address, pages, copied, unknown);
        if (error != 0 || unknown.isEmpty()) {
            return error;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(CHUNK);
            for (int first = unknown.nextSetBit(0); first >= 0;) {
                int most = (int) (CHUNK / SystemPages.SIZE);
                int end = Math.min(first + most, unknown.nextClearBit(first));
                error = bringIn(address, first, end, buffer, copied);
                if (error != 0) {
                    return error;
                }
                first = unknown.nextSetBit(end);
            }
        }
        return 0;
    }

    private static int bringIn(
            long address, int first, int end, MemorySegment buffer, BitSet copied) {
        long start = address + first * SystemPages.SIZE;
        int count = end - first;
        ProcessMemory.read(start, buffer.asSlice(0, count * SystemPages.SIZE));
        return WorkingSet.ask(
                start,
                count,
                (page, word) -> {
                    // A page that has left the working set again, or cannot be read, may be copied.
                    if (!WorkingSet.isIn(word) || !WorkingSet.isSharable(word)) {
                        copied.set(first + page);
                    }
                });
    }

    private static int byProtection(long address, int pages, BitSet copied) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment information = arena.allocate(INFORMATION, JAVA_LONG.byteSize());
            long end = address + pages * SystemPages.SIZE;
            for (long at = address; at < end;) {
                if (VIRTUAL_QUERY.call(at, information.address(), INFORMATION) == 0) {
                    return WindowsFunction.lastError();
                }
                long next =
                        information.get(JAVA_LONG, BASE_AT) + information.get(JAVA_LONG, SIZE_AT);
                if (information.get(JAVA_INT, PROTECTION_AT) != PAGE_WRITECOPY) {
                    copied.set(
                            (int) ((at - address) / SystemPages.SIZE),
                            (int) ((Math.min(next, end) - address) / SystemPages.SIZE));
                }
                at = next;
            }
            return 0;
        }
    }
}
