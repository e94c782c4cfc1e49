package io.fileview.linux;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FileShrankException;
import io.fileview.MappingException;
import io.fileview.MappingException.Place;
import io.fileview.PageMap;
import io.fileview.Protection;
import io.fileview.linux.LockedPages.Run;
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
    private static final long MREMAP_MAYMOVE = 1;
    private static final long MLOCK_ONFAULT = 1;
    private static final long MADV_DONTNEED = 4;
    private static final long MADV_COLD = 20;
    private static final long MADV_PAGEOUT = 21;
    private static final long POSIX_FADV_DONTNEED = 4;

    private final LinuxSection section;
    private final Section.Request request;
    private final MappedPages pages;

    /** Bytes between the start of the first page and the first byte asked for. */
    private final long lead;

    /** Guarded by itself. */
    private final LockedPages locked = new LockedPages();

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
        if (!pages.areOwn()) {
            unlock(all());
        }
        long result = pages.unmap();
        if (result < 0) {
            throw LinuxLimits.mapFailure(place(all()), "unmap", pages.size(), result);
        }
    }

    @Override
    public void remap(long newLength) throws IOException {
        if (!pages.areOwn()) {
            throw new UnsupportedOperationException(
                    "a view of a commit mapping cannot be remapped; close it and map another");
        }
        long oldSize = pages.size();
        long newSize = Pages.roundUp(lead + newLength);
        closeArena("remap");
        long result =
                SystemCalls.call(
                        SystemCall.MREMAP, pages.address(), oldSize, newSize, MREMAP_MAYMOVE);
        if (result == -Errno.EFAULT) {
            result =
                    new Relocation(pages)
                            .move(
                                    newSize,
                                    address -> section.mapPages(
                                            address,
                                            newSize - oldSize,
                                            request.offset() - lead + oldSize,
                                            request.protection()));
        }
        if (result == -Errno.EINVAL) {
            result = -Errno.ENOMEM; // so mremap calls a size that no address space could hold
        }
        if (result >= 0) {
            pages.moved(result, newSize);
            unlockNewPages(oldSize, newSize);
        }
        if (!pages.areLost()) {
            arena = newArena();
            segment = newSegment(result >= 0 ? newLength : segment.byteSize());
        }
        if (result < 0) {
            throw LinuxLimits.mapFailure(
                    place(new ByteRange(0, newLength)),
                    "remap to " + newLength + " bytes",
                    newSize,
                    result);
        }
    }

    /** The kernel locks what it adds to an area that is locked; nobody asked for that. */
    private void unlockNewPages(long oldSize, long newSize) {
        synchronized (locked) {
            if (!locked.isEmpty() && newSize > oldSize) {
                SystemCalls.call(
                        SystemCall.MUNLOCK, pages.address() + oldSize, newSize - oldSize);
            }
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
        LinuxFlush file = section.flush();
        long result =
                switch (durability) {
                    case SCHEDULED -> file.schedule(pageOffset(range), size(range));
                    case WRITTEN -> file.write(pageOffset(range), size(range));
                    case DEVICE -> flushToDevice(range);
                };
        if (result < 0) {
            throw LinuxFlush.failure(place, "changes", result);
        }
        if (durability == Durability.DEVICE) {
            file.metadata(place);
        }
    }

    private long flushToDevice(ByteRange range) {
        if (!section.isWritable()) {
            // The kernel treats a shared mapping of a file opened for reading as private, and msync
            // of it does nothing.
            return section.flush().data();
        }
        return SystemCalls.untilNotInterrupted(
                () -> SystemCalls.call(SystemCall.MSYNC, start(range), size(range), MS_SYNC));
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
            List<Run> missing = locked.missingFrom(pagesOf(range));
            for (int i = 0; i < missing.size(); i++) {
                long result = lockPages(missing.get(i));
                if (result < 0) {
                    // Also the one that failed: a part of it may have been locked.
                    for (Run run : missing.subList(0, i + 1)) {
                        onPages(SystemCall.MUNLOCK, run, 0);
                    }
                    throw LinuxLimits.lockFailure(place(range), size(range), result);
                }
            }
            locked.add(pagesOf(range));
        }
    }

    /** mlock writes to the pages of a private mapping, and a page that was written is a copy. */
    private long lockPages(Run run) {
        if (!isCopied()) {
            return onPages(SystemCall.MLOCK, run, 0);
        }
        long result = onPages(SystemCall.MLOCK2, run, MLOCK_ONFAULT);
        return result < 0 ? result : onPages(SystemCall.MADVISE, run, Prefetch.MADV_POPULATE_READ);
    }

    @Override
    public void unlock(ByteRange range) throws IOException {
        if (range.length() == 0) {
            return;
        }
        synchronized (locked) {
            long result = onPages(SystemCall.MUNLOCK, pagesOf(range), 0);
            if (result < 0) {
                throw LinuxSection.failure(place(range), "cannot unlock", result);
            }
            locked.remove(pagesOf(range));
        }
    }

    private long onPages(SystemCall call, Run run, long argument) {
        long pageSize = LinuxLimits.pageSize();
        return SystemCalls.call(
                call,
                pages.address() + run.first() * pageSize,
                (run.end() - run.first()) * pageSize,
                argument);
    }

    /** Pages locked through this range, counted from the first page of the given bytes. */
    BitSet lockedPages(ByteRange range) {
        synchronized (locked) {
            return locked.indexesWithin(pagesOf(range));
        }
    }

    @Override
    public PageMap pages(ByteRange range) throws IOException {
        return new PageInspection(this, range).look();
    }

    @Override
    public MappedRange part(ByteRange range, Object anchor) {
        // The part keeps this range, and with it the anchor of its request.
        Object both = List.of(this, anchor);
        Section.Request part =
                new Section.Request(
                        request.offset() + range.offset(),
                        range.length(),
                        request.protection(),
                        false,
                        both);
        return new LinuxRange(section, part, MappedPages.within(start(range), size(range)));
    }

    @Override
    public List<ByteRange> changed() throws IOException {
        return new PrivatePages(this).changed();
    }

    @Override
    public void discard(List<ByteRange> ranges) throws IOException {
        new PrivatePages(this).discard(ranges);
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
        return range.length() == 0
                ? 0
                : Pages.roundUp(lead + range.end()) - Pages.roundDown(lead + range.offset());
    }

    /** Where in the file the page lies that holds the first byte of a range. */
    long pageOffset(ByteRange range) {
        return Pages.roundDown(request.offset() + range.offset());
    }

    private Run pagesOf(ByteRange range) {
        long first = Pages.roundDown(lead + range.offset()) / LinuxLimits.pageSize();
        return new Run(first, first + size(range) / LinuxLimits.pageSize());
    }

    /** An exception about a range of this file. */
    MappingException failure(ByteRange range, String problem, long result) {
        return LinuxSection.failure(place(range), problem, result);
    }
}
