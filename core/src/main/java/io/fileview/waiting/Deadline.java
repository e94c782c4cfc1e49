package io.fileview.waiting;

import java.time.Duration;

/** The time at which a wait that begins now ends. */
public final class Deadline {
    /** A time limit that does not pass. */
    public static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE); // 292 years

    private final long start = System.nanoTime();
    private final long limit;

    private Deadline(long limit) {
        this.limit = limit;
    }

    /** Returns the end of a wait that begins now. */
    public static Deadline after(Duration limit) {
        return new Deadline(
                limit.compareTo(LONGEST) >= 0
                        ? Long.MAX_VALUE
                        : limit.isNegative() ? 0 : limit.toNanos());
    }

    public boolean isNever() {
        return limit == Long.MAX_VALUE;
    }

    /** Returns the time that is left; zero or less if it has passed. */
    public long nanosLeft() {
        return isNever() ? Long.MAX_VALUE : limit - (System.nanoTime() - start);
    }

    public boolean hasPassed() {
        return nanosLeft() <= 0;
    }
}
