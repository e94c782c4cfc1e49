package io.fileview.linux;

import io.fileview.MappingLimitException;
import io.fileview.proc.AvailableMemory;
import io.fileview.proc.AvailableMemory.Limit;
import io.fileview.proc.MemoryCgroup;
import io.fileview.spi.Place;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/**
 * The memory that locked pages take. Without enough of it the kernel kills a process, so the last
 * bytes are kept for the JVM. Many small locks share one answer of the system. Thread-safe.
 */
final class LockRoom {
    static final LockRoom OF_PROCESS =
            new LockRoom(AvailableMemory::machine, MemoryCgroup::tightest, System::nanoTime);

    /** Asking the system takes some hundred microseconds, so it is done once for so many bytes. */
    private static final long STEP = 16L << 20;

    /** For so long an answer of the system holds. */
    private static final long NANOS = 20_000_000;

    private final Supplier<Optional<Limit>> machines;
    private final Supplier<Optional<MemoryCgroup>> cgroups;
    private final LongSupplier clock;

    /** The bytes that may be locked before the system is asked again. */
    private long granted; // guarded by this

    private long grantedUntil; // guarded by this

    LockRoom(
            Supplier<Optional<Limit>> machines,
            Supplier<Optional<MemoryCgroup>> cgroups,
            LongSupplier clock) {
        this.machines = machines;
        this.cgroups = cgroups;
        this.clock = clock;
    }

    /**
     * Requires that there is memory for pages that are about to be locked. Those that are in memory
     * already are looked for only where it is short.
     *
     * @param bytes the size of the pages
     * @param absent returns how many bytes of them are not in memory, or, if they are more than its
     *     argument, some of them
     * @param place determines what is to be locked
     */
    synchronized void require(long bytes, LongUnaryOperator absent, Supplier<Place> place)
            throws MappingLimitException {
        if (bytes <= granted && clock.getAsLong() - grantedUntil < 0) {
            granted -= bytes;
            return;
        }
        granted = 0;
        Optional<Limit> machine = machines.get();
        Optional<MemoryCgroup> cgroup = cgroups.get();
        long ofMachine =
                machine.map(limit -> withoutReserve(limit.free(), limit.limit()))
                        .orElse(Long.MAX_VALUE);
        long ofCgroup =
                cgroup.map(group -> withoutReserve(group.room(), group.limit()))
                        .orElse(Long.MAX_VALUE);
        long room = Math.min(ofMachine, ofCgroup);
        if (bytes <= room) {
            granted = Math.min(STEP, room - bytes);
            grantedUntil = clock.getAsLong() + NANOS;
            return;
        }
        long missing = absent.applyAsLong(room);
        if (missing > ofMachine) {
            throw LinuxLimits.memoryFailure(place.get(), bytes, ofMachine);
        }
        // Pages in memory may be charged to another cgroup, but those of this one fill it.
        if (cgroup.isPresent()
                && missing + Math.min(bytes - missing, cgroup.get().evictable()) > ofCgroup) {
            throw LinuxLimits.cgroupFailure(place.get(), bytes, cgroup.get(), ofCgroup);
        }
    }

    private static long withoutReserve(long free, long limit) {
        return Math.max(0, free - AvailableMemory.reserve(limit) - STEP);
    }
}
