package io.fileview.portable;

import io.fileview.ByteRange;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a private mapping differs from its file. The JDK does not tell which pages are private, so the
 * whole file is read and compared.
 */
final class PrivateBytes {
    private PrivateBytes() {}

    /** The pages that differ, counted from the start of the given bytes of the range. */
    static List<ByteRange> changed(PortableRange range, ByteRange bytes) throws IOException {
        List<ByteRange> changed = new ArrayList<>();
        try (Arena arena = Arena.ofShared()) {
            MemorySegment file = arena.allocate(PortableSection.CHUNK);
            long before = range.fileOffset() + bytes.offset();
            long chunkEnd;
            for (long at = 0; at < bytes.length(); at = chunkEnd) {
                // Chunks end where pages of the file end.
                long next = pageStart(before + at + PortableSection.CHUNK) - before;
                chunkEnd = Math.min(bytes.length(), next);
                MemorySegment mine =
                        range.segment().asSlice(bytes.offset() + at, chunkEnd - at);
                range.readFile(bytes.offset() + at, file.asSlice(0, chunkEnd - at));
                compare(mine, file.asSlice(0, chunkEnd - at), before, at, changed);
            }
        }
        return changed;
    }

    private static void compare(
            MemorySegment mine,
            MemorySegment file,
            long before,
            long at,
            List<ByteRange> changed) {
        long length = mine.byteSize();
        for (long from = 0; from < length;) {
            long found = MemorySegment.mismatch(mine, from, length, file, from, length);
            if (found < 0) {
                return;
            }
            long page = pageStart(before + at + from + found) - before;
            long start = Math.max(0, page);
            long end = Math.min(at + length, page + Host.PAGE_SIZE);
            add(changed, new ByteRange(start, end - start));
            from = end - at;
        }
    }

    private static void add(List<ByteRange> changed, ByteRange bytes) {
        ByteRange last = changed.isEmpty() ? null : changed.getLast();
        if (last != null && last.end() == bytes.offset()) {
            changed.removeLast();
            changed.add(new ByteRange(last.offset(), bytes.end() - last.offset()));
        } else {
            changed.add(bytes);
        }
    }

    /** A private page cannot be given back: it gets what the file holds. */
    static void discard(PortableRange range, List<ByteRange> ranges) throws IOException {
        for (ByteRange bytes : ranges) {
            range.readFile(
                    bytes.offset(), range.segment().asSlice(bytes.offset(), bytes.length()));
        }
    }

    private static long pageStart(long offset) {
        return offset / Host.PAGE_SIZE * Host.PAGE_SIZE;
    }
}
