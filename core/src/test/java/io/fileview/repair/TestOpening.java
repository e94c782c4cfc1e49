package io.fileview.repair;

import io.fileview.Protection;
import io.fileview.memory.MemoryFileSystem;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.MappedRange;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.waiting.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** The only opening of a file in memory, which no view maps. */
final class TestOpening implements Opening, FileUsers, AutoCloseable {
    private final EngineFile file;
    private Supplier<Duration> waitLimit = () -> Deadline.FOREVER;
    private volatile long evictionsWhenSound;

    TestOpening(MemoryFileSystem system, Path path) throws IOException {
        file =
                system.engine()
                        .open(
                                FileLocation.of(path),
                                new OpenRequest(Protection.READ_WRITE, Creation.EXISTING, false));
    }

    void waitLimit(Duration limit) {
        waitLimit(() -> limit);
    }

    /** Sets what is run each time that somebody asks for the limit. */
    void waitLimit(Supplier<Duration> limit) {
        waitLimit = limit;
    }

    @Override
    public EngineFile engineFile() {
        return file;
    }

    @Override
    public long size() {
        return FlushFixture.PAGES * FlushWorld.PAGE;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public boolean tryRetain() {
        return true;
    }

    @Override
    public void release() {}

    @Override
    public Duration waitLimit() {
        return waitLimit.get();
    }

    @Override
    public long evictionsWhenSound() {
        return evictionsWhenSound;
    }

    @Override
    public void soundAt(long evictions) {
        evictionsWhenSound = evictions;
    }

    @Override
    public Iterable<? extends Opening> openings() {
        return List.of(this);
    }

    @Override
    public ByteRanges writableRanges() {
        return new ByteRanges();
    }

    @Override
    public Iterable<MappedRange> liveRanges(Opening opening) {
        return List.of();
    }

    @Override
    public void close() {
        file.close();
    }
}
