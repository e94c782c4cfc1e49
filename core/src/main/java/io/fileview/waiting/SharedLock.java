package io.fileview.waiting;

import io.fileview.messages.FirstTen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A lock that many threads may share, or one has alone. It knows who holds it, so that a wait that
 * would never end is refused at once, and one that takes too long ends with the names of those who
 * hold it.
 *
 * <ul>
 * <li>A thread that shares the lock, or has it alone, may share it again.
 * <li>While a thread waits to have the lock alone, others do not newly share it.
 * <li>A thread that shares the lock is refused to have it alone, and so is one that has it already.
 * </ul>
 *
 * <p>Whoever takes the lock has {@linkplain StackRoom required room} to release it.
 */
public final class SharedLock {
    /** Since when a thread holds or wants the lock, and how often it holds it. */
    private static final class Hold {
        private final long since = System.nanoTime();
        private int count = 1;
    }

    private final Object what;
    private final Object mutex = new Object(); // held for a few instructions only
    private final Map<Thread, Hold> sharing = new LinkedHashMap<>(); // guarded by mutex
    private final Map<Thread, Hold> wanting = new LinkedHashMap<>(); // guarded by mutex
    private @Nullable Thread owner; // guarded by mutex
    private @Nullable Hold owned; // guarded by mutex

    /**
     * Creates a lock.
     *
     * @param what what it protects, which messages name by its {@code toString()}
     */
    public SharedLock(Object what) {
        this.what = what;
    }

    /**
     * Shares the lock.
     *
     * @param interruptibly true if an interrupt ends the wait
     * @throws TimeoutException if the time has passed; the message names those who hold the lock
     * @throws InterruptedException if the thread was interrupted while it waited
     * @throws IllegalStateException if the wait would never end
     */
    public void share(Duration limit, boolean interruptibly)
            throws TimeoutException, InterruptedException {
        synchronized (mutex) {
            if (maySharedBeTaken()) {
                addSharing();
                return;
            }
        }
        await(this::maySharedBeTaken, this::addSharing, this::keepSharersOut, limit, interruptibly);
    }

    private boolean maySharedBeTaken() {
        Thread self = Thread.currentThread();
        return self.equals(owner)
                || sharing.containsKey(self)
                || (owner == null && wanting.isEmpty());
    }

    private void addSharing() {
        Hold hold = sharing.get(Thread.currentThread());
        if (hold == null) {
            add(sharing);
        } else {
            hold.count++;
        }
    }

    /** Leaves nothing behind if memory is short: a map may throw after it has put something. */
    private static void add(Map<Thread, Hold> threads) {
        Thread self = Thread.currentThread();
        Hold hold = new Hold();
        try {
            threads.put(self, hold);
        } catch (OutOfMemoryError e) {
            threads.remove(self);
            throw e;
        }
    }

    private Map<Thread, Hold> keepSharersOut() {
        Map<Thread, Hold> holders = new LinkedHashMap<>(wanting);
        if (owner != null && owned != null) {
            holders.put(owner, owned);
        }
        return holders;
    }

    /** Ends one {@link #share} of this thread. */
    public void unshare() {
        synchronized (mutex) {
            Hold hold = sharing.get(Thread.currentThread());
            if (hold == null) {
                throw new IllegalMonitorStateException("this thread does not share " + what);
            }
            if (--hold.count == 0) {
                sharing.remove(Thread.currentThread());
                mutex.notifyAll();
            }
        }
    }

    /**
     * Waits until no thread holds the lock, and takes it alone.
     *
     * @param interruptibly true if an interrupt ends the wait
     * @throws TimeoutException if the time has passed; the message names those who hold the lock
     * @throws InterruptedException if the thread was interrupted while it waited
     * @throws IllegalStateException if the wait would never end
     */
    public void own(Duration limit, boolean interruptibly)
            throws TimeoutException, InterruptedException {
        Thread self = Thread.currentThread();
        synchronized (mutex) {
            if (mayBeOwned()) {
                takeAlone();
                return;
            }
            add(wanting);
        }
        try {
            await(this::mayBeOwned, this::takeAlone, this::keepOwnersOut, limit, interruptibly);
        } finally {
            synchronized (mutex) {
                wanting.remove(self);
                mutex.notifyAll();
            }
        }
    }

    private boolean mayBeOwned() {
        return owner == null && sharing.isEmpty();
    }

    private void takeAlone() {
        owned = new Hold(); // first, because there may be no memory for it
        owner = Thread.currentThread();
    }

    private Map<Thread, Hold> keepOwnersOut() {
        Map<Thread, Hold> holders = new LinkedHashMap<>(sharing);
        if (owner != null && owned != null) {
            holders.put(owner, owned);
        }
        return holders;
    }

    /** Ends {@link #own}. */
    public void disown() {
        synchronized (mutex) {
            if (!Thread.currentThread().equals(owner)) {
                throw new IllegalMonitorStateException("this thread does not have " + what);
            }
            owner = null;
            owned = null;
            mutex.notifyAll();
        }
    }

    private void await(
            BooleanSupplier free,
            Runnable take,
            Supplier<Map<Thread, Hold>> holders,
            Duration limit,
            boolean interruptibly)
            throws TimeoutException, InterruptedException {
        Deadline deadline = Deadline.after(limit);
        boolean[] taken = new boolean[1]; // guarded by mutex; from then on nobody is waited for
        WaitingThreads.begin(what, () -> threadsOf(taken, holders));
        boolean interrupted = false;
        try {
            synchronized (mutex) {
                while (!free.getAsBoolean()) {
                    if (deadline.hasPassed()) {
                        throw new TimeoutException(message(holders.get(), limit));
                    }
                    try {
                        waitForChange(deadline);
                    } catch (InterruptedException e) {
                        if (interruptibly) {
                            throw e;
                        }
                        interrupted = true;
                    }
                }
                take.run();
                taken[0] = true;
            }
        } finally {
            WaitingThreads.end();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
    private void waitForChange(Deadline deadline) throws InterruptedException {
        if (deadline.isNever()) {
            mutex.wait();
        } else {
            TimeUnit.NANOSECONDS.timedWait(mutex, deadline.nanosLeft());
        }
    }

    private Collection<Thread> threadsOf(boolean[] taken, Supplier<Map<Thread, Hold>> holders) {
        synchronized (mutex) {
            return taken[0] ? List.of() : List.copyOf(holders.get().keySet());
        }
    }

    private String message(Map<Thread, Hold> holders, Duration limit) {
        List<String> uses = new ArrayList<>();
        long now = System.nanoTime();
        holders.forEach(
                (thread, hold) -> uses.add(
                        WaitingThreads.describe(thread)
                                + " for "
                                + (now - hold.since) / 1_000_000
                                + " ms"));
        return what
                + " is still in use after a wait of "
                + limit.toMillis()
                + " ms, by "
                + FirstTen.of(uses);
    }
}
