package io.fileview.commit;

import io.fileview.ByteRange;
import io.fileview.guarded.GuardedAccess;
import io.fileview.guarded.mapped.GuardedRange;
import io.fileview.guarded.mapped.MappedAccess;
import io.fileview.guarded.mapped.PageErrors;
import io.fileview.guarded.mapped.SoftwareAccess;
import io.fileview.live.Engines;
import io.fileview.spi.EngineFile;
import io.fileview.spi.MappedRange;
import io.fileview.spi.SoftwarePages;
import io.fileview.spi.SystemCopies;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * A private mapping of a range of a file, accessed through guarded access, so that an unreadable
 * page causes an exception and does not terminate the JVM.
 */
final class PrivateRange implements GuardedRange {
    private final EngineFile file;
    private final MappedRange range;
    private final long offset;
    private final String description;

    PrivateRange(EngineFile file, MappedRange range, long offset, String description) {
        this.file = file;
        this.range = range;
        this.offset = offset;
        this.description = description;
    }

    GuardedAccess access() {
        return range.softwarePages().isPresent()
                ? new SoftwareAccess(this)
                : new MappedAccess(this, new PageErrors(this)).neverRefused();
    }

    @Override
    public MemorySegment segment() {
        return range.segment().orElseThrow();
    }

    @Override
    public Optional<SoftwarePages> softwarePages() {
        return range.softwarePages();
    }

    @Override
    public Optional<SystemCopies> systemCopies() {
        return range.systemCopies();
    }

    /** The owner makes the accesses itself, and neither unmaps nor remaps the range meanwhile. */
    @Override
    public void keepingMapped(Use use) throws IOException {
        use.make();
    }

    @Override
    public long length() {
        return range.length();
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public String fileName() {
        return file.name();
    }

    @Override
    public long fileSize() throws IOException {
        return file.size();
    }

    @Override
    public long pageSize() {
        return file.pageSize();
    }

    @Override
    public Optional<String> otherHandlerOfPageErrors() {
        return Engines.otherHandlerOfPageErrors();
    }

    @Override
    public void prefetch(ByteRange bytes) throws IOException {
        range.prefetch(List.of(bytes));
    }

    @Override
    public boolean lacksRoomInMemory() {
        return file.lacksRoomInMemory();
    }

    @Override
    public String toString() {
        return description;
    }
}
