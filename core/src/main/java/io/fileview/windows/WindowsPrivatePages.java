package io.fileview.windows;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.guarded.mapped.PageAccess;
import io.fileview.spi.MappedRange;
import io.fileview.spi.PrivatePages;
import io.fileview.windows.PageSet.Run;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * The private pages of copy-on-write views. Windows cannot make one a page of the file again without
 * unmapping its address for a moment, in which a thread that reads there would end the process. So
 * discarding changes writes the bytes of the file into the page, and records that this has been
 * done: whether such a page has been changed again is found out by comparing it with the file.
 */
final class WindowsPrivatePages implements PrivatePages {
    /** The maximum of pages per search. */
    private static final long AT_ONCE = 1 << 20;

    private static final int CHUNK = 64 << 10;

    private final RangePages pages;
    private final Supplier<MemorySegment> segment;
    private final BiFunction<ByteRange, Object, MappedRange> parts;
    private final PageSet restored;

    WindowsPrivatePages(
            RangePages pages,
            Supplier<MemorySegment> segment,
            BiFunction<ByteRange, Object, MappedRange> parts) {
        this.pages = pages;
        this.segment = segment;
        this.parts = parts;
        this.restored = pages.mapped().restored();
    }

    @Override
    public MappedRange part(ByteRange range, Object anchor) {
        return parts.apply(range, anchor);
    }

    @Override
    public List<ByteRange> changed() throws IOException {
        List<ByteRange> changed = new ArrayList<>();
        for (Run run : copied()) {
            List<Run> compared;
            synchronized (restored) {
                compared = restored.within(run);
            }
            long next = run.first();
            for (Run part : compared) {
                add(changed, new Run(next, part.first()));
                addDifferent(changed, part);
                next = part.end();
            }
            add(changed, new Run(next, run.end()));
        }
        return changed;
    }

    /** Returns all pages that are copied, or possibly copied, also those that equal the file. */
    List<Run> copied() throws IOException {
        List<Run> copied = new ArrayList<>();
        if (pages.length() == 0) {
            return copied;
        }
        Run all = pages.run(pages.all());
        for (long first = all.first(); first < all.end(); first += AT_ONCE) {
            int count = (int) Math.min(AT_ONCE, all.end() - first);
            BitSet found = new BitSet();
            int error =
                    CopiedPages.findAll(
                            pages.mapped().address() + first * SystemPages.SIZE, count, found);
            if (error != 0) {
                throw WindowsErrors.failure(
                        pages.place(pages.all()),
                        "the changes of the copy-on-write view cannot be determined",
                        error);
            }
            for (int from = found.nextSetBit(0); from >= 0;) {
                int end = found.nextClearBit(from);
                copied.add(new Run(first + from, first + end));
                from = found.nextSetBit(end);
            }
        }
        return copied;
    }

    private void addDifferent(List<ByteRange> changed, Run run) throws IOException {
        eachChunk(
                run,
                (part, file) -> {
                    Run chunk = pages.run(part);
                    for (long page = chunk.first(); page < chunk.end(); page++) {
                        ByteRange bytes = pages.bytes(new Run(page, page + 1));
                        if (differs(file, part, bytes)) {
                            add(changed, new Run(page, page + 1));
                        }
                    }
                });
    }

    /** Compares bytes with the same bytes of the file, of which a part has been read. */
    private boolean differs(MemorySegment file, ByteRange part, ByteRange bytes)
            throws IOException {
        byte[] mine = new byte[(int) bytes.length()];
        copyOut(bytes, mine);
        return MemorySegment.ofArray(mine)
                .mismatch(file.asSlice(bytes.offset() - part.offset(), bytes.length()))
                >= 0;
    }

    private void copyOut(ByteRange bytes, byte[] into) throws IOException {
        try {
            PageAccess.toArray(segment.get(), bytes.offset(), into, 0, into.length);
        } catch (InternalError lostPage) {
            throw unreadable(bytes, lostPage);
        }
    }

    private void copyIn(ByteRange bytes, MemorySegment from) throws IOException {
        try {
            PageAccess.fromSegment(segment.get(), bytes.offset(), from, 0, bytes.length());
        } catch (InternalError lostPage) {
            throw unreadable(bytes, lostPage);
        }
    }

    private MappingException unreadable(ByteRange bytes, InternalError lostPage) {
        if (!PageAccess.isBadPage(lostPage)) {
            throw lostPage;
        }
        return WindowsPrefetch.unreadable(
                pages.place(bytes), ProcessMemory.ERROR_PARTIAL_COPY, lostPage);
    }

    /** Adds pages, joined with those right before them. */
    private void add(List<ByteRange> changed, Run run) {
        if (run.first() >= run.end()) {
            return;
        }
        ByteRange bytes = pages.bytes(run);
        ByteRange last = changed.isEmpty() ? null : changed.getLast();
        if (last != null && last.end() == bytes.offset()) {
            changed.removeLast();
            bytes = new ByteRange(last.offset(), last.length() + bytes.length());
        }
        changed.add(bytes);
    }

    /** {@inheritDoc} A page that equals the file already is not written. */
    @Override
    public void discard(List<ByteRange> ranges) throws IOException {
        for (ByteRange range : ranges) {
            Run run = pages.run(range);
            eachChunk(
                    run,
                    (part, file) -> {
                        if (differs(file, part, part)) {
                            copyIn(part, file);
                        }
                    });
            synchronized (restored) {
                restored.add(run);
            }
        }
    }

    private interface Use {
        /**
         * Uses bytes of the file.
         *
         * @param part which bytes of this range they are
         */
        void of(ByteRange part, MemorySegment file) throws IOException;
    }

    private void eachChunk(Run run, Use use) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(CHUNK);
            long pagesOfChunk = CHUNK / SystemPages.SIZE;
            for (long first = run.first(); first < run.end(); first += pagesOfChunk) {
                Run chunk = new Run(first, Math.min(run.end(), first + pagesOfChunk));
                ByteRange part = pages.bytes(chunk);
                MemorySegment file = buffer.asSlice(0, part.length());
                long count = pages.file().read(file, pages.place(part).offset());
                if (count < part.length()) {
                    pages.requireInFile(part);
                    file.asSlice(count).fill((byte) 0);
                }
                use.of(part, file);
            }
        }
    }
}
