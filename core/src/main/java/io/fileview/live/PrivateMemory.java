package io.fileview.live;

import io.fileview.MappingLimitException;
import io.fileview.proc.AvailableMemory;
import io.fileview.proc.AvailableMemory.Limit;
import io.fileview.spi.Place;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The memory that private pages take. Each page of a copy-on-write view that is written becomes
 * memory of the process, which the kernel cannot write to the file; when the memory of a cgroup or
 * the machine ends, it kills a process. Guarded access asks here before it writes. Thread-safe.
 */
final class PrivateMemory {
    /** The memory of this process. */
    static final PrivateMemory OF_PROCESS =
            new PrivateMemory(AvailableMemory::tightest, System::nanoTime);

    /** Asking the system takes some ten microseconds, so it is done once for so many bytes. */
    private static final long STEP = 16L << 20;

    /** For so long an answer of the system holds, unless a quarter of what was free is written. */
    private static final long NANOS = 20_000_000;

    private final Supplier<Optional<Limit>> limits;
    private final LongSupplier clock;

    /** The bytes that may become private before more are granted. */
    private final AtomicLong granted = new AtomicLong();

    /** The bytes that may be granted before the system is asked again; guarded by this. */
    private long allowance;

    private boolean isShort; // guarded by this
    private long askedAt; // guarded by this

    PrivateMemory(Supplier<Optional<Limit>> limits, LongSupplier clock) {
        this.limits = limits;
        this.clock = clock;
        this.askedAt = clock.getAsLong() - NANOS;
    }

    /** Bytes that are about to be written. */
    interface Pages {
        /** Returns how many bytes of their pages are known to be private already. */
        long alreadyPrivate();
    }

    /**
     * Requires that there is memory for private pages. Those that are private already take no more,
     * and are looked for only where memory is short.
     *
     * @param bytes the size of the pages that may become private
     * @param place determines the bytes to be written
     */
    void require(long bytes, Pages pages, Supplier<Place> place) throws MappingLimitException {
        if (granted.addAndGet(-bytes) >= 0 || mayGrantMore(bytes)) {
            return;
        }
        long more = bytes - pages.alreadyPrivate();
        if (more > 0) {
            requireRoom(more, place);
        }
    }

    private synchronized boolean mayGrantMore(long bytes) {
        boolean isOld = clock.getAsLong() - askedAt >= NANOS;
        if (isOld || (!isShort && allowance < bytes)) {
            ask(bytes);
        }
        if (isShort) {
            return false;
        }
        allowance -= bytes + STEP;
        granted.set(STEP);
        return true;
    }

    private void ask(long bytes) {
        Optional<Limit> tightest = limits.get();
        isShort = tightest.isPresent() && isShort(tightest.get(), bytes);
        allowance = tightest.map(limit -> limit.free() / 4).orElse(Long.MAX_VALUE);
        askedAt = clock.getAsLong();
    }

    private static boolean isShort(Limit limit, long bytes) {
        return limit.free() - AvailableMemory.reserve(limit.limit()) - STEP < bytes;
    }

    /** Asks the system anew, because a commit may just have made room. */
    private void requireRoom(long bytes, Supplier<Place> place) throws MappingLimitException {
        Optional<Limit> tightest = limits.get();
        if (tightest.isPresent() && isShort(tightest.get(), bytes)) {
            throw refusal(place.get(), tightest.get());
        }
        synchronized (this) {
            isShort = false;
            allowance = 0;
        }
    }

    private static MappingLimitException refusal(Place place, Limit limit) {
        return new MappingLimitException(
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
                        + (AvailableMemory.reserve(limit.limit()) + STEP)
                        + " are kept for the JVM; commit or roll back, close copy-on-write"
                        + " views, or raise the limit",
                limit.what(),
                limit.limit(),
                limit.used(),
                null);
    }
}
