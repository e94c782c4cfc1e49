package io.fileview.waiting;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads that wait, and for whom: a wait that could never end, because those waited for wait
 * for the thread itself, is refused before it begins. Every wait for another thread is registered
 * with {@link #begin} and {@link #end}. A thread that waits takes nothing, so the last of the waits
 * that form a cycle finds it. Thread-safe.
 */
public final class WaitingThreads {
    private static final Map<Thread, Supplier<Collection<Thread>>> BLOCKERS =
            new HashMap<>(); // guarded by itself

    private WaitingThreads() {}

    /**
     * Registers that the current thread is about to wait. Called without a lock that {@code
     * blockers} needs.
     *
     * @param what what it waits for
     * @param blockers determines the threads that keep it waiting; may include the thread itself
     * @throws IllegalStateException if the wait could never end; it is not registered
     */
    public static void begin(Object what, Supplier<Collection<Thread>> blockers) {
        Thread self = Thread.currentThread();
        synchronized (BLOCKERS) {
            Thread last = lastBefore(self, blockers);
            if (last != null) {
                throw new IllegalStateException(
                        last.equals(self)
                                ? "this thread cannot wait for "
                                        + what
                                        + ", because it is using it itself; let that call return"
                                        + " first"
                                : "this thread cannot wait for "
                                        + what
                                        + ", because "
                                        + describe(last)
                                        + ", which must end its use first, waits for this thread;"
                                        + " let this thread end what it has begun, and try again");
            }
            BLOCKERS.put(self, blockers);
        }
    }

    /** Ends the registration of the current thread. */
    public static void end() {
        synchronized (BLOCKERS) {
            BLOCKERS.remove(Thread.currentThread());
        }
    }

    /** Returns the thread through which {@code self} would wait for itself; null if none. */
    private static @Nullable Thread lastBefore(
            Thread self, Supplier<Collection<Thread>> blockers) {
        Set<Thread> seen = new HashSet<>();
        Deque<Thread> next = new ArrayDeque<>();
        for (Thread blocker : blockers.get()) {
            if (blocker.equals(self)) {
                return self;
            }
            next.add(blocker);
        }
        while (!next.isEmpty()) {
            Thread thread = next.remove();
            Supplier<Collection<Thread>> others = BLOCKERS.get(thread);
            if (seen.add(thread) && others != null) {
                for (Thread blocker : others.get()) {
                    if (blocker.equals(self)) {
                        return thread;
                    }
                    next.add(blocker);
                }
            }
        }
        return null;
    }

    /** {@return the words for a thread in a message} */
    public static String describe(Thread thread) {
        return (thread.isVirtual() ? "virtual thread " : "thread ")
                + (thread.getName().isEmpty()
                        ? "#" + thread.threadId()
                        : "\"" + thread.getName() + "\"");
    }
}
