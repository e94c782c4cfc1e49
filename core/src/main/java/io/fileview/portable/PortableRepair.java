package io.fileview.portable;

import io.fileview.ByteRange;
import io.fileview.FlushFailedException;
import io.fileview.proc.CacheEvictions;
import io.fileview.spi.Place;
import io.fileview.spi.WritebackRepair;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recovers from failed write-back, as far as the JDK can: it cannot determine which blocks are on
 * the disk.
 */
final class PortableRepair implements WritebackRepair {
    private final String name;
    private final SteadyFile file;
    private final Mappers mappers;
    private final LocalFileSystem fileSystem;
    private final CachedPages cachedPages;

    PortableRepair(
            String name, SteadyFile file, Mappers mappers, LocalFileSystem fileSystem) {
        this.name = name;
        this.file = file;
        this.mappers = mappers;
        this.fileSystem = fileSystem;
        this.cachedPages = new CachedPages(name, file, mappers, fileSystem);
    }

    /**
     * The operating system keeps an error for each descriptor separately, and reports it only with
     * a flush.
     */
    @Override
    public boolean lookForWriteError(boolean mayFlush) throws FlushFailedException {
        if (!mayFlush) {
            return false;
        }
        IOException failure = null;
        try {
            file.force(false);
        } catch (IOException e) {
            failure = e;
        }
        failure = failureOfMappers(failure);
        if (failure != null) {
            throw PortableFlush.failed(Place.of(name), failure, failure);
        }
        return true;
    }

    private @Nullable IOException failureOfMappers(@Nullable IOException earlier) {
        try {
            mappers.force();
            return earlier;
        } catch (IOException e) {
            return earlier == null ? e : earlier;
        }
    }

    @Override
    public List<ByteRange> dirtyAgain(ByteRange range) throws IOException {
        return cachedPages.dirty(range);
    }

    @Override
    public boolean knowsWhatIsOnDisk() {
        return false;
    }

    @Override
    public List<ByteRange> notOnDisk(List<ByteRange> ranges) {
        return fileSystem.mayMissBlocks() ? List.copyOf(ranges) : List.of();
    }

    @Override
    public boolean takeFreshBlocks(List<ByteRange> ranges) {
        return false;
    }

    @Override
    public long evictions() {
        return counter().now();
    }

    @Override
    public long recentEvictions() {
        return counter().recently();
    }

    private CacheEvictions counter() {
        return fileSystem.countsEvictions()
                ? CacheEvictions.OF_MACHINE
                : CacheEvictions.NOT_COUNTED;
    }
}
