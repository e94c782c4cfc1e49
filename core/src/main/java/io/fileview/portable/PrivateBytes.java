package io.fileview.portable;

import io.fileview.ByteRange;
import io.fileview.proc.TouchedPages;
import io.fileview.spi.MappedRange;
import io.fileview.spi.PrivatePages;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
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
        long before = whole.fileOffset() + offset;
        try (TouchedPages touched = TouchedPages.open(Host.PAGE_SIZE)) {
            long chunkEnd;
            for (long at = 0; at < size; at = chunkEnd) {
                // Chunks end where pages of the file end, and so do parts.
                chunkEnd = Math.min(size, end(before + at, FileBytes.CHUNK) - before);
                if (!touched.mayBe(address(at), chunkEnd - at)) {
                    continue; // To look at a page of a hole would allocate it on tmpfs.
                }
                long to;
                for (long from = at; from < chunkEnd; from = to) {
                    to = Math.min(chunkEnd, end(before + from, PART) - before);
                    if (touched.mayBe(address(from), to - from)) {
                        compare(from, (int) (to - from), changed);
                    }
                }
            }
        }
        return changed;
    }

    private long address(long at) {
        return whole.bytes().address() + offset + at;
    }

    private static long end(long fileOffset, long most) {
        return PortableRange.pageStart(fileOffset + most);
    }

    private void compare(long at, int count, List<ByteRange> changed) throws IOException {
        byte[] mine = new byte[count];
        byte[] file = new byte[count];
        whole.copy(offset + at, mine, count);
        whole.readFile(offset + at, MemorySegment.ofArray(file));
        for (ByteRange bytes : changed(mine, file, count, whole.fileOffset() + offset + at)) {
            add(changed, new ByteRange(at + bytes.offset(), bytes.length()));
        }
    }

    /**
     * Returns the pages in which two copies of the same bytes of the file differ.
     *
     * @param count the number of bytes
     * @param fileOffset where they are in the file
     * @return ranges of the copies
     */
    static List<ByteRange> changed(byte[] mine, byte[] other, int count, long fileOffset) {
        List<ByteRange> changed = new ArrayList<>();
        for (int from = 0; from < count;) {
            int found = Arrays.mismatch(mine, from, count, other, from, count);
            if (found < 0) {
                break;
            }
            long page = PortableRange.pageStart(fileOffset + from + found) - fileOffset;
            long start = Math.max(0, page);
            long end = Math.min(count, page + Host.PAGE_SIZE);
            add(changed, new ByteRange(start, end - start));
            from = (int) end;
        }
        return changed;
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
}
