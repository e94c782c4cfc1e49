package io.fileview.commit;

import io.fileview.spi.FileIdentity;
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

    /** Returns the names of the threads that hold a read lock of a file. */
    static List<String> threads(FileIdentity.Key file) {
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
        return List.copyOf(names);
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
