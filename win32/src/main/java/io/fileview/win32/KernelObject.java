package io.fileview.win32;

import io.fileview.win32.WinError.Status;
import org.jspecify.annotations.Nullable;

/**
 * What a handle stands for. It lives as long as it has handles or other users such as views; its
 * name lives only as long as it has handles.
 */
abstract class KernelObject {
    /** The kinds of objects; those with names share one set of names. */
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

    /** Takes a name back that was to go, where a handle has been opened meanwhile. */
    synchronized boolean keepsName(ObjectNamespace.Name kept) {
        if (handles > 0) {
            name = kept;
            return true;
        }
        return false;
    }

    /** Refused where another thread has closed the last handle since this one looked it up. */
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

    /** The last user has gone. */
    abstract void destroyed();

    /** An event, a mutex and the like: known here only by name. */
    static final class Plain extends KernelObject {
        Plain(Type type) {
            super(type);
        }

        @Override
        void destroyed() {}
    }
}
