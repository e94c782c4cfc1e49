package io.fileview;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * What all mappings of one file in this process must know of each other: its live views, so that it
 * does not shrink under them, and a flush that failed, so that none of them calls the file durable.
 */
final class SharedFile {
    private static final Map<Object, SharedFile> OPEN = new HashMap<>(); // guarded by itself

    /** Something that changes or relies on the size of the file. */
    interface SizeAction {
        void run() throws IOException;
    }

    private final Object key;
    private int sections; // guarded by OPEN
    private final Map<Long, ViewWatch> views = new ConcurrentHashMap<>();

    /** Mapping relies on the size (read lock); growing and shrinking change it (write lock). */
    private final ReentrantReadWriteLock sizeLock = new ReentrantReadWriteLock();

    /** The first flush that failed: the kernel forgets it, we must not. */
    private final AtomicReference<@Nullable FlushFailedException> failedFlush =
            new AtomicReference<>();

    private SharedFile(Object key) {
        this.key = key;
    }

    /** Finds or makes the shared state of a file; the caller's section keeps the key's file open. */
    static SharedFile join(Object key) {
        synchronized (OPEN) {
            SharedFile file = OPEN.computeIfAbsent(key, SharedFile::new);
            file.sections++;
            return file;
        }
    }

    void leave() {
        synchronized (OPEN) {
            if (--sections == 0) {
                OPEN.remove(key);
            }
        }
    }

    boolean isOnlySection() {
        synchronized (OPEN) {
            return sections == 1;
        }
    }

    void add(ViewWatch view) {
        views.put(view.id(), view);
    }

    void remove(ViewWatch view) {
        views.remove(view.id());
    }

    /** The names of the live views, of one section or (null) of all. */
    List<String> liveViews(@Nullable OpenSection section) {
        List<String> names = new ArrayList<>();
        for (ViewWatch view : views.values()) {
            if (section == null || view.section() == section) {
                names.add(view.name());
            }
        }
        return names;
    }

    void withSizeFixed(SizeAction action) throws IOException {
        sizeLock.readLock().lock();
        try {
            action.run();
        } finally {
            sizeLock.readLock().unlock();
        }
    }

    void changeSize(SizeAction action) throws IOException {
        sizeLock.writeLock().lock();
        try {
            action.run();
        } finally {
            sizeLock.writeLock().unlock();
        }
    }

    void flushFailed(FlushFailedException failure) {
        failedFlush.compareAndSet(null, failure);
    }

    @Nullable FlushFailedException failedFlush() {
        return failedFlush.get();
    }
}
