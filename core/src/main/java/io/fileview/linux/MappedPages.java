package io.fileview.linux;

import io.fileview.MappingLimitException;
import io.fileview.proc.MappingRoom;
import io.fileview.spi.Place;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The whole pages of a range in the address space. Separate from the range, so that the action that
 * unmaps a leaked range does not keep it reachable.
 */
final class MappedPages implements BooleanSupplier {
    /** The most mappings that advice to a part of the pages, or a lock of it, adds. */
    private static final int BEFORE_AND_AFTER = 2;

    /** The pages that these are a part of; null if they have a mapping of their own. */
    private final @Nullable MappedPages whole;

    private volatile long address;
    private volatile long size;

    /** The mappings that were taken from the room of the process for these pages. */
    private long taken; // guarded by this

    /** Creates pages with a mapping of their own, for which room has been taken. */
    MappedPages(long address, long size) {
        this(address, size, null);
        this.taken = 1;
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

    void moved(long newAddress, long newSize) {
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
        this.size = 0;
    }

    boolean areLost() {
        return size == 0;
    }

    long unmap() {
        if (whole != null) {
            return 0;
        }
        long result = SystemCalls.call(SystemCall.MUNMAP, address, size);
        if (result >= 0) {
            giveBack();
        }
        return result;
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
