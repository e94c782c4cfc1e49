package io.fileview.live;

import io.fileview.MappingLimitException;
import io.fileview.proc.AvailableMemory;
import io.fileview.proc.AvailableMemory.Limit;
import io.fileview.spi.Place;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that private pages take. Each page of a copy-on-write view that is written becomes
 * memory of the process, which the kernel cannot write to the file; when the memory of a cgroup or
 * the machine ends, it kills a process. Guarded access asks here before it writes.
 */
final class PrivateMemory {
    /** Asking takes some ten microseconds, so it is done once for so many bytes. */
    private static final long STEP = 16L << 20;

    private static final long SMALLEST_RESERVE = 32L << 20;
    private static final long LARGEST_RESERVE = 64L << 20;

    /** The shortest time between two questions, unless as much was written as was free. */
    private static final long NANOS = 20_000_000;

    /** An upper bound of the bytes that became private since it was last asked. */
    private static final AtomicLong UNASKED = new AtomicLong(STEP);

    /** What may be written before the next question, however soon; 0 at first. */
    private static volatile long allowance;

    private static volatile long lastAsked = System.nanoTime() - NANOS;

    private PrivateMemory() {}

    /**
     * Requires that there is memory for private pages.
     *
     * @param place the bytes to be written
     * @param bytes the size of the pages that may become private
     */
    static void require(Place place, long bytes) throws MappingLimitException {
        long unasked = UNASKED.addAndGet(Math.min(bytes, STEP));
        boolean isSoon = System.nanoTime() - lastAsked < NANOS;
        if (unasked >= STEP && !(isSoon && unasked < allowance)) {
            Optional<Limit> tightest = AvailableMemory.tightest();
            if (tightest.isPresent()) {
                requireRoom(place, bytes, tightest.get());
            }
            allowance = tightest.map(limit -> limit.free() / 4).orElse(Long.MAX_VALUE);
            lastAsked = System.nanoTime();
            UNASKED.set(0); // not if there is none: then the next write asks again
        }
    }

    private static void requireRoom(Place place, long bytes, Limit limit)
            throws MappingLimitException {
        long reserve = Math.clamp(limit.limit() / 16, SMALLEST_RESERVE, LARGEST_RESERVE);
        if (limit.free() - reserve - STEP < bytes) {
            throw new MappingLimitException(
                    place,
                    "offset "
                            + place.offset()
                            + " with length "
                            + place.length()
                            + " cannot be written, because the private pages of copy-on-write views"
                            + " are memory: "
                            + limit.what()
                            + " allows "
                            + limit.limit()
                            + " bytes and "
                            + limit.used()
                            + " are used, and the last "
                            + (reserve + STEP)
                            + " are kept for the JVM; commit or roll back, close copy-on-write"
                            + " views, or raise the limit",
                    limit.what(),
                    limit.limit(),
                    limit.used(),
                    null);
        }
    }
}
