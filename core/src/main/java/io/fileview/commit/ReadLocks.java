package io.fileview.commit;

import io.fileview.commit.journal.CommitLocks;
import io.fileview.messages.FirstTen;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.Place;
import io.fileview.waiting.Attempts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The read locks that the threads of this process hold, through any reader. A thread that waited for
 * a writer that waits for its read locks would wait for itself.
 */
final class ReadLocks {
    /** By thread, the number of locks of each file. */
    private static final Map<Thread, Map<FileIdentity.Key, Integer>> HELD =
            new ConcurrentHashMap<>();

    private ReadLocks() {}

    static void acquired(Thread thread, FileIdentity.Key file) {
        HELD.compute(
                thread,
                (any, held) -> {
                    Map<FileIdentity.Key, Integer> locks = held == null ? new HashMap<>() : held;
                    locks.merge(file, 1, Integer::sum);
                    return locks;
                });
    }

    static void released(Thread thread, FileIdentity.Key file, int count) {
        HELD.computeIfPresent(
                thread,
                (any, locks) -> {
                    locks.computeIfPresent(
                            file, (same, held) -> held > count ? held - count : null);
                    return locks.isEmpty() ? null : locks;
                });
    }

    /** Returns whether the calling thread holds a read lock of any file. */
    static boolean areHeld() {
        return HELD.containsKey(Thread.currentThread());
    }

    /** Returns whether the calling thread holds a read lock of a file. */
    static boolean areHeldOf(FileIdentity.Key file) {
        boolean[] held = new boolean[1];
        HELD.computeIfPresent(
                Thread.currentThread(),
                (thread, locks) -> {
                    held[0] = locks.containsKey(file);
                    return locks;
                });
        return held[0];
    }

    /**
     * Waits until nobody holds a read lock of a file, and keeps readers out from then on.
     *
     * @throws CommitInUseException if the limit has elapsed; the message names the threads of this
     *     process among those that hold a read lock
     */
    static void keepOut(CommitLocks locks, FileIdentity.Key file, Duration limit)
            throws IOException {
        try {
            locks.changeState(Attempts.within(limit));
        } catch (CommitInUseException inUse) {
            List<String> threads = threads(file);
            if (threads.isEmpty()) {
                throw inUse;
            }
            throw new CommitInUseException(
                    Place.of(inUse.file()),
                    inUse.problem()
                            + "; in this process, a read lock is held by "
                            + FirstTen.of(threads),
                    inUse);
        }
    }

    private static List<String> threads(FileIdentity.Key file) {
        List<String> names = new ArrayList<>();
        for (Thread thread : HELD.keySet()) {
            HELD.computeIfPresent(
                    thread,
                    (same, locks) -> {
                        if (locks.containsKey(file)) {
                            names.add(
                                    thread.getName().isEmpty()
                                            ? "thread " + thread.threadId()
                                            : "thread " + thread.getName());
                        }
                        return locks;
                    });
        }
        return names;
    }

    /** Throws if the calling thread holds a read lock of a file. */
    static void requireNone(FileIdentity.Key file, String name, String action) {
        if (areHeldOf(file)) {
            throw new IllegalStateException(
                    "this thread holds a read lock of "
                            + name
                            + " and cannot "
                            + action
                            + ", because that waits for read locks; release it first");
        }
    }
}
