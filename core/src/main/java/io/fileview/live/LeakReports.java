package io.fileview.live;

import io.fileview.messages.PlainText;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts the leaks of one kind, and logs the first ones one by one and later only their number, at
 * powers of two: a program that leaks all the time does not fill its log. Thread-safe.
 */
final class LeakReports {
    /** The number of leaks that are logged one by one. */
    static final int SINGLY = 10;

    private final String plural;
    private final AtomicLong total;
    private final AtomicLong reported = new AtomicLong();

    /**
     * Creates the reports of a kind.
     *
     * @param plural what is leaked, such as {@code views}
     * @param total the counter of {@link io.fileview.ViewStatistics}
     */
    LeakReports(String plural, AtomicLong total) {
        this.plural = plural;
        this.total = total;
    }

    /**
     * Counts a leak, and logs it if it is due.
     *
     * @param what what was leaked, and what has become of it
     * @param site where it was opened; null if that was not recorded
     * @param toRecord how to have the site recorded; empty if nothing can be done for that
     */
    void leaked(String what, @Nullable Throwable site, String toRecord) {
        count();
        report(what, site, toRecord);
    }

    void count() {
        total.incrementAndGet();
    }

    /** Logs a leak that has been counted, if it is due. */
    void report(String what, @Nullable Throwable site, String toRecord) {
        long number = reported.incrementAndGet();
        if (number <= SINGLY) {
            warn(
                    "leaked without being closed: "
                            + what
                            + (site == null ? toRecord : "")
                            + (number == SINGLY
                                    ? "; further leaked "
                                            + plural
                                            + " are counted, and only their number is logged"
                                    : ""),
                    site);
        } else if (Long.bitCount(number) == 1) {
            warn(
                    number
                            + " "
                            + plural
                            + " leaked so far without being closed, the last one: "
                            + what
                            + (site == null ? toRecord : ""),
                    site);
        }
    }

    /** Logs the next ones one by one again. */
    void startOver() {
        reported.set(0);
    }

    static void warn(String message, @Nullable Throwable site) {
        System.getLogger("io.fileview").log(Level.WARNING, PlainText.line(message), site);
    }
}
