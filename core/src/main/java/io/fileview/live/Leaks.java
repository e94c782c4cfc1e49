package io.fileview.live;

import io.fileview.ByteRange;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Detects and logs leaks: views and mappings that became unreachable without being closed. */
public final class Leaks {
    private static final Cleaner CLEANER = Cleaner.create();

    private Leaks() {}

    /**
     * Registers a cleanup that runs once: when the returned object is cleaned, or when the owner
     * has become unreachable.
     */
    public static Cleaner.Cleanable register(Object owner, Runnable cleanup) {
        return CLEANER.register(owner, cleanup);
    }

    static void view(String what, @Nullable Throwable openSite) {
        Counters.LEAKED_VIEWS.incrementAndGet();
        report(what, openSite);
    }

    public static void mapping(String what, @Nullable Throwable openSite) {
        Counters.LEAKED_MAPPINGS.incrementAndGet();
        report(what, openSite);
    }

    static void pendingChanges(String name, List<ByteRange> pending) {
        Counters.CLOSED_PENDING.incrementAndGet();
        warn(
                "closed with changes that no flush could make durable: "
                        + name
                        + ", "
                        + pending.stream().mapToLong(ByteRange::length).sum()
                        + " bytes from offset "
                        + pending.stream().mapToLong(ByteRange::offset).min().orElse(0)
                        + "; open the file READ_WRITE, verify these bytes, and flush",
                null);
    }

    private static void report(String what, @Nullable Throwable openSite) {
        warn(
                "leaked without being closed: "
                        + what
                        + (openSite == null
                                ? "; open the mapping with recordOpenSite() to log where"
                                : ""),
                openSite);
    }

    private static void warn(String message, @Nullable Throwable openSite) {
        System.getLogger("io.fileview").log(Level.WARNING, message, openSite);
    }
}
