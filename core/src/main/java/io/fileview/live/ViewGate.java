package io.fileview;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls on a view pass while it is mapped, and unmapping only while none is under way. Access to
 * the segment does not pass here: the segment's own scope guards that.
 */
final class ViewGate {
    interface Action {
        void run() throws IOException;
    }

    interface Call<T> {
        T call() throws IOException;
    }

    /**
     * A view is lost, and then unmapped by the cleaner, when this reference is: the gate, which every
     * call holds until it has left, keeps it. The segment does too where the engine can arrange that.
     */
    private final AtomicReference<@Nullable View> view;

    private int callsUnderWay; // guarded by this
    private int closersWaiting; // guarded by this; new calls wait for them, or they never came in
    private volatile boolean shut; // changed under this

    ViewGate(AtomicReference<@Nullable View> view) {
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

    /** Runs the action unless the view is unmapped already; tells whether it ran. */
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

    /** The view is unmapped from now on; called from within {@link #closeOnce}. */
    synchronized void shut() {
        shut = true;
    }

    private synchronized void enter() {
        awaitUntil(() -> closersWaiting == 0);
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
            throw new IllegalStateException(view.get() + " has been unmapped");
        }
    }

    private synchronized void awaitCalls() {
        closersWaiting++;
        awaitUntil(() -> callsUnderWay == 0);
    }

    private synchronized void closerDone() {
        if (--closersWaiting == 0) {
            notifyAll();
        }
    }

    /** Waits through interrupts: half an unmap would be worse, and the interrupt is kept. */
    private synchronized void awaitUntil(BooleanSupplier condition) {
        boolean interrupted = false;
        while (!condition.getAsBoolean()) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
