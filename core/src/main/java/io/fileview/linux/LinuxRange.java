package io.fileview.linux;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FileShrankException;
import io.fileview.MappingException;
import io.fileview.MappingException.Place;
import io.fileview.PageMap;
import io.fileview.Protection;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Section;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Pages of a file in the address space, and the calls on them. */
final class LinuxRange implements MappedRange {
    private static final long MS_SYNC = 4;
    private static final long SYNC_FILE_RANGE_WRITE = 2;
    private static final long SYNC_FILE_RANGE_WRITE_AND_WAIT = 7;
    private static final long MREMAP_MAYMOVE = 1;
    private static final long MADV_DONTNEED = 4;
    private static final long MADV_COLD = 20;
    private static final long MADV_PAGEOUT = 21;
    private static final long POSIX_FADV_DONTNEED = 4;

    private final LinuxSection section;
    private final Section.Request request;
    private final MappedPages pages;

    /** Bytes between the start of the first page and the first byte asked for. */
    private final long lead;

    /** The pages locked through this range, by index; guarded by itself. */
    private final BitSet locked = new BitSet();

    private Arena arena;
    private volatile MemorySegment segment;

    LinuxRange(LinuxSection section, Section.Request request, MappedPages pages) {
        this.section = section;
        this.request = request;
        this.pages = pages;
        this.lead = request.offset() % LinuxLimits.pageSize();
        this.arena = newArena();
        this.segment = newSegment(request.length());
    }

    private Arena newArena() {
        return request.confined() ? Arena.ofConfined() : Arena.ofShared();
    }

    private MemorySegment newSegment(long length) {
        MemorySegment bytes =
                SystemCalls.segmentAt(pages.address() + lead, length, arena, request.anchor());
        return request.protection() == Protection.READ_ONLY ? bytes.asReadOnly() : bytes;
    }

    @Override
    public MemorySegment segment() {
        return segment;
    }

    LinuxSection section() {
        return section;
    }

    Protection protection() {
        return request.protection();
    }

    @Override
    public BooleanSupplier reclaim() {
        return pages;
    }

    @Override
    public void unmap() throws IOException {
        closeArena("unmap");
        long result = pages.unmap();
        if (result < 0) {
            throw LinuxLimits.mapFailure(place(all()), "unmap", pages.size(), result);
        }
    }

    @Override
    public void remap(long newLength) throws IOException {
        long newSize = Pages.roundUp(lead + newLength);
        closeArena("remap");
        long length = segment.byteSize();
        long result =
                SystemCalls.call(
                        SystemCall.MREMAP, pages.address(), pages.size(), newSize, MREMAP_MAYMOVE);
        if (result >= 0) {
            pages.moved(result, newSize);
            length = newLength;
        }
        arena = newArena();
        segment = newSegment(length);
        if (result < 0) {
            throw LinuxLimits.mapFailure(
                    place(new ByteRange(0, newLength)),
                    "remap to " + newLength + " bytes",
                    newSize,
                    result);
        }
    }

    private void closeArena(String what) {
        try {
            arena.close();
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "cannot "
                            + what
                            + " the view of "
                            + section.name()
                            + " at offset "
                            + request.offset()
                            + ": its segment is in use by a native call or channel I/O of another"
                            + " thread; try again when that has returned",
                    e);
        }
    }

    @Override
    public void flush(ByteRange range, Durability durability) throws IOException {
        if (range.length() == 0) {
            return;
        }
        Place place = place(range);
        long result =
                switch (durability) {
                    case SCHEDULED -> syncFileRange(range, SYNC_FILE_RANGE_WRITE);
                    case WRITTEN -> syncFileRange(range, SYNC_FILE_RANGE_WRITE_AND_WAIT);
                    case DEVICE -> flushToDevice(range);
                };
        if (result < 0) {
            throw LinuxSection.flushFailure(place, "changes", result);
        }
        if (durability == Durability.DEVICE) {
            section.flushOwedMetadata(place);
        }
    }

    private long flushToDevice(ByteRange range) {
        return SystemCalls.untilNotInterrupted(
                () -> SystemCalls.call(SystemCall.MSYNC, start(range), size(range), MS_SYNC));
    }

    private long syncFileRange(ByteRange range, long flags) {
        long result =
                SystemCalls.untilNotInterrupted(
                        () -> SystemCalls.call(
                                SystemCall.SYNC_FILE_RANGE,
                                section.fd(),
                                pageOffset(range),
                                size(range),
                                flags));
        // A file system without the call still has msync, which does more.
        return result == -Errno.EINVAL || result == -Errno.ESPIPE || result == -Errno.ENOSYS
                ? flushToDevice(range)
                : result;
    }

    @Override
    public void prefetch(List<ByteRange> ranges) throws IOException {
        new Prefetch(this).run(ranges);
    }

    @Override
    public boolean advise(ByteRange range, Advice advice) throws IOException {
        if (range.length() == 0) {
            return true;
        }
        if (advice == Advice.DO_NOT_NEED) {
            return letGo(range);
        }
        long result = madvise(range, code(advice));
        if (result < 0 && result != -Errno.EINVAL && result != -Errno.EBADF) {
            throw LinuxSection.failure(place(range), "cannot advise " + advice, result);
        }
        return result >= 0;
    }

    private static long code(Advice advice) {
        return switch (advice) {
            case NORMAL -> 0;
            case RANDOM -> 1;
            case SEQUENTIAL -> 2;
            case WILL_NEED -> 3;
            case HUGE_PAGES -> 14;
            case DO_NOT_NEED -> throw new IllegalArgumentException("takes more than one call");
        };
    }

    private boolean letGo(ByteRange range) {
        // Dropping pages of a private mapping would drop its changes: only call those cold.
        long result = madvise(range, isCopied() ? MADV_COLD : MADV_DONTNEED);
        long dropped =
                SystemCalls.call(
                        SystemCall.FADVISE,
                        section.fd(),
                        pageOffset(range),
                        size(range),
                        POSIX_FADV_DONTNEED);
        return result >= 0 && dropped >= 0;
    }

    @Override
    public void trim(ByteRange range) throws IOException {
        if (range.length() == 0) {
            return;
        }
        long result = madvise(range, isCopied() ? MADV_PAGEOUT : MADV_DONTNEED);
        if (result < 0) {
            throw LinuxSection.failure(
                    place(range),
                    "cannot trim offset "
                            + (request.offset() + range.offset())
                            + " with length "
                            + range.length()
                            + (result == -Errno.EINVAL
                                    ? ": pages of it are locked in memory; unlock them first"
                                    : ""),
                    result);
        }
    }

    private long madvise(ByteRange range, long code) {
        return SystemCalls.call(SystemCall.MADVISE, start(range), size(range), code);
    }

    @Override
    public void lock(ByteRange range) throws IOException {
        if (range.length() == 0) {
            return;
        }
        requireCovered(range);
        synchronized (locked) {
            BitSet wanted = new BitSet();
            wanted.set(firstPage(range), endPage(range));
            wanted.andNot(locked);
            BitSet done = new BitSet();
            for (int first = wanted.nextSetBit(0); first >= 0;) {
                int end = wanted.nextClearBit(first);
                done.set(first, end); // also when it fails: a failed mlock may have locked a part
                long result = onPages(SystemCall.MLOCK, first, end);
                if (result < 0) {
                    unlockAll(done);
                    throw LinuxLimits.lockFailure(place(range), size(range), result);
                }
                first = wanted.nextSetBit(end);
            }
            locked.or(done);
        }
    }

    @Override
    public void unlock(ByteRange range) throws IOException {
        if (range.length() == 0) {
            return;
        }
        synchronized (locked) {
            long result = onPages(SystemCall.MUNLOCK, firstPage(range), endPage(range));
            if (result < 0) {
                throw LinuxSection.failure(place(range), "cannot unlock", result);
            }
            locked.clear(firstPage(range), endPage(range));
        }
    }

    private void unlockAll(BitSet pageIndexes) {
        for (int first = pageIndexes.nextSetBit(0); first >= 0;) {
            int end = pageIndexes.nextClearBit(first);
            onPages(SystemCall.MUNLOCK, first, end);
            first = pageIndexes.nextSetBit(end);
        }
    }

    private long onPages(SystemCall call, int first, int end) {
        long pageSize = LinuxLimits.pageSize();
        return SystemCalls.call(
                call, pages.address() + first * pageSize, (end - first) * pageSize);
    }

    /** Pages locked through this range, those of the given range moved to index 0. */
    BitSet lockedPages(ByteRange range) {
        synchronized (locked) {
            return locked.get(firstPage(range), endPage(range));
        }
    }

    @Override
    public PageMap pages(ByteRange range) throws IOException {
        return new PageInspection(this, range).look();
    }

    void requireCovered(ByteRange range) throws IOException {
        long fileSize = section.fileSize();
        if (request.offset() + range.end() > fileSize) {
            throw new FileShrankException(
                    place(range),
                    "the file has shrunk to "
                            + fileSize
                            + " bytes; offset "
                            + (request.offset() + range.offset())
                            + " with length "
                            + range.length()
                            + " is no longer all in it",
                    null);
        }
    }

    boolean isCopied() {
        return request.protection() == Protection.COPY_ON_WRITE;
    }

    ByteRange all() {
        return new ByteRange(0, segment.byteSize());
    }

    Place place(ByteRange range) {
        return Place.of(section.name(), request.offset() + range.offset(), range.length());
    }

    /** The address of the page that holds the first byte of a range. */
    long start(ByteRange range) {
        return pages.address() + Pages.roundDown(lead + range.offset());
    }

    /** The bytes of the whole pages that hold a range. */
    long size(ByteRange range) {
        return Pages.roundUp(lead + range.end()) - Pages.roundDown(lead + range.offset());
    }

    /** Where in the file the page lies that holds the first byte of a range. */
    long pageOffset(ByteRange range) {
        return Pages.roundDown(request.offset() + range.offset());
    }

    private int firstPage(ByteRange range) {
        return Math.toIntExact((lead + range.offset()) / LinuxLimits.pageSize());
    }

    private int endPage(ByteRange range) {
        return Math.toIntExact(Pages.roundUp(lead + range.end()) / LinuxLimits.pageSize());
    }

    /** An exception about a range of this file. */
    MappingException failure(ByteRange range, String problem, long result) {
        return LinuxSection.failure(place(range), problem, result);
    }
}
