package io.fileview.linux;

import io.fileview.ByteRange;
import io.fileview.FlushFailedException;
import io.fileview.proc.CacheEvictions;
import io.fileview.spi.WritebackRepair;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recovers from failed write-back. */
final class LinuxWriteback implements WritebackRepair {
    private final Descriptor file;
    private final LinuxFlush flush;
    private volatile @Nullable CacheEvictions evictions;

    LinuxWriteback(Descriptor file, LinuxFlush flush) {
        this.file = file;
        this.flush = flush;
    }

    /** Flushes only on overlayfs: elsewhere the kernel exposes the error without a flush. */
    @Override
    public boolean lookForWriteError(boolean mayFlush) throws FlushFailedException {
        return flush.lookForWriteError(mayFlush);
    }

    @Override
    public List<ByteRange> dirtyAgain(ByteRange range) throws IOException {
        return new CachedPages(file).dirty(range);
    }

    @Override
    public boolean knowsWhatIsOnDisk() {
        return true;
    }

    @Override
    public List<ByteRange> notOnDisk(List<ByteRange> ranges) throws IOException {
        return new Extents(file).missing(ranges, file.size());
    }

    @Override
    public boolean takeFreshBlocks(List<ByteRange> ranges) {
        return !file.isMemory() && new FreshBlocks(file).take(ranges);
    }

    @Override
    public long evictions() {
        return counted().now();
    }

    @Override
    public long recentEvictions() {
        return counted().recently();
    }

    private CacheEvictions counted() {
        CacheEvictions counted = evictions;
        if (counted == null) {
            counted =
                    file.type().countsEvictions()
                            ? CacheEvictions.OF_MACHINE
                            : CacheEvictions.NOT_COUNTED;
            evictions = counted;
        }
        return counted;
    }
}
