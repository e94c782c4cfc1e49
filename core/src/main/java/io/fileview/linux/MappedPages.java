package io.fileview.linux;

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
     * Whether these pages have a mapping of their own; otherwise they are a part of other pages.
     */
    private final boolean own;

    private volatile long address;
    private volatile long size;

    MappedPages(long address, long size) {
        this(address, size, true);
        LIVE.incrementAndGet();
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
        this.address = newAddress;
        this.size = newSize;
    }

    /** Records that none of the pages is mapped any longer. */
    void lost() {
        LIVE.decrementAndGet();
        this.size = 0;
    }

    boolean areLost() {
        return size == 0;
    }

    static long live() {
        return LIVE.get();
    }

    long unmap() {
        if (!own) {
            return 0;
        }
        long result = SystemCalls.call(SystemCall.MUNMAP, address, size);
        if (result >= 0) {
            LIVE.decrementAndGet();
        }
        return result;
    }

    /** Unmaps the pages of a leaked range. */
    @Override
    public boolean getAsBoolean() {
        return unmap() >= 0;
    }
}
