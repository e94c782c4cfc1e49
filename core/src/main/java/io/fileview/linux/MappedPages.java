package io.fileview.linux;

import io.fileview.MappingLimitException;
import io.fileview.proc.MappingRoom;
import io.fileview.spi.Place;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The whole pages of a range in the address space. Separate from the range, so that the action that
 * unmaps a leaked range does not keep it reachable.
 */
final class MappedPages implements BooleanSupplier {
    /** The most mappings that advice to a part of the pages, or a lock of it, adds. */
    private static final int BEFORE_AND_AFTER = 2;

    /**
     * Pages of ranges that have ended, which the kernel refused to unmap, because that would have
     * divided an area when the process had as many as it may have.
     */
    private static final Queue<MappedPages> OWED = new ConcurrentLinkedQueue<>();

    /** The pages that these are a part of; null if they have a mapping of their own. */
    private final @Nullable MappedPages whole;

    private volatile long address;
    private volatile long size;
    private volatile boolean lost;

    /** The mappings that were taken from the room of the process for these pages. */
    private long taken; // guarded by this

    /** Creates pages with a mapping of their own, for which room has been taken. */
    MappedPages(long address, long size) {
        this(address, size, null);
        this.taken = 1;
    }

    /** Returns the pages of a range of 0 bytes: none, until they {@linkplain #moved move}. */
    static MappedPages none() {
        return new MappedPages(0, 0, null);
    }

    private MappedPages(long address, long size, @Nullable MappedPages whole) {
        this.address = address;
        this.size = size;
        this.whole = whole;
    }

    /** Returns a part of these pages, which stays mapped until these are unmapped. */
    MappedPages part(long start, long length) {
        return new MappedPages(start, length, whole == null ? this : whole);
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
        this.address = newAddress;
        this.size = newSize;
    }

    /**
     * Takes room for the mappings into which a call may divide these pages: the kernel keeps pages
     * apart that differ in advice or locks.
     *
     * @param what what is about to be done, as in "lock 10 bytes in memory"
     * @param part the size of the pages that the call concerns
     */
    void divide(Place place, String what, long part) throws MappingLimitException {
        MappedPages all = whole == null ? this : whole;
        synchronized (all) {
            long most = all.size / Pages.SIZE;
            long lasting =
                    part == all.size ? 0 : Math.clamp(most - all.taken, 0, BEFORE_AND_AFTER);
            LinuxLimits.leaveRoomForTheJvm(place, what, BEFORE_AND_AFTER, lasting);
            all.taken += lasting;
        }
    }

    /** Records that none of the pages is mapped any longer. */
    void lost() {
        giveBack();
        this.lost = true;
    }

    boolean areLost() {
        return lost;
    }

    /** Unmaps the pages; if that fails, it is tried again when others are mapped or unmapped. */
    long unmap() {
        if (whole != null || size == 0) {
            return 0;
        }
        long result = SystemCalls.call(SystemCall.MUNMAP, address, size);
        if (result >= 0) {
            giveBack();
            unmapOwed();
        } else {
            OWED.add(this);
        }
        return result;
    }

    /** Tries again to unmap what could not be unmapped. */
    static void unmapOwed() {
        for (MappedPages pages = OWED.poll(); pages != null; pages = OWED.poll()) {
            if (SystemCalls.call(SystemCall.MUNMAP, pages.address, pages.size) < 0) {
                OWED.add(pages);
                return;
            }
            pages.giveBack();
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
