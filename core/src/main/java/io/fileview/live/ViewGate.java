package io.fileview.live;

import io.fileview.waiting.Uninterruptibly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/**
 * Admits calls on a view while it is mapped, and admits unmapping only while no call is in
 * progress. Accesses to the segment do not pass the gate: the segment's own scope guards them.
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

    private int callsUnderWay; // guarded by this
    private int closersWaiting; // guarded by this; new calls wait for them, to avoid starvation
    private volatile boolean shut; // changed under this

    ViewGate(Object view) {
        this.view = view;
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

    <T> T call(Call<T> call) throws IOException {
        enter();
        try {
            return call.call();
        } finally {
            leave();
        }
    }

    <T> T whileMapped(Supplier<T> supplier) {
        enter();
        try {
            return supplier.get();
        } finally {
            leave();
        }
    }

    synchronized void exclusively(Action action) throws IOException {
        awaitCalls();
        try {
            requireMapped();
            action.run();
        } finally {
            closerDone();
        }
    }

    /** Runs the action unless the view has been unmapped; returns whether it ran. */
    synchronized boolean closeOnce(Action unmap) {
        awaitCalls();
        try {
            if (shut) {
                return false;
            }
            unmap.run();
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            closerDone();
        }
    }

    /** Rejects all later calls; called within {@link #closeOnce} or {@link #exclusively}. */
    synchronized void shut() {
        shut = true;
    }

    private synchronized void enter() {
        Uninterruptibly.await(this, () -> closersWaiting == 0);
        requireMapped();
        callsUnderWay++;
    }

    private synchronized void leave() {
        if (--callsUnderWay == 0) {
            notifyAll();
        }
    }

    private void requireMapped() {
        if (shut) {
            throw new IllegalStateException(view + " has been unmapped");
        }
    }

    /** Waits despite interrupts, because an incomplete unmap would be worse. */
    private synchronized void awaitCalls() {
        closersWaiting++;
        Uninterruptibly.await(this, () -> callsUnderWay == 0);
    }

    private synchronized void closerDone() {
        if (--closersWaiting == 0) {
            notifyAll();
        }
    }
}
