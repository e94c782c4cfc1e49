package io.fileview.windows;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.Protection;
import io.fileview.messages.SegmentEnd;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.PageLocking;
import io.fileview.spi.PageResidency;
import io.fileview.spi.Place;
import io.fileview.spi.PrivatePages;
import io.fileview.spi.SystemCopies;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A range of a file, or of memory, in the address space. */
final class WindowsRange implements MappedRange, SystemCopies {
    private final Mappable file;
    private final MapRequest request;
    private final MappedPages mapped;
    private final RangePages pages;
    private final WindowsLocking locking;
    private final WindowsPrivatePages privatePages;
    private Arena arena;
    private volatile MemorySegment segment;

    private WindowsRange(
            Mappable file, MapRequest request, MappedPages mapped, long viewOffset) {
        this.file = file;
        this.request = request;
        this.mapped = mapped;
        this.pages = new RangePages(file, request, mapped, viewOffset);
        this.locking = new WindowsLocking(pages);
        this.privatePages = new WindowsPrivatePages(pages, () -> segment, this::part);
        this.arena = newArena();
        this.segment = newSegment(arena);
    }

    /** Maps a range of a file. */
    static MappedRange map(WindowsFile file, MapRequest request) throws IOException {
        return map(new MappableFile(file), request);
    }

    /** Maps a range of a file or of memory. */
    static MappedRange map(Mappable file, MapRequest request) throws IOException {
        long viewOffset = Rounding.down(request.offset(), SystemPages.GRANULARITY);
        SectionViews views = mapViews(file, request, request.length());
        try {
            return new WindowsRange(file, request, new MappedPages(views), viewOffset);
        } catch (Throwable noMemory) {
            views.unmap();
            throw noMemory;
        }
    }

    private static SectionViews mapViews(Mappable file, MapRequest request, long length)
            throws IOException {
        long viewOffset = Rounding.down(request.offset(), SystemPages.GRANULARITY);
        return length == 0
                ? SectionViews.NONE
                : file.mapViews(
                        Place.of(file.name(), request.offset(), length),
                        viewOffset,
                        request.offset() - viewOffset + length,
                        request.protection());
    }

    private Arena newArena() {
        return request.confined() ? Arena.ofConfined() : Arena.ofShared();
    }

    private MemorySegment newSegment(Arena life) {
        return segmentAt(pages.address(), pages.length(), life);
    }

    private MemorySegment segmentAt(long address, long length, Arena life) {
        MemorySegment bytes = NativeMemory.mapped(address, length, life, request.anchor());
        return request.protection() == Protection.READ_ONLY ? bytes.asReadOnly() : bytes;
    }

    @Override
    public Optional<MemorySegment> segment() {
        return Optional.of(segment);
    }

    @Override
    public long length() {
        return pages.length();
    }

    @Override
    public boolean isMapped() {
        return segment.scope().isAlive();
    }

    @Override
    public boolean isAccessible() {
        return segment.isAccessibleBy(Thread.currentThread());
    }

    @Override
    public boolean isPart() {
        return !mapped.areOwn();
    }

    @Override
    public BooleanSupplier reclaim() {
        return mapped;
    }

    /** {@inheritDoc} Closes the arena first, so that nobody is in the pages when they go. */
    @Override
    public void unmap() throws IOException {
        if (mapped.areLost()) {
            return;
        }
        int error = 0;
        try {
            close(arena, "unmap");
            if (isPart()) {
                locking.unlockAll();
            }
        } finally {
            if (!isMapped()) { // also if there was no memory to tell the segment's owner
                error = mapped.unmap();
            }
        }
        if (error != 0) {
            throw WindowsErrors.failure(
                    pages.place(pages.all()), "cannot unmap the view", error);
        }
    }

    /**
     * {@inheritDoc} Maps the longer range elsewhere before the old one ends, so that nothing is left
     * half done if memory is short.
     */
    @Override
    public void remap(long newLength) throws IOException {
        if (isPart()) {
            throw new UnsupportedOperationException(
                    "a view of a commit mapping cannot be remapped; close it and map another");
        }
        SectionViews next = mapViews(file, request, newLength);
        try {
            locking.lockIn(next);
            Arena before = arena;
            MemorySegment old = segment;
            Arena after = newArena();
            segment = newSegment(after); // what stays if the private pages cannot be moved
            try {
                close(before, "remap");
            } catch (Throwable inUse) {
                segment = old;
                throw inUse;
            }
            arena = after;
            if (pages.isCopyOnWrite()) {
                new MovedPages(pages).copy(privatePages.copied(), next);
            }
            segment = segmentAt(next.address() + pages.lead(), newLength, arena);
            pages.setLength(newLength);
        } catch (Throwable failure) {
            next.unmap();
            throw failure;
        }
        mapped.replace(next);
    }

    private void close(Arena life, String what) {
        SegmentEnd.close(life, file.name(), request.offset(), what);
    }

    @Override
    public void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException {
        Place place = pages.place(range);
        file.flush(new ByteRange(place.offset(), place.length()), durability, live);
    }

    /**
     * Has the system write the dirty pages of views, as far as they show a range of the file.
     *
     * @param live mapped ranges; those of other engines, and those that are not writable, are
     *     skipped
     * @param range a range of the file
     * @return 0, or the first error
     */
    static int writePages(Iterable<MappedRange> live, ByteRange range) {
        return ViewWrites.write(live, range);
    }

    /** Writes the dirty pages of this range alone. Another thread may unmap or move it meanwhile. */
    int writePages(ByteRange inFile) {
        long from = Math.max(0, inFile.offset() - request.offset());
        long to = Math.min(pages.length(), inFile.end() - request.offset());
        if (request.protection() != Protection.READ_WRITE || from >= to) {
            return 0;
        }
        ByteRange range = new ByteRange(from, to - from);
        long address = mapped.address();
        int error = ViewWrites.write(pages.start(range), pages.size(range));
        // Unmapping, also that of the old views of a moved range, has handed the dirty pages on to
        // the file.
        return mapped.areLost() || mapped.address() != address ? 0 : error;
    }

    @Override
    public void prefetch(List<ByteRange> ranges) throws IOException {
        new WindowsPrefetch(pages).run(ranges);
    }

    /**
     * {@inheritDoc} Windows takes advice about reading when a file is opened, not for a view of it.
     */
    @Override
    public boolean advise(ByteRange range, Advice advice) throws IOException {
        return switch (advice) {
            case WILL_NEED -> new WindowsPrefetch(pages).start(range);
            case DO_NOT_NEED -> letGo(range);
            case NORMAL, RANDOM, SEQUENTIAL, HUGE_PAGES -> range.length() == 0;
        };
    }

    /** Takes pages out of the working set, after which the system may evict them at any time. */
    private boolean letGo(ByteRange range) throws IOException {
        return range.length() == 0 || locking.trim(range) == 0;
    }

    @Override
    public Optional<PageResidency> residency() {
        return WorkingSet.isPresent()
                ? Optional.of(new WindowsResidency(pages, locking))
                : Optional.empty();
    }

    @Override
    public Optional<PageLocking> locking() {
        return Optional.of(locking);
    }

    @Override
    public Optional<PrivatePages> privatePages() {
        return pages.isCopyOnWrite() ? Optional.of(privatePages) : Optional.empty();
    }

    @Override
    public Optional<SystemCopies> systemCopies() {
        return Optional.of(this);
    }

    @Override
    public boolean read(long offset, MemorySegment into) {
        return ProcessMemory.read(pages.address() + offset, into) == 0;
    }

    @Override
    public boolean write(long offset, MemorySegment from) {
        return ProcessMemory.write(pages.address() + offset, from) == 0;
    }

    private MappedRange part(ByteRange range, Object anchor) {
        // The part keeps this range reachable, and with it the anchor of its request.
        Object both = List.of(this, anchor);
        MapRequest part =
                new MapRequest(
                        request.offset() + range.offset(),
                        range.length(),
                        request.protection(),
                        false,
                        both);
        return new WindowsRange(file, part, mapped.part(), pages.viewOffset());
    }
}
