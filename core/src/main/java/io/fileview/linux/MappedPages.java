package io.fileview.linux;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * The whole pages of a range in the address space. Separate from the range, so that the action that
 * unmaps a leaked range does not keep it reachable.
 */
final class MappedPages implements BooleanSupplier {
    /** The number of live objects; each takes at least one of the process's mappings. */
    private static final AtomicLong LIVE = new AtomicLong();

    /**
     * Pages of ranges that have ended, which the kernel refused to unmap, because that would have
     * divided an area when the process had as many as it may have.
     */
    private static final Queue<MappedPages> OWED = new ConcurrentLinkedQueue<>();

    /**
     * Whether these pages have a mapping of their own; otherwise they are a part of other pages.
     */
    private final boolean own;

    private volatile long address;
    private volatile long size;
    private volatile boolean lost;

    MappedPages(long address, long size) {
        this(address, size, true);
        LIVE.incrementAndGet();
    }

    /** Returns the pages of a range of 0 bytes: none, until they {@linkplain #moved move}. */
    static MappedPages none() {
        return new MappedPages(0, 0, true);
    }

    private MappedPages(long address, long size, boolean own) {
        this.address = address;
        this.size = size;
        this.own = own;
    }

    /** Returns a part of other pages, which stays mapped until those are unmapped. */
    static MappedPages within(long address, long size) {
        return new MappedPages(address, size, false);
    }

    boolean areOwn() {
        return own;
    }

    long address() {
        return address;
    }

    long size() {
        return size;
    }

    void moved(long newAddress, long newSize) {
        if (size == 0) {
            LIVE.incrementAndGet();
        }
        this.address = newAddress;
        this.size = newSize;
    }

    /** Records that none of the pages is mapped any longer. */
    void lost() {
        LIVE.decrementAndGet();
        this.lost = true;
    }

    boolean areLost() {
        return lost;
    }

    static long live() {
        return LIVE.get();
    }

    /** Unmaps the pages; if that fails, it is tried again when others are mapped or unmapped. */
    long unmap() {
        if (!own || size == 0) {
            return 0;
        }
        long result = SystemCalls.call(SystemCall.MUNMAP, address, size);
        if (result >= 0) {
            LIVE.decrementAndGet();
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
            LIVE.decrementAndGet();
        }
    }

    /** Unmaps the pages of a leaked range. */
    @Override
    public boolean getAsBoolean() {
        return unmap() >= 0;
    }
}
