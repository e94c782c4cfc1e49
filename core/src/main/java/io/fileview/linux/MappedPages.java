package io.fileview.linux;

import io.fileview.MappingLimitException;
import io.fileview.linux.LockedPages.Run;
import io.fileview.proc.MappingRoom;
import io.fileview.spi.Place;
import java.util.List;
import java.util.NavigableMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The whole pages of a range in the address space. Separate from the range, so that the action that
 * unmaps a leaked range does not keep it reachable.
 */
final class MappedPages implements BooleanSupplier {
    private static final long MADV_DONTNEED = 4;

    private static final OwedPages OWED = new OwedPages();
    private static final MappedNeighbours MAPPED = new MappedNeighbours();

    private final OwedPages.Link link = new OwedPages.Link();

    /** Where they begin in the file. */
    private final long position;

    /** The pages that these are a part of; null if they have a mapping of their own. */
    private final @Nullable MappedPages whole;

    private volatile long address;
    private volatile long size;
    private volatile boolean lost;

    /** The mappings that were taken from the room of the process for these pages. */
    private long taken; // guarded by this

    /** What they are divided into, if they have a mapping of their own. */
    private final PageAreas areas; // guarded by this

    /** How many ranges lock each page, counted from the first page of the mapping. */
    private final LockCounts locks;

    /**
     * Returns the pages of a range that has none yet: they {@linkplain #moved come} later.
     *
     * @param position where they begin in the file
     * @param arePrivate whether they become private when they are written
     */
    static MappedPages none(long position, boolean arePrivate) {
        return new MappedPages(position, 0, 0, null, arePrivate);
    }

    private MappedPages(
            long position,
            long address,
            long size,
            @Nullable MappedPages whole,
            boolean arePrivate) {
        this.position = position;
        this.address = address;
        this.size = size;
        this.whole = whole;
        this.locks = whole == null ? new LockCounts() : whole.locks;
        this.areas = new PageAreas(arePrivate);
        this.areas.resize(size / Pages.SIZE);
    }

    /** Returns a part of these pages, which stays mapped until these are unmapped. */
    MappedPages part(long start, long length) {
        return new MappedPages(
                position, start, length, whole == null ? this : whole, true);
    }

    boolean areOwn() {
        return whole == null;
    }

    long address() {
        return address;
    }

    long size() {
        return size;
    }

    /** Records where the pages are now; room has been taken for those of a range that had none. */
    synchronized void moved(long newAddress, long newSize) {
        if (size == 0) {
            taken = 1;
        }
        long before = address;
        this.address = newAddress;
        this.size = newSize;
        areas.resize(newSize / Pages.SIZE);
        if (newAddress != before) {
            MAPPED.remove(before, this);
            MAPPED.add(this);
        }
    }

    /**
     * Takes room for the areas into which a call is about to divide these pages: the kernel keeps
     * pages apart that differ in advice or locks.
     *
     * @param what what is about to be done, as in "lock 10 bytes in memory"
     * @param run the pages that the call concerns
     * @param mask the flags of {@link PageAreas} that it changes
     */
    Division divide(Place place, String what, Run run, int mask, int value)
            throws MappingLimitException {
        MappedPages all = whole == null ? this : whole;
        Run inAll = inAll(run);
        synchronized (all) {
            int toDivide = all.areas.toDivide(inAll, mask, value);
            NavigableMap<Long, Integer> edges = all.areas.edges(inAll);
            NavigableMap<Long, Integer> before = all.areas.set(inAll, mask, value);
            long more = all.areas.count() - all.taken;
            try {
                if (toDivide > 0 || more > 0) {
                    LinuxLimits.leaveRoomForTheJvm(
                            place, what, Math.max(toDivide, more), Math.max(0, more));
                    all.taken += Math.max(0, more);
                }
            } catch (Throwable refused) {
                all.areas.reset(inAll, edges);
                throw refused;
            }
            all.giveBackJoined();
            return () -> all.undo(inAll, before);
        }
    }

    /** Records what holds for pages, for whose areas the process may not have room. */
    void divided(Run run, int mask, int value) {
        MappedPages all = whole == null ? this : whole;
        synchronized (all) {
            all.areas.set(inAll(run), mask, value);
            all.giveBackJoined();
        }
    }

    private synchronized void undo(Run run, NavigableMap<Long, Integer> before) {
        areas.restore(run, before);
        giveBackJoined();
    }

    private synchronized void giveBackJoined() {
        if (areas.count() != taken) {
            MappingRoom.OF_PROCESS.giveBack(taken - areas.count());
            taken = areas.count();
        }
    }

    private Run inAll(Run run) {
        return moved(run, firstInAll());
    }

    private long firstInAll() {
        return whole == null ? 0 : (address - whole.address) / Pages.SIZE;
    }

    private static Run moved(Run run, long by) {
        return new Run(by + run.first(), by + run.end());
    }

    /** The monitor of the locks of all ranges of the mapping. */
    Object lockMonitor() {
        return locks;
    }

    /** Records, with the monitor held, that one more range locks pages. */
    void addLock(Run run) {
        locks.add(inAll(run));
    }

    /** Records, with the monitor held, that one range less locks pages. */
    void removeLock(Run run) {
        locks.remove(inAll(run));
    }

    /** Returns, with the monitor held, the parts of a run that no range of the mapping locks. */
    List<Run> lockedByNone(Run run) {
        long first = firstInAll();
        return locks.notLocked(inAll(run)).stream().map(part -> moved(part, -first)).toList();
    }

    /** Room that was taken for a call that divides pages. */
    interface Division {
        /** Gives the room back, because the call has failed. */
        void undo();
    }

    /** Records that none of the pages is mapped any longer. */
    synchronized void lost() {
        giveBack();
        this.lost = true;
        MAPPED.remove(address, this);
    }

    boolean areLost() {
        return lost;
    }

    /**
     * Unmaps the pages. If that fails, or would use up what the JVM needs of the mappings that the
     * process may have, it is done when others are mapped or unmapped.
     */
    long unmap() {
        long start = address;
        long end = start + size;
        long result = unmapNow();
        if (result >= 0 && lost) {
            unmapOwedFrom(MAPPED.below(start), true);
            unmapOwedFrom(MAPPED.above(end), false);
            unmapOwed();
        }
        return result;
    }

    /** Pages whose neighbour is gone can be unmapped without dividing an area. */
    private static void unmapOwedFrom(@Nullable MappedPages neighbour, boolean isDown) {
        MappedPages pages = neighbour;
        while (pages != null && OWED.remove(pages)) {
            long start = pages.address;
            long end = start + pages.size;
            pages.unmapNow();
            if (!pages.lost) {
                return;
            }
            pages = isDown ? MAPPED.below(start) : MAPPED.above(end);
        }
    }

    private synchronized long unmapNow() {
        if (whole != null || size == 0 || lost) {
            return 0;
        }
        long result;
        try {
            if (mayBeAmidAnArea() && !MappingRoom.OF_PROCESS.mayDivide()) {
                OWED.add(this);
                // Frees the memory at least, and divides nothing.
                SystemCalls.call(SystemCall.MADVISE, address, size, MADV_DONTNEED);
                return 0;
            }
            result = SystemCalls.call(SystemCall.MUNMAP, address, size);
        } catch (OutOfMemoryError notCalled) {
            result = -Errno.ENOMEM;
        }
        if (result >= 0) {
            lost();
        } else {
            OWED.add(this);
        }
        return result;
    }

    /** The kernel joins pages that touch in the address space and in the file. */
    private boolean mayBeAmidAnArea() {
        if (areas.count() != 1) {
            return false;
        }
        MappedPages below = MAPPED.below(address);
        MappedPages above = MAPPED.above(address + size);
        return below != null
                && above != null
                && below.position + below.size == position
                && position + size == above.position;
    }

    OwedPages.Link link() {
        return link;
    }

    /** Tries again to unmap what could not be unmapped. */
    static void unmapOwed() {
        for (MappedPages pages = OWED.take(); pages != null; pages = OWED.take()) {
            pages.unmapNow();
            if (!pages.lost) {
                return;
            }
        }
    }

    private synchronized void giveBack() {
        MappingRoom.OF_PROCESS.giveBack(taken);
        taken = 0;
    }

    /** Unmaps the pages of a leaked range. */
    @Override
    public boolean getAsBoolean() {
        return unmap() >= 0;
    }
}
