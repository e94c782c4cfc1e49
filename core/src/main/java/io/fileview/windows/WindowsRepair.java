package io.fileview.windows;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.guarded.mapped.PageAccess;
import io.fileview.spi.Place;
import io.fileview.spi.WritebackRepair;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Recovers from failed writes of dirty pages by marking them as dirty again. Windows exposes neither
 * which pages of a file are in its cache, nor evictions, nor what it could not write in the
 * background.
 */
final class WindowsRepair implements WritebackRepair {
    /** The maximum that is mapped at once. */
    private static final long AT_ONCE = 256L << 20;

    private final WindowsFile file;

    WindowsRepair(WindowsFile file) {
        this.file = file;
    }

    /** {@inheritDoc} Only a flush could tell. */
    @Override
    public boolean lookForWriteError(boolean mayFlush) throws FlushFailedException {
        if (!mayFlush) {
            return false;
        }
        try {
            file.flush(new ByteRange(0, Long.MAX_VALUE), Durability.DEVICE, List.of());
            return true;
        } catch (FlushFailedException failure) {
            throw failure;
        } catch (IOException failure) {
            throw new FlushFailedException(
                    Place.of(file.name()),
                    "could not be flushed in order to learn whether earlier writes have failed ("
                            + failure.getMessage()
                            + "); treat its changes as not durable until a later flush has"
                            + " succeeded",
                    failure);
        }
    }

    /**
     * {@inheritDoc} Which pages are in the file cache is not exposed, so all pages of the range are
     * read and marked.
     */
    @Override
    public List<ByteRange> dirtyAgain(ByteRange range) throws IOException {
        long size = file.size();
        long from = Rounding.down(range.offset(), SystemPages.SIZE);
        long last = Math.min(range.end(), size);
        if (range.offset() >= last) {
            return List.of();
        }
        long end = Math.min(Rounding.up(last, SystemPages.SIZE), size);
        long next;
        for (long at = from; at < end; at = next) {
            long viewOffset = Rounding.down(at, SystemPages.GRANULARITY);
            next = Math.min(end, viewOffset + AT_ONCE);
            markDirty(viewOffset, at, next);
        }
        return List.of(new ByteRange(from, end - from));
    }

    private void markDirty(long viewOffset, long from, long end) throws IOException {
        Place place = Place.of(file.name(), from, end - from);
        SectionViews views =
                new MappableFile(file)
                        .mapViews(place, viewOffset, end - viewOffset, Protection.READ_WRITE);
        try (Arena arena = Arena.ofConfined()) {
            // A mapped page is there as a whole, also where the file ends inside of it.
            long wholePages = Rounding.up(end - viewOffset, SystemPages.SIZE);
            MemorySegment bytes =
                    NativeMemory.mapped(views.address(), wholePages, arena, file);
            for (long at = from - viewOffset; at < wholePages; at += SystemPages.SIZE) {
                PageAccess.markDirty(bytes, at);
            }
        } catch (InternalError lostPage) {
            if (!PageAccess.isBadPage(lostPage)) {
                throw lostPage;
            }
            throw lost(place, lostPage);
        } finally {
            views.unmap();
        }
    }

    private MappingException lost(Place place, InternalError lostPage) throws IOException {
        RangePages.requireInFile(new MappableFile(file), place);
        return WindowsPrefetch.unreadable(place, ProcessMemory.ERROR_PARTIAL_COPY, lostPage);
    }

    @Override
    public boolean knowsWhatIsOnDisk() {
        return false;
    }

    /**
     * {@inheritDoc} The file systems of Windows record up to where a file is valid, not block by
     * block, so that a write that succeeds makes the bytes before it valid, too.
     */
    @Override
    public List<ByteRange> notOnDisk(List<ByteRange> ranges) {
        return List.of();
    }

    @Override
    public boolean takeFreshBlocks(List<ByteRange> ranges) {
        return false;
    }

    @Override
    public long evictions() {
        return UNKNOWN_EVICTIONS;
    }

    @Override
    public long recentEvictions() {
        return UNKNOWN_EVICTIONS;
    }
}
