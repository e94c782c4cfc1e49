package io.fileview.live;

import io.fileview.waiting.SharedLock;
import io.fileview.waiting.StackRoom;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Admits calls on a view while it is mapped, and admits unmapping only while no call is in
 * progress. Accesses to the segment do not pass the gate: the segment's own scope guards them.
 *
 * <p>No wait here is longer than the time limit, and one that would never end, because the thread
 * waits for itself or for a thread that waits for it, is refused at once. Both throw {@link
 * IllegalStateException}, and the view is unchanged.
 */
final class ViewGate {
    interface Action {
        void run() throws IOException;
    }

    interface Call<T> {
        T call() throws IOException;
    }

    /** The view. Every call in progress keeps the gate reachable, and with it the view mapped. */
    private final Object view;

    private final Duration limit;
    private final SharedLock lock;
    private volatile boolean shut; // changed with the lock held alone

    /** Odd while a thread has the lock alone. */
    private final AtomicInteger changes = new AtomicInteger();

    ViewGate(Object view, Duration limit) {
        this.view = view;
        this.limit = limit;
        this.lock = new SharedLock(view);
    }

    boolean isMapped() {
        return !shut;
    }

    void run(Action action) throws IOException {
        call(
                () -> {
                    action.run();
                    return true;
                });
    }

    /** Makes a call; an interrupt ends its wait for somebody who unmaps or remaps the view. */
    <T> T call(Call<T> call) throws IOException {
        StackRoom.require();
        try {
            lock.share(limit, true);
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (TimeoutException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        try {
            requireMapped();
            return call.call();
        } finally {
            lock.unshare();
        }
    }

    /**
     * Returns something that only a thread that has the view alone changes. Usually nobody does, and
     * then this takes no lock.
     */
    <T> T seen(Supplier<T> state) {
        int before = changes.get();
        if ((before & 1) == 0) {
            requireMapped();
            T seen = state.get();
            if (changes.get() == before) {
                return seen;
            }
        }
        return whileMapped(state);
    }

    <T> T whileMapped(Supplier<T> supplier) {
        shareUninterruptibly();
        try {
            requireMapped();
            return supplier.get();
        } finally {
            lock.unshare();
        }
    }

    /** Runs an action whose wait for somebody who unmaps or remaps the view no interrupt ends. */
    void runUninterruptibly(Action action) throws IOException {
        shareUninterruptibly();
        try {
            requireMapped();
            action.run();
        } finally {
            lock.unshare();
        }
    }

    private void shareUninterruptibly() {
        StackRoom.require();
        try {
            lock.share(limit, false);
        } catch (InterruptedException e) {
            throw new AssertionError("an interrupt does not end this wait", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Runs an action while no call is in progress; an interrupt ends the wait. */
    void exclusively(Action action) throws IOException {
        StackRoom.require();
        try {
            lock.own(limit, true);
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (TimeoutException e) {
            throw inUse(e);
        }
        try {
            changes.incrementAndGet();
            requireMapped();
            action.run();
        } finally {
            changes.incrementAndGet();
            lock.disown();
        }
    }

    /**
     * Runs the action unless the view has been unmapped; returns whether it ran. An interrupt does
     * not end the wait, or an interrupted thread could close nothing.
     */
    boolean closeOnce(Action unmap) {
        StackRoom.require();
        try {
            lock.own(limit, false);
        } catch (InterruptedException e) {
            throw new AssertionError("an interrupt does not end this wait", e);
        } catch (TimeoutException e) {
            throw inUse(e);
        }
        try {
            changes.incrementAndGet();
            if (shut) {
                return false;
            }
            unmap.run();
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } finally {
            changes.incrementAndGet();
            lock.disown();
        }
    }

    /** Rejects all later calls; called within {@link #closeOnce} or {@link #exclusively}. */
    void shut() {
        shut = true;
    }

    private void requireMapped() {
        if (shut) {
            throw new IllegalStateException(view + " has been unmapped; map it again");
        }
    }

    private static IllegalStateException inUse(TimeoutException e) {
        return new IllegalStateException(
                e.getMessage()
                        + "; it stays mapped: try again when these calls have returned, or open"
                        + " the mapping with a longer waitLimit",
                e);
    }

    private InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException(
                "the thread was interrupted while it waited for other threads to end their use of "
                        + view
                        + "; nothing has been done");
    }
}
