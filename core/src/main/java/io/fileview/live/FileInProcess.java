package io.fileview;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * What all mappings of one file in this process must know of each other: its live views, so that it
 * does not shrink under them, and a flush that failed, so that none of them calls the file durable.
 */
final class SharedFile {
    /** Files of which no mapping is open and which owe: the oldest is forgotten when there are more. */
    static final int OWING_LIMIT = 1_000;

    private static final Map<Object, SharedFile> OPEN = new HashMap<>(); // guarded by itself

    private static final Map<Object, SharedFile> OWING = new LinkedHashMap<>(); // guarded by OPEN

    /** Something that changes or relies on the size of the file. */
    interface SizeAction {
        void run() throws IOException;
    }

    /** Something that needs an open section. */
    interface Use {
        void run(OpenSection section) throws IOException;
    }

    private final Object key;
    private final List<OpenSection> sections = new CopyOnWriteArrayList<>(); // changed under OPEN
    /** Known when the file is closed owing. */
    private OptionalLong birth = OptionalLong.empty(); // guarded by OPEN

    private final FileFlushes flushes = new FileFlushes(this);
    private final Map<Long, ViewWatch> views = new ConcurrentHashMap<>();

    /** Mapping relies on the size (read lock); growing and shrinking change it (write lock). */
    private final ReentrantReadWriteLock sizeLock = new ReentrantReadWriteLock();

    private SharedFile(Object key) {
        this.key = key;
    }

    /** Finds or makes the shared state of a file; the caller's section keeps the key's file open. */
    static SharedFile join(Object key, OpenSection section) {
        synchronized (OPEN) {
            SharedFile file = OPEN.get(key);
            if (file == null) {
                SharedFile owing = OWING.remove(key);
                file = owing == null || isAnother(owing, section) ? new SharedFile(key) : owing;
                OPEN.put(key, file);
            }
            file.sections.add(section);
            return file;
        }
    }

    /** A new file owes nothing, though it may have got the number of one that is gone. */
    private static boolean isAnother(SharedFile owing, OpenSection section) {
        if (section.section().created()) {
            return true;
        }
        OptionalLong birth = section.section().birth();
        return birth.isPresent() && owing.birth.isPresent() && !birth.equals(owing.birth);
    }

    /** The caller's section is about to be closed. */
    void leave(OpenSection section) {
        boolean owing;
        synchronized (OPEN) {
            sections.remove(section);
            if (!sections.isEmpty()) {
                return;
            }
            OPEN.remove(key);
            owing = flushes.debt().isOwed();
            if (owing) {
                flushes.debt().letGo();
                birth = section.section().birth();
                OWING.put(key, this);
                if (OWING.size() > OWING_LIMIT) {
                    OWING.remove(OWING.keySet().iterator().next());
                }
            }
        }
        if (owing) {
            Views.closedOwing(section.name(), flushes.debt().owed(0, Long.MAX_VALUE));
        }
    }

    boolean isOnlySection() {
        return sections.size() == 1;
    }

    FileFlushes flushes() {
        return flushes;
    }

    /** A section through which pages can be dirtied, which the caller releases; null if none is. */
    @Nullable OpenSection retainWriter(OpenSection preferred) {
        if (preferred.isWritable() && preferred.tryRetain()) {
            return preferred;
        }
        for (OpenSection section : sections) {
            if (section.isWritable() && section.tryRetain()) {
                return section;
            }
        }
        return null;
    }

    void forOthers(OpenSection caller, Use use) throws IOException {
        for (OpenSection section : sections) {
            if (section != caller && section.tryRetain()) {
                try {
                    use.run(section);
                } finally {
                    section.release();
                }
            }
        }
    }

    /** All that live views may change at any moment. */
    ByteRanges writableRanges() {
        ByteRanges ranges = new ByteRanges();
        for (ViewWatch view : views.values()) {
            if (view.dirtiesFile()) {
                ranges.add(view.offset(), view.offset() + view.length());
            }
        }
        return ranges;
    }

    void add(ViewWatch view) {
        views.put(view.id(), view);
    }

    /** The view is unmapped. */
    void remove(ViewWatch view) {
        if (view.dirtiesFile()) {
            flushes.debt().viewClosed(view.offset(), view.offset() + view.length());
        }
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
}
