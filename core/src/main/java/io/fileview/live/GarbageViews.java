package io.fileview.live;

import io.fileview.MappingLimitException;
import io.fileview.waiting.Deadline;
import io.fileview.waiting.Uninterruptibly;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tries again what a limit refused, once leaked views and mappings have been found and closed: they
 * count towards the limits of the process until the garbage collector has found them. As the JDK
 * does when it cannot map, this asks for a collection, at most once a second unless the last one
 * has helped. Thread-safe.
 */
public final class GarbageViews {
    private static final long SHORTEST_INTERVAL = 1_000_000_000;

    /** How long to wait after a collection, which the JVM may have been told not to make. */
    private static final Duration LONGEST_SEARCH = Duration.ofSeconds(1);

    private static final Duration LONGEST_CLEANUP = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(10);

    /** The number of pauses without a leak after which no further one is expected. */
    private static final int QUIET_PAUSES = 3;

    /** The same before the first leak: on a busy machine the cleanups may have to wait to run. */
    private static final int QUIET_PAUSES_AT_FIRST = 25;

    /** Loaded in advance: loading a class fails when the process has no free file descriptor. */
    static final List<Class<?>> NEEDED_AT_LIMIT = List.of(Deadline.class, Uninterruptibly.class);

    private static boolean hasHelped = true; // guarded by the class
    private static long collectedAt; // guarded by the class

    private GarbageViews() {}

    /**
     * A call that may reach a limit, without any effect then.
     *
     * @param <T> the type of its result
     */
    public interface Call<T> {
        T make() throws IOException;
    }

    /**
     * Makes a call, and makes it again as long as a limit refuses it and leaks have been closed
     * since: the first ones may not have freed enough yet, or something else may have taken it.
     */
    public static <T> T closedAtLimit(Call<T> call) throws IOException {
        Deadline deadline = Deadline.after(LONGEST_CLEANUP);
        while (true) {
            long before = Leaks.total();
            try {
                return call.make();
            } catch (MappingLimitException refused) {
                if (deadline.hasPassed() || !haveBeenClosed(before)) {
                    throw refused;
                }
            }
        }
    }

    /** Closes what is garbage. Returns whether there was any, perhaps found for another thread. */
    private static synchronized boolean haveBeenClosed(long before) {
        if (hasHelped || System.nanoTime() - collectedAt > SHORTEST_INTERVAL) {
            AtomicBoolean collected = new AtomicBoolean();
            leak(collected);
            System.gc();
            if (isSet(collected)) {
                awaitCleanups(before);
            }
            hasHelped = Leaks.total() > before;
            collectedAt = System.nanoTime();
        }
        return Leaks.total() > before;
    }

    /** Leaves garbage, whose cleanup shows that the collector has found garbage. */
    private static void leak(AtomicBoolean collected) {
        Leaks.register(
                new Object(),
                () -> {
                    synchronized (collected) {
                        collected.set(true);
                        collected.notifyAll();
                    }
                });
    }

    private static boolean isSet(AtomicBoolean collected) {
        synchronized (collected) {
            return Uninterruptibly.await(
                    collected, collected::get, Deadline.after(LONGEST_SEARCH));
        }
    }

    /** Cleanups run one after the other, in an order that nothing defines. */
    private static void awaitCleanups(long before) {
        Deadline deadline = Deadline.after(LONGEST_CLEANUP);
        long last = Leaks.total();
        int quiet = 0;
        while (quiet < (last > before ? QUIET_PAUSES : QUIET_PAUSES_AT_FIRST)
                && !deadline.hasPassed()) {
            pause();
            long now = Leaks.total();
            quiet = now == last ? quiet + 1 : 0;
            last = now;
        }
    }

    private static void pause() {
        Object never = new Object();
        synchronized (never) {
            Uninterruptibly.await(never, () -> false, Deadline.after(PAUSE));
        }
    }
}
