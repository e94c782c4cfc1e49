package io.fileview.linux;

import io.fileview.ByteRange;
import io.fileview.MappingLimitException;
import io.fileview.linux.LockedPages.Run;
import io.fileview.spi.PageLocking;
import io.fileview.spi.Place;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/**
 * Locks pages of a range in memory, and tracks which are locked. A page stays locked until every part
 * of the mapping that has locked it has unlocked it. Thread-safe.
 */
final class LinuxLocking implements PageLocking {
    private static final long MLOCK_ONFAULT = 1;

    /** Pages in the largest folio of the file cache: as many as a page of page table entries maps. */
    private static final long LARGEST_FOLIO = Pages.SIZE / Long.BYTES;

    private final RangePages pages;

    /** Guarded by the monitor. */
    private final LockedPages locked = new LockedPages();

    private final Object monitor;

    LinuxLocking(RangePages pages) {
        this.pages = pages;
        this.monitor = pages.mapped().lockMonitor();
    }

    @Override
    public void lock(ByteRange range) throws IOException {
        if (range.length() == 0) {
            return;
        }
        pages.requireInFile(range);
        synchronized (monitor) {
            List<Run> missing = locked.missingFrom(pages.run(range));
            requireRoom(range, missing);
            requireRoomForHoles(range);
            MappedPages.Division division =
                    pages.divide(range, "lock", PageAreas.LOCKED, PageAreas.LOCKED);
            boolean isLocked = false;
            try {
                lockPages(range);
                missing.forEach(pages.mapped()::addLock);
                locked.add(pages.run(range));
                isLocked = true;
            } finally {
                if (!isLocked) {
                    for (int i = 0; i < missing.size(); i++) { // without memory for more
                        unlockPagesOfNone(missing.get(i));
                    }
                    division.undo();
                }
            }
        }
    }

    /** Also those that are locked already: the kernel may have unmapped them. */
    private void lockPages(ByteRange range) throws IOException {
        long result = lockPages(pages.run(range));
        if (result < 0) {
            requireRoomForHoles(range);
            throw LinuxLimits.lockFailure(pages.place(range), pages.size(range), result);
        }
    }

    /**
     * Maps locked pages again that the kernel may have unmapped because it let go of others beside
     * them. To do that it divides a large folio, and unmaps all of it, also what is locked (observed
     * with Linux 6.18). What the file no longer has stays away.
     */
    void lockAgainBeside(ByteRange range) {
        synchronized (monitor) {
            Run run = pages.run(range);
            Run beside = new Run(run.first() - LARGEST_FOLIO, run.end() + LARGEST_FOLIO);
            locked.within(beside).forEach(this::lockPages);
        }
    }

    /** A page of a hole that is locked takes up space of a file system in memory. */
    private void requireRoomForHoles(ByteRange range) throws IOException {
        Descriptor file = pages.file();
        if (!file.hasNoDisk()) {
            return;
        }
        long free = FileSystemSpace.of(file.fd()).freeBytes();
        if (free < pages.size(range)) {
            Place place = pages.place(range);
            long holes =
                    new PositionedIo(file).holes(place.offset(), place.offset() + place.length());
            if (holes > free) {
                throw LinuxErrors.noRoomToLock(place, holes, free);
            }
        }
    }

    private void requireRoom(ByteRange range, List<Run> missing) throws MappingLimitException {
        long bytes = 0;
        for (Run run : missing) {
            bytes += (run.end() - run.first()) * Pages.SIZE;
        }
        LockRoom.OF_PROCESS.require(bytes, most -> absent(missing, most), () -> pages.place(range));
    }

    private long absent(List<Run> runs, long most) {
        long absent = 0;
        for (Run run : runs) {
            absent += absent(run, most - absent);
        }
        return absent;
    }

    /** Returns the bytes that are not in memory, or, if they are more than the most, some of them. */
    private long absent(Run run, long most) {
        long[] absent = {0};
        long count;
        for (long page = run.first(); page < run.end() && absent[0] <= most; page += count) {
            count = Math.min(ResidentPages.AT_ONCE, run.end() - page);
            absent[0] += count * Pages.SIZE;
            long result =
                    ResidentPages.find(
                            pages.mapped().address() + page * Pages.SIZE,
                            count,
                            resident -> absent[0] -= Pages.SIZE);
            if (result < 0) {
                return 0; // unknown, as if they were in memory
            }
        }
        return absent[0];
    }

    /**
     * Avoids {@code mlock} for a private mapping: it faults pages in for writing, which copies
     * them.
     */
    private long lockPages(Run run) {
        if (!pages.isCopyOnWrite()) {
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
        synchronized (monitor) {
            MappedPages mapped = pages.mapped();
            Run run = pages.run(range);
            List<Run> before = locked.within(run);
            before.forEach(mapped::removeLock);
            boolean isUnlocked = false;
            try {
                for (Run part : mapped.lockedByNone(run)) {
                    unlock(range, part);
                }
                locked.remove(run);
                isUnlocked = true;
            } finally {
                if (!isUnlocked) {
                    before.forEach(mapped::addLock);
                }
            }
        }
    }

    private void unlock(ByteRange range, Run run) throws IOException {
        MappedPages.Division division = pages.divide(range, "unlock", run, PageAreas.LOCKED, 0);
        long result = unlockPages(run);
        if (result < 0) {
            division.undo();
            throw pages.divisionFailure(range, "unlock", "cannot be unlocked in memory", result,
                    SystemCall.MUNLOCK);
        }
    }

    /** Unlocks all pages, also where that divides an area and no room is left for it. */
    void unlockAll() throws IOException {
        synchronized (monitor) {
            for (Run run : locked.all()) {
                pages.mapped().removeLock(run);
                locked.remove(run);
                for (Run part : pages.mapped().lockedByNone(run)) {
                    long result = unlockPages(part);
                    if (result < 0) {
                        pages.mapped().addLock(run);
                        locked.add(run);
                        throw pages.failure(pages.all(), "cannot be unlocked in memory", result,
                                SystemCall.MUNLOCK);
                    }
                    pages.mapped().divided(part, PageAreas.LOCKED, 0);
                }
            }
        }
    }

    /** Unlocks pages, except those that another part of the same mapping has locked. */
    private void unlockPagesOfNone(Run run) {
        if (pages.mapped().areOwn()) {
            unlockPages(run);
        } else {
            pages.mapped().lockedByNone(run).forEach(this::unlockPages);
        }
    }

    private long unlockPages(Run run) {
        return SystemCalls.call(
                SystemCall.MUNLOCK,
                pages.mapped().address() + run.first() * Pages.SIZE,
                (run.end() - run.first()) * Pages.SIZE);
    }

    private long onPages(SystemCall call, Run run, long argument) {
        return SystemCalls.untilNotInterrupted(
                () -> SystemCalls.call(
                        call,
                        pages.mapped().address() + run.first() * Pages.SIZE,
                        (run.end() - run.first()) * Pages.SIZE,
                        argument));
    }

    /** Unlocks the pages that a remap has added: the kernel locks those added to a locked area. */
    void unlockNewPages(long oldSize, long newSize) {
        synchronized (monitor) {
            if (!locked.isEmpty() && newSize > oldSize) {
                SystemCalls.call(
                        SystemCall.MUNLOCK, pages.mapped().address() + oldSize, newSize - oldSize);
                pages.mapped()
                        .divided(
                                new Run(oldSize / Pages.SIZE, newSize / Pages.SIZE),
                                PageAreas.LOCKED,
                                0);
            }
        }
    }

    /**
     * Returns the pages locked through this range, counted from the first page of the given bytes.
     */
    BitSet lockedPages(ByteRange range) {
        synchronized (monitor) {
            return locked.indexesWithin(pages.run(range));
        }
    }
}
