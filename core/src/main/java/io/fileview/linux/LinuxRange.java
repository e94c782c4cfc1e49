package io.fileview.linux;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.Protection;
import io.fileview.linux.LockedPages.Run;
import io.fileview.messages.SegmentEnd;
import io.fileview.proc.CacheEvictions;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.PageLocking;
import io.fileview.spi.PageResidency;
import io.fileview.spi.Place;
import io.fileview.spi.PrivatePages;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A range of a file in the address space. */
final class LinuxRange implements MappedRange {
    private static final long MS_SYNC = 4;
    private static final long MREMAP_MAYMOVE = 1;

    /** The address space has no room for as much, by far. */
    private static final long MOST_BYTES = 1L << 62;

    private static final long MADV_DONTNEED = 4;
    private static final long MADV_COLD = 20;
    private static final long POSIX_FADV_DONTNEED = 4;

    /** What a remap may divide, and adds. */
    private static final int MOST_AREAS_OF_A_REMAP = 2;

    private static final int SPARE = 16 << 10;

    private final Descriptor file;
    private final LinuxFlush fileFlush;
    private final MapRequest request;
    private final MappedPages mapped;
    private final RangePages pages;
    private final LinuxLocking locking;

    /** Memory that a remap keeps until it has moved the pages and needs some. */
    @SuppressWarnings("UnusedVariable") // what matters is that it takes room
    private byte @Nullable [] spare;

    private Arena arena;
    private volatile MemorySegment segment;

    LinuxRange(Descriptor file, LinuxFlush fileFlush, MapRequest request, MappedPages mapped) {
        this.file = file;
        this.fileFlush = fileFlush;
        this.request = request;
        this.mapped = mapped;
        this.pages = new RangePages(file, request, mapped);
        this.locking = new LinuxLocking(pages);
        this.arena = newArena();
        this.segment = newSegment(arena);
    }

    private Arena newArena() {
        return request.confined() ? Arena.ofConfined() : Arena.ofShared();
    }

    private MemorySegment newSegment(Arena life) {
        MemorySegment bytes =
                SystemCalls.segmentAt(pages.address(), pages.length(), life, request.anchor());
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

    @Override
    public void unmap() throws IOException {
        if (mapped.areLost()) {
            return;
        }
        long result = 0;
        try {
            close(arena, "unmap");
            if (isPart()) {
                locking.unlockAll();
            }
        } finally {
            if (!isMapped()) { // also if there was no memory to tell the segment's owner
                result = mapped.unmap();
            }
        }
        if (result < 0) {
            throw LinuxLimits.mapFailure(
                    pages.place(pages.all()), "unmap", mapped.size(), false, result);
        }
    }

    /**
     * {@inheritDoc} Has the new segment before the old one ends, so that nothing is left half done
     * if memory is short.
     */
    @Override
    public void remap(long newLength) throws IOException {
        if (isPart()) {
            throw new UnsupportedOperationException(
                    "a view of a commit mapping cannot be remapped; close it and map another");
        }
        if (mapped.size() > 0) {
            LinuxLimits.leaveRoomForTheJvm(
                    pages.place(new ByteRange(0, newLength)),
                    "remap to " + newLength + " bytes",
                    MOST_AREAS_OF_A_REMAP,
                    0);
        }
        spare = new byte[SPARE];
        Arena before = arena;
        MemorySegment old = segment;
        Arena next = newArena();
        segment = newSegment(next);
        try {
            close(before, "remap");
        } catch (Throwable inUse) {
            segment = old;
            throw inUse;
        }
        arena = next;
        try {
            move(newLength);
        } catch (Throwable failure) {
            endUnlessWhole();
            throw failure;
        }
    }

    /** Ends the segment, and with it the range, if it is not that of the pages any longer. */
    private void endUnlessWhole() {
        boolean isWhole =
                segment.byteSize() == pages.length()
                        && (pages.length() == 0 || segment.address() == pages.address());
        if (mapped.areLost() || !isWhole) {
            arena.close();
            mapped.unmap();
        }
    }

    private void moved(long address, long newSize, long newLength) {
        mapped.moved(address, newSize);
        pages.setLength(newLength);
        spare = null; // so that there is memory now
        segment = newSegment(arena);
    }

    private void move(long newLength) throws IOException {
        long oldSize = mapped.size();
        if (newLength > MOST_BYTES) { // whole pages of them would be more than a long can count
            throw LinuxLimits.mapFailure(
                    pages.place(new ByteRange(0, newLength)),
                    "remap to " + newLength + " bytes",
                    newLength,
                    pages.isCopyOnWrite(),
                    -Errno.ENOMEM);
        }
        long newSize = pages.sizeFor(newLength);
        if (oldSize == 0) {
            long address =
                    FreshPages.map(
                            file,
                            pages.place(new ByteRange(0, newLength)),
                            request.protection());
            moved(address, newSize, newLength);
            return;
        }
        Place place = pages.place(new ByteRange(0, newLength));
        long result =
                SystemCalls.call(
                        SystemCall.MREMAP, mapped.address(), oldSize, newSize, MREMAP_MAYMOVE);
        boolean isOneArea =
                result != -Errno.EFAULT && !(result == -Errno.EINVAL && file.isOnHugePages());
        if (!isOneArea) {
            result = relocate(place, oldSize, newSize);
        } else if (result == -Errno.EINVAL) { // for a size that no address space could hold
            result = -Errno.ENOMEM;
        }
        if (result < 0) {
            throw LinuxLimits.mapFailure(
                    place,
                    "remap to " + newLength + " bytes",
                    newSize,
                    pages.isCopyOnWrite(),
                    result);
        }
        moved(result, newSize, newLength);
        if (!isOneArea) {
            mapped.divided(
                    new Run(oldSize / Pages.SIZE, newSize / Pages.SIZE), PageAreas.ALL, 0);
        }
        locking.unlockNewPages(oldSize, newSize);
    }

    private long relocate(Place place, long oldSize, long newSize) throws IOException {
        long end = pages.pageOffset(pages.all()) + oldSize;
        return new Relocation(place, mapped, file.pageSize())
                .move(
                        newSize,
                        address -> file.mapPages(
                                address, newSize - oldSize, end, request.protection()));
    }

    private void close(Arena life, String what) {
        SegmentEnd.close(life, file.name(), request.offset(), what);
    }

    @Override
    public void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException {
        Place place = pages.place(range);
        long result = range.length() == 0 ? 0 : flushPages(range, durability);
        if (result < 0) {
            throw LinuxErrors.flushFailure(place, "changes", result);
        }
        if (durability == Durability.DEVICE) {
            fileFlush.metadata(place);
        }
    }

    private long flushPages(ByteRange range, Durability durability) {
        long offset = pages.pageOffset(range);
        return switch (durability) {
            case SCHEDULED -> fileFlush.schedule(offset, pages.size(range));
            case WRITTEN -> fileFlush.write(offset, pages.size(range));
            case DEVICE -> flushToDevice(range);
        };
    }

    private long flushToDevice(ByteRange range) {
        if (!file.isWritable()) {
            // The kernel treats a shared mapping of a file opened for reading as private, so msync
            // has no effect on it.
            return fileFlush.data();
        }
        return SystemCalls.untilNotInterrupted(
                () -> SystemCalls.call(
                        SystemCall.MSYNC, pages.start(range), pages.size(range), MS_SYNC));
    }

    @Override
    public void prefetch(List<ByteRange> ranges) throws IOException {
        new Prefetch(pages).run(ranges);
    }

    @Override
    public boolean advise(ByteRange range, Advice advice) throws IOException {
        if (range.length() == 0) {
            return true;
        }
        if (advice == Advice.DO_NOT_NEED) {
            return evict(range);
        }
        long result;
        if (advice == Advice.WILL_NEED) {
            result = new Prefetch(pages).start(range);
        } else {
            MappedPages.Division division =
                    pages.divide(range, "give the advice " + advice + " to", mask(advice),
                            flag(advice));
            result = pages.madvise(range, code(advice));
            if (result < 0) {
                division.undo();
            }
        }
        if (result < 0 && result != -Errno.EINVAL && result != -Errno.EBADF) {
            throw pages.divisionFailure(
                    range,
                    "give the advice " + advice + " to",
                    "the advice " + advice + " failed",
                    result,
                    SystemCall.MADVISE);
        }
        return result >= 0;
    }

    private static long code(Advice advice) {
        return switch (advice) {
            case NORMAL -> 0;
            case RANDOM -> 1;
            case SEQUENTIAL -> 2;
            case HUGE_PAGES -> 14;
            case WILL_NEED, DO_NOT_NEED ->
                throw new IllegalArgumentException("takes more than one call");
        };
    }

    private static int flag(Advice advice) {
        return switch (advice) {
            case RANDOM -> PageAreas.RANDOM;
            case SEQUENTIAL -> PageAreas.SEQUENTIAL;
            case HUGE_PAGES -> PageAreas.HUGE;
            case NORMAL, WILL_NEED, DO_NOT_NEED -> 0;
        };
    }

    private static int mask(Advice advice) {
        return advice == Advice.HUGE_PAGES ? PageAreas.HUGE : PageAreas.READING;
    }

    private boolean evict(ByteRange range) {
        CacheEvictions.caused();
        try {
            // Dropping the pages of a private mapping would lose its changes: mark them cold only.
            long result =
                    pages.madvise(range, pages.isCopyOnWrite() ? MADV_COLD : MADV_DONTNEED);
            long dropped =
                    SystemCalls.call(
                            SystemCall.FADVISE,
                            file.fd(),
                            pages.pageOffset(range),
                            pages.size(range),
                            POSIX_FADV_DONTNEED);
            return result >= 0 && dropped >= 0;
        } finally {
            CacheEvictions.caused();
        }
    }

    @Override
    public Optional<PageResidency> residency() {
        // The kernel's calls that look at pages count those of hugetlbfs in their own ways.
        return file.isOnHugePages()
                ? Optional.empty()
                : Optional.of(new LinuxResidency(pages, locking));
    }

    @Override
    public Optional<PageLocking> locking() {
        return Optional.of(locking);
    }

    @Override
    public Optional<PrivatePages> privatePages() {
        return pages.isCopyOnWrite() && !file.isOnHugePages()
                ? Optional.of(new LinuxPrivatePages(pages, this::part))
                : Optional.empty();
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
        return new LinuxRange(
                file,
                fileFlush,
                part,
                mapped.part(pages.start(range), pages.size(range)));
    }
}
