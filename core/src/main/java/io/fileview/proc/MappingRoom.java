package io.fileview.proc;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The room that this process has for further mappings: the areas of memory that the kernel keeps
 * apart, of which {@code vm.max_map_count} limits the number. The last ones are left to the JVM,
 * which needs some for its heap and threads, and ends without.
 *
 * <p>A view is one mapping at least; each part of it with advice or locks of its own is another. All
 * mappings of the process count, whoever made them. Counting is slow, so it grants room for half of
 * what is left, less what others will map meanwhile if they go on as since the last count. It is
 * repeated when that has been taken, or when enough time has passed that others may have mapped as
 * much.
 *
 * <p>Where the mappings cannot be counted, those that were made through this class are compared with
 * the default limit. Thread-safe.
 */
public final class MappingRoom {
    /** The room of this process, shared by all engines. */
    public static final MappingRoom OF_PROCESS =
            new MappingRoom(
                    MemoryLimits::mappingLimit, MemoryLimits::mappingCount, System::nanoTime);

    /** The number of mappings that are left to the JVM, but no more than a tenth of the limit. */
    static final long RESERVED = 1_000;

    /** The default of {@code vm.max_map_count}. */
    public static final long DEFAULT_LIMIT = 65_530;

    /** What a JVM maps itself, where that cannot be counted. */
    static final long ASSUMED_OTHERS = 1_000;

    /** Near the limit, counting again for each mapping would cost more than these do. */
    private static final long SMALLEST_GRANT = 50;

    private static final long SHORTEST_INTERVAL = 20_000_000;
    private static final long INTERVAL_WITHOUT_COUNT = 1_000_000_000;

    /** Counting takes no more than one part in so many of the time. */
    private static final long SHARE_OF_TIME = 50;

    /** Counting takes no longer for each mapping, unless the thread has been kept waiting. */
    private static final long LONGEST_FOR_EACH = 2_000;

    private final Supplier<OptionalLong> limits;
    private final Supplier<OptionalLong> counts;
    private final LongSupplier clock;

    /** The mappings that may be made before the next count. */
    private final AtomicLong granted = new AtomicLong();

    /** The mappings that were taken and not given back: never less than there are of them. */
    private final AtomicLong taken = new AtomicLong();

    private volatile long grantedUntil;
    private volatile boolean hasGranted;

    private volatile boolean isRefused; // a division
    private volatile long refusedUntil;

    /** Until when counting is not tried again after it failed; guarded by this. */
    private long uncountableUntil;

    private boolean isUncountable; // guarded by this

    private long othersAtLastCount = Long.MAX_VALUE; // guarded by this
    private long grantedAtLastCount; // guarded by this

    /**
     * The reason why nothing more may be mapped.
     *
     * @param limit the limit
     * @param count the number of mappings
     * @param reserved how many of the last ones are left to the JVM
     * @param isCounted whether the number was counted; otherwise it is an estimate
     */
    public record Shortage(long limit, long count, long reserved, boolean isCounted) {
        /** Returns the reason as a clause of a message, which ends with what to do. */
        public String clause() {
            return "the process has "
                    + (isCounted ? "" : "by estimate, because /proc/self/maps cannot be read, ")
                    + count
                    + " mappings and vm.max_map_count allows "
                    + limit
                    + (reserved == 0
                            ? ""
                            : ", of which the last " + reserved + " are reserved for the JVM")
                    + "; unmap views, use larger ranges, or raise the limit with sysctl"
                    + " vm.max_map_count";
        }
    }

    MappingRoom(
            Supplier<OptionalLong> limits, Supplier<OptionalLong> counts, LongSupplier clock) {
        this.limits = limits;
        this.counts = counts;
        this.clock = clock;
    }

    /**
     * Takes room for mappings that are about to be made.
     *
     * @param mappings the number of mappings that the process may have more of afterwards
     * @param lasting how many of them are given back later
     * @return empty if there is room; otherwise the reason why there is none, and nothing is taken
     */
    public Optional<Shortage> take(long mappings, long lasting) {
        boolean isGranted =
                hasGranted
                        && clock.getAsLong() - grantedUntil < 0
                        && granted.addAndGet(-mappings) >= 0;
        Optional<Shortage> shortage = isGranted ? Optional.empty() : count(mappings);
        if (shortage.isEmpty()) {
            taken.addAndGet(lasting);
        }
        return shortage;
    }

    /**
     * Returns whether unmapping may divide a mapping. A refusal holds as long as a count, because
     * there may be many mappings to unmap.
     */
    public boolean mayDivide() {
        long start = clock.getAsLong();
        if (isRefused && start - refusedUntil < 0) {
            return false;
        }
        boolean isRoom = take(1, 0).isEmpty();
        refusedUntil = expiry(start, limits.get().orElse(DEFAULT_LIMIT));
        isRefused = !isRoom;
        return isRoom;
    }

    /**
     * Gives back room after unmapping. The process may have more mappings now: the kernel merges
     * mappings of adjacent pages, so that unmapping from the middle leaves two.
     */
    public void giveBack(long mappings) {
        taken.addAndGet(-mappings);
        granted.decrementAndGet();
    }

    /** Returns the mappings that were taken and not given back. */
    long taken() {
        return taken.get();
    }

    private synchronized Optional<Shortage> count(long mappings) {
        long start = clock.getAsLong();
        OptionalLong counted = countedAt(start);
        long limit = limits.get().orElse(DEFAULT_LIMIT);
        long count = counted.orElseGet(() -> ASSUMED_OTHERS + taken.get());
        long reserved = Math.min(RESERVED, limit / 10);
        long room = limit - count - reserved;
        hasGranted = room >= mappings;
        if (!hasGranted) {
            return Optional.of(new Shortage(limit, count, reserved, counted.isPresent()));
        }
        long parts = 1 + othersForEachTaken(count - taken.get());
        grantedUntil = expiry(start, count);
        grantedAtLastCount = Math.max(Math.max(1, SMALLEST_GRANT / parts), room / 2 / parts);
        granted.set(grantedAtLastCount - mappings);
        return Optional.empty();
    }

    /**
     * Returns until when a count holds. On a busy machine counting a few mappings may take long; the
     * many that others make meanwhile must be seen nevertheless.
     */
    private long expiry(long start, long count) {
        long end = clock.getAsLong();
        long cost = Math.min(end - start, LONGEST_FOR_EACH * count);
        return end + Math.max(SHORTEST_INTERVAL, SHARE_OF_TIME * cost);
    }

    /** Returns how many mappings others have made since the last count for each one taken here. */
    private long othersForEachTaken(long others) {
        long made = Math.max(0, others - othersAtLastCount);
        othersAtLastCount = others;
        return made / Math.max(1, grantedAtLastCount - granted.get());
    }

    private OptionalLong countedAt(long now) {
        if (isUncountable && now - uncountableUntil < 0) {
            return OptionalLong.empty();
        }
        OptionalLong counted = counts.get();
        isUncountable = counted.isEmpty();
        uncountableUntil = now + INTERVAL_WITHOUT_COUNT;
        return counted;
    }
}
