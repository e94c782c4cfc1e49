package io.fileview.cli;

import io.fileview.ByteRange;
import io.fileview.FlushFailedException;
import io.fileview.spi.Place;
import io.fileview.spi.WritebackRepair;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.List;

/**
 * The file cache of a {@link SimulatedDisk}. It treats a page that the disk refused as Linux does:
 * the page counts as clean, one flush reports the error, and the next one leaves the page out.
 */
final class SimulatedCache implements WritebackRepair {
    private static final int PAGE = SimulatedDisk.PAGE;

    private final SimulatedDisk disk;
    private final byte[] bytes; // guarded by this
    private final BitSet dirty = new BitSet(); // guarded by this

    SimulatedCache(SimulatedDisk disk) {
        this.disk = disk;
        this.bytes = disk.read();
    }

    int size() {
        return disk.size();
    }

    synchronized void read(long offset, MemorySegment into) {
        MemorySegment.copy(MemorySegment.ofArray(bytes), offset, into, 0, into.byteSize());
    }

    synchronized void write(long offset, MemorySegment from) {
        MemorySegment.copy(from, 0, MemorySegment.ofArray(bytes), offset, from.byteSize());
        markDirty(offset, offset + from.byteSize());
    }

    private void markDirty(long start, long end) {
        dirty.set((int) (start / PAGE), (int) ((end + PAGE - 1) / PAGE));
    }

    /** Writes all dirty pages. */
    synchronized void flush(Place place) throws FlushFailedException {
        int refused = 0;
        for (int page = dirty.nextSetBit(0); page >= 0; page = dirty.nextSetBit(page + 1)) {
            refused += disk.write(page, bytes) ? 0 : 1;
        }
        dirty.clear();
        if (refused > 0) {
            throw new FlushFailedException(
                    place.withError("EIO"),
                    Amount.count(refused, "page") + " could not be written: I/O error (EIO)",
                    null);
        }
    }

    /** Nothing is written but by a flush, which reports its errors itself. */
    @Override
    public boolean lookForWriteError(boolean mayFlush) {
        return true;
    }

    @Override
    public synchronized List<ByteRange> dirtyAgain(ByteRange range) {
        markDirty(range.offset(), range.end());
        return List.of(range);
    }

    @Override
    public boolean knowsWhatIsOnDisk() {
        return true;
    }

    /** The disk returns what it has written. */
    @Override
    public List<ByteRange> notOnDisk(List<ByteRange> ranges) {
        return List.of();
    }

    @Override
    public boolean takeFreshBlocks(List<ByteRange> ranges) {
        return false;
    }

    /** No page ever leaves this cache. */
    @Override
    public long evictions() {
        return 0;
    }

    @Override
    public long recentEvictions() {
        return evictions();
    }
}
