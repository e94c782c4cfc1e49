package io.fileview.live;

import io.fileview.ByteRange;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds what the program leaked, that is, let become unreachable without closing it, and reports
 * it.
 */
public final class Leaks {
    private static final Cleaner CLEANER = Cleaner.create();

    private Leaks() {}

    /**
     * Runs a cleanup once: when the returned object is told to, or when the owner has been leaked.
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
                "closed with changes that no flush has made durable: "
                        + name
                        + ", "
                        + pending.stream().mapToLong(ByteRange::length).sum()
                        + " bytes from offset "
                        + pending.stream().mapToLong(ByteRange::offset).min().orElse(0)
                        + "; open it again READ_WRITE, check them, and flush",
                null);
    }

    private static void report(String what, @Nullable Throwable openSite) {
        warn(
                "leaked, not closed: "
                        + what
                        + (openSite == null
                                ? "; open the mapping with recordOpenSite() to learn where"
                                : ""),
                openSite);
    }

    private static void warn(String message, @Nullable Throwable openSite) {
        System.getLogger("io.fileview").log(Level.WARNING, message, openSite);
    }
}
