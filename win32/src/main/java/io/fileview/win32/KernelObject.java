package io.fileview.win32;

import io.fileview.win32.WinError.Status;
import org.jspecify.annotations.Nullable;

/**
 * The object that a handle refers to. It exists as long as it has handles or other users, such as
 * views; its name exists only as long as it has handles.
 */
abstract class KernelObject {
    /** The types of objects. All named objects share one namespace. */
    enum Type {
        FILE,
        SECTION,
        EVENT,
        MUTEX,
        SEMAPHORE,
        TIMER,
        JOB
    }

    private final Type type;
    private int handles; // guarded by this
    private int users; // guarded by this
    private boolean gone; // guarded by this
    private ObjectNamespace.@Nullable Name name; // guarded by this

    KernelObject(Type type) {
        this.type = type;
    }

    Type type() {
        return type;
    }

    synchronized void named(ObjectNamespace.Name given) {
        name = given;
    }

    synchronized void handleOpened() {
        retain();
        handles++;
    }

    void handleClosed() {
        ObjectNamespace.Name gone = null;
        synchronized (this) {
            if (--handles == 0) {
                gone = name;
                name = null;
            }
        }
        try {
            if (gone != null) {
                gone.release(this);
            }
        } finally {
            release();
        }
    }

    /** Restores the name that was about to be removed, if a handle has been opened meanwhile. */
    synchronized boolean keepsName(ObjectNamespace.Name kept) {
        if (handles > 0) {
            name = kept;
            return true;
        }
        return false;
    }

    /** Fails if another thread has closed the last handle since this thread looked it up. */
    synchronized void retain() {
        if (gone) {
            throw Status.INVALID_HANDLE.failure();
        }
        users++;
    }

    void release() {
        synchronized (this) {
            if (--users > 0) {
                return;
            }
            gone = true;
        }
        destroyed();
    }

    /** Called when the last user has released the object. */
    abstract void destroyed();

    /** An event, a mutex and so on: only its name is simulated. */
    static final class NameOnly extends KernelObject {
        NameOnly(Type type) {
            super(type);
        }

        @Override
        void destroyed() {}
    }
}
