package io.fileview.live;

import java.util.concurrent.atomic.AtomicLong;

/** The counters that {@link io.fileview.ViewStatistics} reports. */
public final class Counters {
    public static final AtomicLong LIVE_MAPPINGS = new AtomicLong();
    public static final AtomicLong LIVE_VIEWS = new AtomicLong();
    public static final AtomicLong MAPPED_BYTES = new AtomicLong();
    public static final AtomicLong LEAKED_MAPPINGS = new AtomicLong();
    public static final AtomicLong LEAKED_VIEWS = new AtomicLong();
    public static final AtomicLong LEAKED_SCHEDULERS = new AtomicLong();
    public static final AtomicLong LEAKED_READERS = new AtomicLong();
    public static final AtomicLong LEAKED_READ_LOCKS = new AtomicLong();
    public static final AtomicLong CLOSED_PENDING = new AtomicLong();

    private Counters() {}
}
