package io.fileview.win32;

import io.fileview.win32.WinError.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The address space of one process: 47 bits, allocated in units of 64 KiB. New regions get
 * addresses that have not been used recently, so that accesses through stale addresses are
 * detected.
 */
final class AddressSpace {
    static final int PAGE_SIZE = 4096;
    static final int GRANULARITY = 65536;
    static final long LOWEST = 0x10000;
    static final long HIGHEST = 0x7FFF_FFFE_FFFFL;

    private static final long FIRST_CHOICE = 0x1_0000_0000L;

    /** Left free after a region, so that an access past its end is detected too. */
    private static final long GAP = 1 << 20;

    private final TreeMap<Long, Region> regions = new TreeMap<>(); // guarded by lock
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private long nextChoice = FIRST_CHOICE; // guarded by lock

    /** An action that runs while the table is locked. */
    interface Action<T extends @Nullable Object> {
        T run() throws IOException;
    }

    static long toPages(long bytes) {
        return (bytes + PAGE_SIZE - 1) & -PAGE_SIZE;
    }

    static boolean isAligned(long value) {
        return value % GRANULARITY == 0;
    }

    /** Runs an action while no region can be added or removed. */
    <T extends @Nullable Object> T reading(Action<T> action) throws IOException {
        return locked(lock.readLock(), action);
    }

    /** Runs an action with exclusive access to the table. */
    <T extends @Nullable Object> T changing(Action<T> action) throws IOException {
        return locked(lock.writeLock(), action);
    }

    private static <T extends @Nullable Object> T locked(Lock lock, Action<T> action)
            throws IOException {
        lock.lock();
        try {
            return action.run();
        } finally {
            lock.unlock();
        }
    }

    @Nullable Region at(long address) {
        Map.Entry<Long, Region> entry = regions.floorEntry(address);
        return entry != null && entry.getValue().contains(address) ? entry.getValue() : null;
    }

    /** The region that contains the whole range. */
    Region holding(long address, long size) {
        Region region = at(address);
        if (region == null || size > region.end() - address) {
            throw Status.CONFLICTING_ADDRESSES.failure();
        }
        return region;
    }

    /** The end of the free range that contains an address. */
    long freeEnd(long address) {
        Long next = regions.higherKey(address);
        return next == null ? HIGHEST + 1 : next;
    }

    /** Whether no region overlaps the allocation units of a range. */
    boolean isFree(long base, long size) {
        long start = base & -GRANULARITY;
        long end = granules(base + size);
        if (base < LOWEST || size <= 0 || end <= 0 || end > HIGHEST + 1) {
            return false;
        }
        Map.Entry<Long, Region> before = regions.lowerEntry(end);
        return before == null || granules(before.getValue().end()) <= start;
    }

    private static long granules(long bytes) {
        return (bytes + GRANULARITY - 1) & -GRANULARITY;
    }

    /** Chooses a free range; the caller puts a region there before it releases the lock. */
    long choose(long size) {
        if (size <= 0 || size > HIGHEST) {
            throw Status.NO_MEMORY.failure();
        }
        Long found = search(nextChoice, size);
        if (found == null) {
            found = search(LOWEST, size);
        }
        if (found == null) {
            throw Status.NO_MEMORY.failure();
        }
        nextChoice = granules(found + size) + GAP;
        return found;
    }

    private @Nullable Long search(long from, long size) {
        long candidate = from;
        while (candidate + size - 1 <= HIGHEST) {
            if (isFree(candidate, size)) {
                return candidate;
            }
            Map.Entry<Long, Region> blocking = regions.lowerEntry(granules(candidate + size));
            candidate = blocking == null ? HIGHEST : granules(blocking.getValue().end());
        }
        return null;
    }

    /** The base of a new region: the requested address, or any free range if none was requested. */
    long place(long requested, long size) {
        if (size / PAGE_SIZE > Integer.MAX_VALUE) {
            throw Status.NO_MEMORY.failure();
        }
        if (requested == 0) {
            return choose(size);
        }
        if (!isFree(requested, size)) {
            throw Status.CONFLICTING_ADDRESSES.failure();
        }
        return requested;
    }

    void put(Region region) {
        regions.put(region.base(), region);
    }

    /** Removes a region from the table; the caller releases it or has replaced it. */
    void remove(Region region) {
        regions.remove(region.base(), region);
    }

    List<Region> all() {
        return new ArrayList<>(regions.values());
    }
}
