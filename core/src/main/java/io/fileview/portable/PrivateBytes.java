package io.fileview.portable;

import io.fileview.ByteRange;
import io.fileview.proc.TouchedPages;
import io.fileview.spi.MappedRange;
import io.fileview.spi.PrivatePages;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The differences between a part of a private mapping and the file. The JDK does not expose which
 * pages are private, so the file is read and compared.
 */
final class PrivateBytes implements PrivatePages {
    /** The size of the parts of which no page is looked at unless one has been used. */
    private static final long PART = 64 << 10;

    private final PortableRange whole;
    private final long offset;
    private final LongSupplier length;

    /** Covers the part of the range from the offset on, whose length is determined at each call. */
    PrivateBytes(PortableRange whole, long offset, LongSupplier length) {
        this.whole = whole;
        this.offset = offset;
        this.length = length;
    }

    @Override
    public MappedRange part(ByteRange range, Object anchor) {
        return new PortablePart(whole, inWhole(range));
    }

    @Override
    public List<ByteRange> changed() throws IOException {
        List<ByteRange> changed = new ArrayList<>();
        long size = length.getAsLong();
        try (Arena arena = Arena.ofShared();
                TouchedPages touched = TouchedPages.open(Host.PAGE_SIZE)) {
            MemorySegment file = arena.allocate(FileBytes.CHUNK);
            long before = whole.fileOffset() + offset;
            long chunkEnd;
            for (long at = 0; at < size; at = chunkEnd) {
                // Chunks end where pages of the file end.
                long next = pageStart(before + at + FileBytes.CHUNK) - before;
                chunkEnd = Math.min(size, next);
                MemorySegment mine = whole.bytes().asSlice(offset + at, chunkEnd - at);
                if (!touched.mayBe(mine.address(), mine.byteSize())) {
                    continue; // To look at a page of a hole would allocate it on tmpfs.
                }
                whole.readFile(offset + at, file.asSlice(0, chunkEnd - at));
                long to;
                for (long from = 0; from < mine.byteSize(); from = to) {
                    // So do parts.
                    long end = pageStart(before + at + from + PART) - before - at;
                    to = Math.min(mine.byteSize(), end);
                    if (touched.mayBe(mine.address() + from, to - from)) {
                        compare(
                                mine.asSlice(from, to - from),
                                file.asSlice(from, to - from),
                                before,
                                at + from,
                                changed);
                    }
                }
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

    /**
     * {@inheritDoc} The JDK cannot discard a private page, so the file's bytes are copied into it.
     */
    @Override
    public void discard(List<ByteRange> ranges) throws IOException {
        for (ByteRange bytes : ranges) {
            ByteRange range = inWhole(bytes);
            whole.readFile(
                    range.offset(), whole.bytes().asSlice(range.offset(), range.length()));
        }
    }

    private ByteRange inWhole(ByteRange range) {
        return new ByteRange(offset + range.offset(), range.length());
    }

    private static long pageStart(long offset) {
        return offset / Host.PAGE_SIZE * Host.PAGE_SIZE;
    }
}
