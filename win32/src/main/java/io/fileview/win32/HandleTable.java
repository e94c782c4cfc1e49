package io.fileview.win32;

import io.fileview.win32.WinError.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The handles of one process. Values are not reused, so that a stale handle is detected. */
final class HandleTable {
    private final Map<Long, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    /**
     * An open handle.
     *
     * @param object the object
     * @param access the rights of the handle
     */
    record Entry(KernelObject object, int access) {}

    Handle open(KernelObject object, int access) {
        object.handleOpened();
        Handle handle = new Handle(last.addAndGet(4));
        entries.put(handle.value(), new Entry(object, access));
        return handle;
    }

    Entry get(@Nullable Handle handle) {
        Entry entry = handle == null ? null : entries.get(handle.value());
        if (entry == null) {
            throw Status.INVALID_HANDLE.failure();
        }
        return entry;
    }

    <T extends KernelObject> T get(@Nullable Handle handle, Class<T> kind) {
        KernelObject object = get(handle).object();
        if (!kind.isInstance(object)) {
            throw Status.OBJECT_TYPE_MISMATCH.failure();
        }
        return kind.cast(object);
    }

    /** An action on an object. */
    interface Use<K extends KernelObject, T> {
        T with(K object) throws IOException;
    }

    /** Runs an action on an object, which stays alive meanwhile even if the handle is closed. */
    <K extends KernelObject, T> T using(@Nullable Handle handle, Class<K> kind, Use<K, T> use)
            throws IOException {
        K object = get(handle, kind);
        object.retain();
        try {
            return use.with(object);
        } finally {
            object.release();
        }
    }

    void close(@Nullable Handle handle) {
        Entry entry = handle == null ? null : entries.remove(handle.value());
        if (entry == null) {
            throw Status.INVALID_HANDLE.failure();
        }
        entry.object().handleClosed();
    }

    int size() {
        return entries.size();
    }

    void closeAll() {
        List<Long> open = new ArrayList<>(entries.keySet());
        for (long value : open) {
            Entry entry = entries.remove(value);
            if (entry != null) {
                entry.object().handleClosed();
            }
        }
    }
}
