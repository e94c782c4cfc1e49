package io.fileview.portable;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.MappingException.Place;
import io.fileview.PageMap;
import io.fileview.PageState;
import io.fileview.Protection;
import io.fileview.portable.PortableSection.Mapped;
import io.fileview.spi.MappedRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A mapped range in an arena of its own, which unmaps it when it is closed. */
final class PortableRange implements MappedRange {
    /**
     * How much is flushed at once. On Windows the JDK cuts a longer length to its lower 32 bits and
     * would silently leave the rest; elsewhere one call does all.
     */
    private static final long FLUSH_AT_ONCE = Host.WINDOWS ? 1L << 30 : Long.MAX_VALUE;

    /**
     * On Linux {@code msync(2)}, and on Windows the JDK, flush the device's cache too. Elsewhere, as
     * on macOS, only forcing the file does.
     */
    private static final boolean PAGES_REACH_DEVICE = Host.LINUX || Host.WINDOWS;

    private final PortableSection section;
    private final long fileOffset;
    private final Protection protection;
    private final boolean confined;
    private volatile Mapped mapped;

    PortableRange(
            PortableSection section,
            long fileOffset,
            Protection protection,
            boolean confined,
            Mapped mapped) {
        this.section = section;
        this.fileOffset = fileOffset;
        this.protection = protection;
        this.confined = confined;
        this.mapped = mapped;
    }

    @Override
    public MemorySegment segment() {
        return mapped.segment();
    }

    @Override
    public void unmap() {
        close(mapped);
    }

    private void close(Mapped range) {
        try {
            range.arena().close();
        } catch (WrongThreadException e) {
            throw new WrongThreadException(
                    this + " is confined to the thread that mapped it; only that can unmap it", e);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    this
                            + " cannot be unmapped: its segment is in use by a native call or channel"
                            + " I/O of another thread; try again when that has returned",
                    e);
        }
    }

    @Override
    public BooleanSupplier reclaim() {
        return this::reclaimNow; // The segment that it keeps leads to no view.
    }

    private boolean reclaimNow() {
        if (confined) {
            return false;
        }
        try {
            mapped.arena().close();
            return true;
        } catch (IllegalStateException inUse) {
            return false;
        }
    }

    /**
     * Maps the longer range first. Of a copy-on-write view it keeps the pages that differ from the
     * file: while it does, nobody may write to the file or to the view, and a page that was written
     * with what the file holds follows the file again.
     */
    @Override
    public void remap(long newLength) throws IOException {
        Mapped before = mapped;
        if (!isMine(before)) {
            throw new WrongThreadException(
                    this + " is confined to the thread that mapped it; only that can remap it");
        }
        Mapped longer = section.map(fileOffset, newLength, protection, confined);
        try {
            if (protection == Protection.COPY_ON_WRITE) {
                keepChanges(before.segment(), longer.segment());
            }
            close(before);
        } catch (InternalError lostPage) {
            longer.arena().close();
            Place place = Place.of(section.name(), fileOffset, before.segment().byteSize());
            throw PortableSection.unreadable(place, lostPage);
        } catch (Throwable failure) {
            longer.arena().close();
            throw failure;
        }
        mapped = longer;
    }

    private void keepChanges(MemorySegment from, MemorySegment to) {
        long length = from.byteSize();
        for (long at = 0; at < length;) {
            long differing = MemorySegment.mismatch(from, at, length, to, at, length);
            if (differing < 0) {
                return;
            }
            long page = pageAt(fileOffset + at + differing) * Host.PAGE_SIZE - fileOffset;
            long start = Math.max(0, page);
            at = Math.min(length, page + Host.PAGE_SIZE);
            MemorySegment.copy(from, start, to, start, at - start);
        }
    }

    @Override
    public void flush(ByteRange range, Durability durability) throws IOException {
        try {
            if (range.length() > 0) {
                flushPages(range);
            }
            if (durability == Durability.DEVICE) {
                if (!PAGES_REACH_DEVICE) {
                    section.flush().data();
                }
                section.flush().metadata();
            }
        } catch (MappingException failure) {
            throw failure;
        } catch (IOException | UncheckedIOException failure) {
            throw flushFailed(range, failure);
        }
    }

    private void flushPages(ByteRange range) throws IOException {
        Mapped now = mapped;
        if (protection != Protection.READ_WRITE) {
            // The JDK does not flush the pages of such a mapping.
            section.flush().data();
        } else if (isMine(now)) {
            for (long from = range.offset(); from < range.end();) {
                long length = Math.min(FLUSH_AT_ONCE, range.end() - from);
                now.segment().asSlice(from, length).force();
                from += length;
            }
        } else if (Host.LINUX) {
            // fdatasync(2) takes the pages changed through mappings along.
            section.flush().data();
        } else {
            throw new WrongThreadException(
                    this + " is confined to the thread that mapped it; flush it there");
        }
    }

    private FlushFailedException flushFailed(ByteRange range, Exception failure) {
        Throwable said = failure.getCause() instanceof IOException inner ? inner : failure;
        return PortableFlush.failed(place(range), said, failure);
    }

    /**
     * Reads through the file first, in native code, where an error can be told; then touches the
     * pages. Should one be lost in between, the JDK's error may come too late to be caught here.
     */
    @Override
    public void prefetch(List<ByteRange> ranges) throws IOException {
        for (ByteRange range : ranges) {
            if (range.length() > 0) {
                section.bringIn(place(range));
                load(range);
            }
        }
    }

    private void load(ByteRange range) throws IOException {
        Mapped now = mapped;
        // Another thread than the one that it is confined to may not touch it: the cache must do.
        if (isMine(now)) {
            try {
                now.segment().asSlice(range.offset(), range.length()).load();
            } catch (InternalError failure) {
                throw PortableSection.unreadable(place(range), failure);
            }
        }
    }

    @Override
    public boolean advise(ByteRange range, Advice advice) {
        return false;
    }

    @Override
    public void lock(ByteRange range) {
        throw cannot("lock pages in memory");
    }

    @Override
    public void unlock(ByteRange range) {
        throw cannot("lock pages in memory, so there is nothing to unlock");
    }

    @Override
    public void trim(ByteRange range) {
        throw cannot("take pages out of the working set");
    }

    private UnsupportedOperationException cannot(String what) {
        return new UnsupportedOperationException(
                this + ": the portable engine cannot " + what + "; the engine linux can");
    }

    @Override
    public PageMap pages(ByteRange range) {
        long first = pageAt(fileOffset + range.offset());
        long end =
                range.length() == 0 ? first : pageAt(fileOffset + range.end() - 1) + 1;
        int count = Math.toIntExact(end - first);
        // One column for all states: that of a large view takes megabytes.
        PageMap.Column unknown =
                PageMap.Column.unknown(count, "the portable engine cannot see it");
        Map<PageState, PageMap.Column> columns = new EnumMap<>(PageState.class);
        for (PageState state : PageState.values()) {
            columns.put(state, unknown);
        }
        if (protection != Protection.COPY_ON_WRITE) {
            columns.put(PageState.PRIVATE, PageMap.Column.known(new BitSet()));
        }
        return new PageMap(first * Host.PAGE_SIZE, Host.PAGE_SIZE, count, columns, null);
    }

    @Override
    public MappedRange part(ByteRange range, Object anchor) {
        return new PortablePart(this, range);
    }

    @Override
    public List<ByteRange> changed() throws IOException {
        return PrivateBytes.changed(this, new ByteRange(0, mapped.segment().byteSize()));
    }

    @Override
    public void discard(List<ByteRange> ranges) throws IOException {
        PrivateBytes.discard(this, ranges);
    }

    long fileOffset() {
        return fileOffset;
    }

    /** Reads bytes of the file itself, and not of this range. */
    void readFile(long offset, MemorySegment into) throws IOException {
        section.read(fileOffset + offset, into);
    }

    private static long pageAt(long offsetInFile) {
        return offsetInFile / Host.PAGE_SIZE;
    }

    private Place place(ByteRange range) {
        return Place.of(section.name(), fileOffset + range.offset(), range.length());
    }

    private static boolean isMine(Mapped range) {
        return range.segment().isAccessibleBy(Thread.currentThread());
    }

    /** Names the range. */
    @Override
    public String toString() {
        return "view of "
                + section.name()
                + " [offset "
                + fileOffset
                + ", length "
                + mapped.segment().byteSize()
                + "]";
    }
}
