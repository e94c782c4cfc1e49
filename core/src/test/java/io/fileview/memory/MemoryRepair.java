package io.fileview.memory;

import io.fileview.ByteRange;
import io.fileview.FlushFailedException;
import io.fileview.spi.Place;
import io.fileview.spi.WritebackRepair;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes pages again that the disk did not take. */
final class MemoryRepair implements WritebackRepair {
    private final MemoryFile file;
    private final FileNode node;

    MemoryRepair(MemoryFile file) {
        this.file = file;
        this.node = file.node();
    }

    @Override
    public boolean lookForWriteError(boolean mayFlush) throws FlushFailedException {
        if (!mayFlush && file.files().behaviour().exposesErrorsOnlyByFlushes()) {
            return false;
        }
        Place place = Place.of(file.name());
        try {
            file.files()
                    .faults()
                    .run(
                            Operation.LOOK_FOR_WRITE_ERROR,
                            file.name(),
                            () -> file.flushes().tellOfErrors(place,
                                    "changes written in the background"));
            return true;
        } catch (FlushFailedException failure) {
            throw failure;
        } catch (IOException failure) {
            throw new FlushFailedException(
                    place.withError("EIO"), "the system does not tell whether it wrote all (EIO)",
                    failure);
        }
    }

    @Override
    public List<ByteRange> dirtyAgain(ByteRange range) throws IOException {
        return file.run(
                Operation.DIRTY_AGAIN,
                range.offset(),
                range.length(),
                () -> {
                    file.requireWritable("pages cannot be marked to be written again");
                    long first = range.offset() / node.pageSize();
                    long end = range.length() == 0 ? first : node.pages(range.end());
                    List<ByteRange> marked = new ArrayList<>();
                    for (Map.Entry<Long, CachedPage> entry : node.cache.within(first, end)
                            .entrySet()) {
                        entry.getValue().dirty = true;
                        PageSpan.addTo(marked, entry.getKey() * node.pageSize(), node.pageSize());
                    }
                    return marked;
                });
    }

    @Override
    public boolean knowsWhatIsOnDisk() {
        return file.files().behaviour().knowsWhatIsOnDisk();
    }

    @Override
    public List<ByteRange> notOnDisk(List<ByteRange> ranges) throws IOException {
        ByteRange first = ranges.isEmpty() ? new ByteRange(0, 0) : ranges.getFirst();
        return file.run(
                Operation.NOT_ON_DISK,
                first.offset(),
                first.length(),
                () -> {
                    if (!knowsWhatIsOnDisk()) {
                        return file.files().behaviour().losesFailedFirstWrites()
                                ? ranges
                                : List.of();
                    }
                    List<ByteRange> missing = new ArrayList<>();
                    for (ByteRange range : ranges) {
                        for (long page : pagesOf(range)) {
                            if (node.disk.isLost(page)) {
                                PageSpan.addTo(missing, page * node.pageSize(), node.pageSize());
                            }
                        }
                    }
                    return missing;
                });
    }

    @Override
    public boolean takeFreshBlocks(List<ByteRange> ranges) {
        try {
            return file.run(
                    Operation.TAKE_FRESH_BLOCKS,
                    -1,
                    -1,
                    () -> {
                        if (!file.files().behaviour().givesFreshBlocks()) {
                            return false;
                        }
                        ranges.forEach(range -> pagesOf(range).forEach(node.disk::foundAgain));
                        return true;
                    });
        } catch (IOException refused) {
            return false;
        }
    }

    private List<Long> pagesOf(ByteRange range) {
        return new ArrayList<>(
                node.cache
                        .within(range.offset() / node.pageSize(), node.pages(range.end()))
                        .keySet());
    }

    @Override
    public long evictions() {
        return file.files().behaviour().countsEvictions()
                ? file.files().evictions()
                : UNKNOWN_EVICTIONS;
    }

    @Override
    public long recentEvictions() {
        return evictions();
    }
}
