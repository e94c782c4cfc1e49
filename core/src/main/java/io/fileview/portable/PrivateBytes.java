package io.fileview.portable;

import io.fileview.ByteRange;
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
        byte[] mine = new byte[(int) Math.min(FileBytes.CHUNK, size)];
        byte[] file = new byte[mine.length];
        long chunkEnd;
        for (long at = 0; at < size; at = chunkEnd) {
            // Chunks end where pages of the file end.
            chunkEnd =
                    Math.min(size, PortableRange.pageStart(before + at + FileBytes.CHUNK) - before);
            int count = (int) (chunkEnd - at);
            whole.copy(offset + at, mine, count);
            whole.readFile(offset + at, MemorySegment.ofArray(file).asSlice(0, count));
            for (ByteRange bytes : changed(mine, file, count, before + at)) {
                add(changed, new ByteRange(at + bytes.offset(), bytes.length()));
            }
        }
        return changed;
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
