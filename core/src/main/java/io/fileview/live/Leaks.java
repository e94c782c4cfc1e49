package io.fileview.live;

import io.fileview.ByteRange;
import java.lang.ref.Cleaner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Detects, counts and logs leaks: what became unreachable without being closed. Each kind has a
 * method, which counts every leak in {@link io.fileview.ViewStatistics}, logs the first ones with
 * the place where they were opened, and sums up the later ones; see {@link LeakReports}.
 *
 * <p>A cleanup that {@link #register} runs is the place to call them. All cleanups share one thread,
 * so a cleanup must not wait for anybody: what may wait belongs to a thread of its own.
 */
public final class Leaks {
    private static final Cleaner CLEANER = Cleaner.create();

    private static final String RECORD = "; open the mapping with recordOpenSite() to log where";

    private static final LeakReports VIEWS = new LeakReports("views", Counters.LEAKED_VIEWS);
    private static final LeakReports MAPPINGS =
            new LeakReports("mappings", Counters.LEAKED_MAPPINGS);
    private static final LeakReports SCHEDULERS =
            new LeakReports("flush schedulers", Counters.LEAKED_SCHEDULERS);
    private static final LeakReports READERS =
            new LeakReports("commit readers", Counters.LEAKED_READERS);
    private static final LeakReports READ_LOCKS =
            new LeakReports("read locks", Counters.LEAKED_READ_LOCKS);

    private Leaks() {}

    /**
     * Registers a cleanup that runs once: when the returned object is cleaned, or when the owner
     * has become unreachable. The cleanup must not reach the owner.
     */
    public static Cleaner.Cleanable register(Object owner, Runnable cleanup) {
        return CLEANER.register(owner, cleanup);
    }

    /** Counts a view, whose report may need memory that there is not. */
    static void countView() {
        VIEWS.count();
    }

    /** Reports a view that has been counted. */
    static void view(String what, @Nullable Throwable openSite) {
        VIEWS.report(what, openSite, RECORD);
    }

    /** Reports a mapping of a file, or of a file with commits. */
    public static void mapping(String what, @Nullable Throwable openSite) {
        MAPPINGS.leaked(what, openSite, RECORD);
    }

    /** Reports a flush scheduler. */
    public static void scheduler(String what, @Nullable Throwable startSite) {
        SCHEDULERS.leaked(what, startSite, "");
    }

    /** Reports a reader of a file with commits. */
    public static void reader(String what, @Nullable Throwable openSite) {
        READERS.leaked(what, openSite, "");
    }

    /** Reports a lock of such a reader, which has kept commits waiting until now. */
    public static void readLock(String what, @Nullable Throwable lockSite) {
        READ_LOCKS.leaked(what, lockSite, "");
    }

    /** Reports each file: its changes may be lost, so none of them is only counted. */
    static void pendingChanges(String name, List<ByteRange> pending) {
        Counters.CLOSED_PENDING.incrementAndGet();
        LeakReports.warn(
                "closed with changes that no flush could make durable: "
                        + name
                        + ", "
                        + pending.stream().mapToLong(ByteRange::length).sum()
                        + " bytes from offset "
                        + pending.stream().mapToLong(ByteRange::offset).min().orElse(0)
                        + "; open the file READ_WRITE, verify these bytes, and flush",
                null);
    }

    /** Returns the number of leaks so far, of whatever kind. */
    static long total() {
        return Counters.LEAKED_VIEWS.get()
                + Counters.LEAKED_MAPPINGS.get()
                + Counters.LEAKED_SCHEDULERS.get()
                + Counters.LEAKED_READERS.get()
                + Counters.LEAKED_READ_LOCKS.get();
    }

    /** Logs the next leaks of each kind one by one, for tests that expect such a report. */
    static void startOver() {
        for (LeakReports kind : List.of(VIEWS, MAPPINGS, SCHEDULERS, READERS, READ_LOCKS)) {
            kind.startOver();
        }
    }
}
