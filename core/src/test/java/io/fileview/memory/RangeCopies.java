package io.fileview.memory;

import io.fileview.ByteRange;
import io.fileview.spi.MappedRange;
import io.fileview.spi.PrivatePages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The private pages of a copy-on-write range, or of a part of it. */
final class RangeCopies implements PrivatePages {
    private final MemoryRange range;
    private final Supplier<ByteRange> extent;

    /** Of all of a range, also when it has been remapped. */
    RangeCopies(MemoryRange range) {
        this.range = range;
        this.extent = () -> new ByteRange(0, range.length());
    }

    RangeCopies(MemoryRange range, ByteRange bytes) {
        this.range = range;
        this.extent = () -> bytes;
    }

    @Override
    public MappedRange part(ByteRange part, Object anchor) {
        ByteRange inRange = new ByteRange(extent.get().offset() + part.offset(), part.length());
        return switch (range) {
            case SegmentRange segments -> segments.part(inRange, anchor);
            case SoftwareRange software -> software.part(inRange);
        };
    }

    @Override
    public List<ByteRange> changed() throws IOException {
        List<ByteRange> changed = new ArrayList<>();
        ByteRange bytes = extent.get();
        range.run(
                Operation.CHANGED,
                bytes,
                () -> range.file()
                        .locked(
                                () -> {
                                    addChanged(bytes, changed);
                                    return null;
                                }));
        return changed;
    }

    private void addChanged(ByteRange bytes, List<ByteRange> changed) {
        long pageSize = range.file().pageSize();
        long start = range.mapping().offset + bytes.offset();
        PageSpan pages = range.pages(bytes);
        for (long page : range.mapping().changedPages(pages.first(), pages.end())) {
            long from = Math.max(0, page * pageSize - start);
            long to = Math.min(bytes.length(), (page + 1) * pageSize - start);
            PageSpan.addTo(changed, from, to - from);
        }
    }

    @Override
    public void discard(List<ByteRange> ranges) throws IOException {
        ByteRange bytes = extent.get();
        for (ByteRange part : ranges) {
            ByteRange inRange = new ByteRange(bytes.offset() + part.offset(), part.length());
            range.run(Operation.DISCARD, inRange, () -> discardNow(range.pages(inRange)));
        }
    }

    private void discardNow(PageSpan pages) throws IOException {
        if (range instanceof SegmentRange) {
            range.file().transfer().bringIn(pages.first(), pages.end());
        }
        range.file()
                .locked(
                        () -> {
                            for (long page = pages.first(); page < pages.end(); page++) {
                                range.mapping().follow(page);
                            }
                            return null;
                        });
    }
}
