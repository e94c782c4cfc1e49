package io.fileview.memory;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A page of a file in the cache. Guarded by the lock of the file system. */
final class CachedPage {
    private static final int LARGEST_PAGE = 1 << 20;
    static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[LARGEST_PAGE]).asReadOnly();

    /** Its bytes, on the heap or in a {@link NativeBlock}; null for zeros. */
    @Nullable MemorySegment bytes;

    /** The bytes with which it counts as clean; null for zeros. After a failed write the disk has others. */
    byte @Nullable [] clean;

    boolean dirty;

    /** The disk is about to take it. */
    boolean writing;

    /** How many ranges have locked it in memory. */
    int locks;

    /** Whether the first bytes differ from those with which the page is clean. */
    boolean differs(long length) {
        return bytes != null && differs(bytes, clean, length);
    }

    static boolean differs(MemorySegment bytes, byte @Nullable [] other, long length) {
        MemorySegment expected = other == null ? ZEROS : MemorySegment.ofArray(other);
        return MemorySegment.mismatch(bytes, 0, length, expected, 0, length) >= 0;
    }

    /** Whether two pages have the same bytes; null for zeros. */
    static boolean isSame(byte @Nullable [] one, byte @Nullable [] other, int pageSize) {
        return !differs(one == null ? ZEROS : MemorySegment.ofArray(one), other, pageSize);
    }

    /** A copy of the first bytes, with zeros behind. */
    byte[] copy(int pageSize, long length) {
        byte[] copy = new byte[pageSize];
        if (bytes != null) {
            MemorySegment.copy(bytes, 0, MemorySegment.ofArray(copy), 0, length);
        }
        return copy;
    }
}
