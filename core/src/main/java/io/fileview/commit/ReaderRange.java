package io.fileview.commit;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.MappingException;
import io.fileview.guarded.GuardedAccess;
import io.fileview.spi.MappedRange;
import io.fileview.spi.PageLocking;
import io.fileview.spi.PageResidency;
import io.fileview.spi.Place;
import io.fileview.spi.PrivatePages;
import io.fileview.spi.SoftwarePages;
import io.fileview.spi.SystemCopies;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A private mapping that the program sees as read-only. It shows the file, and in private pages the
 * commits that only the journal holds.
 */
final class ReaderRange implements MappedRange {
    private final ReaderFile file;
    private final MappedRange range;
    private final @Nullable PrivatePages pages;
    private final long offset;
    private final GuardedAccess access;
    private final Object patching = new Object();

    /** Whether commits were ever shown; some engines keep such pages private. */
    private boolean wasPatched; // guarded by patching

    /**
     * Takes a mapped range over.
     *
     * @param pages its private pages; null if the engine cannot map the file privately
     */
    ReaderRange(
            ReaderFile file, MappedRange range, @Nullable PrivatePages pages, long offset) {
        this.file = file;
        this.range = range;
        this.pages = pages;
        this.offset = offset;
        this.access = new PrivateRange(file, range, offset, "view of " + file.name()).access();
    }

    /** Returns the range of the file. */
    ByteRange bytes() {
        return new ByteRange(offset, range.length());
    }

    void requirePrivate() throws MappingException {
        if (pages == null) {
            throw new MappingException(
                    Place.of(file.name(), offset, range.length()),
                    "lacks commits that its journal holds, and the engine cannot show them in a"
                            + " view without permission to write the file; open the file once for"
                            + " commits as a user who may write it",
                    null);
        }
    }

    /** Shows the file again. */
    void discard() throws IOException {
        synchronized (patching) {
            if (wasPatched && pages != null && range.isMapped()) {
                pages.discard(pages.changed());
            }
        }
    }

    /** Shows the part of bytes of the file that this range has. */
    void patchPart(long position, MemorySegment bytes) throws IOException {
        long from = Math.max(position, offset);
        long to = Math.min(position + bytes.byteSize(), offset + range.length());
        if (from < to) {
            patch(from, bytes.asSlice(from - position, to - from));
        }
    }

    /** Shows bytes of the file, all of which this range has. */
    void patch(long position, MemorySegment bytes) throws IOException {
        synchronized (patching) {
            if (range.isMapped()) {
                wasPatched = true;
                access.copyFrom(position - offset, bytes, 0, bytes.byteSize());
            }
        }
    }

    @Override
    public Optional<MemorySegment> segment() {
        return range.segment().map(MemorySegment::asReadOnly);
    }

    @Override
    public Optional<SoftwarePages> softwarePages() {
        return range.softwarePages();
    }

    @Override
    public Optional<SystemCopies> systemCopies() {
        return range.systemCopies();
    }

    @Override
    public long length() {
        return range.length();
    }

    @Override
    public boolean isMapped() {
        return range.isMapped();
    }

    @Override
    public boolean isAccessible() {
        return range.isAccessible();
    }

    /** Unmaps the range, once no thread is copying pages of the journal into it. */
    @Override
    public void unmap() throws IOException {
        synchronized (patching) {
            range.unmap();
        }
    }

    @Override
    public BooleanSupplier reclaim() {
        return range.reclaim();
    }

    @Override
    public void remap(long newLength) throws IOException {
        synchronized (patching) {
            range.remap(newLength);
        }
        file.showIn(this);
    }

    @Override
    public void flush(ByteRange bytes, Durability durability, Iterable<MappedRange> live)
            throws IOException {
        range.flush(bytes, durability, live);
    }

    @Override
    public void prefetch(List<ByteRange> ranges) throws IOException {
        range.prefetch(ranges);
    }

    @Override
    public boolean advise(ByteRange bytes, Advice advice) throws IOException {
        return range.advise(bytes, advice);
    }

    @Override
    public Optional<PageResidency> residency() {
        return range.residency();
    }

    @Override
    public Optional<PageLocking> locking() {
        return range.locking();
    }
}
