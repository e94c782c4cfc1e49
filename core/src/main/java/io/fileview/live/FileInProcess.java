package io.fileview.live;

import io.fileview.repair.ByteRanges;
import io.fileview.repair.FileFlushes;
import io.fileview.repair.FileUsers;
import io.fileview.repair.Opening;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.MappedRange;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A file that this process may have opened several times, under different paths and through
 * different engines. Holds what the openings share: the live views, so that the file is not shrunk
 * under them, and failed flushes, so that no opening reports lost changes as durable.
 */
public final class FileInProcess implements FileUsers {
    /**
     * The maximum number of closed files with pending ranges; beyond it, the oldest is forgotten.
     */
    static final int PENDING_LIMIT = 1_000;

    private static final Map<FileIdentity.Key, FileInProcess> OPEN = new HashMap<>(); // guarded by itself

    /** Files that were closed with pending ranges. */
    private static final Map<FileIdentity.Key, FileInProcess> PENDING =
            new LinkedHashMap<>(); // guarded by OPEN

    /** An action that changes the size of the file or relies on it. */
    public interface SizeAction {
        void run() throws IOException;
    }

    private final FileIdentity identity;
    private final List<CountedFile> openings = new CopyOnWriteArrayList<>(); // changed under OPEN
    private final FileFlushes flushes = new FileFlushes(this);

    /** Mapping relies on the size (read lock); growing and shrinking change it (write lock). */
    private final ReentrantReadWriteLock sizeLock = new ReentrantReadWriteLock();

    private FileInProcess(FileIdentity identity) {
        this.identity = identity;
    }

    /**
     * Finds or creates the shared state of a file; the caller's opening keeps its identity valid.
     */
    static FileInProcess join(CountedFile opening) {
        FileIdentity identity = opening.engineFile().identity();
        synchronized (OPEN) {
            FileInProcess file = OPEN.get(identity.key());
            if (file == null) {
                FileInProcess pending = PENDING.remove(identity.key());
                file =
                        pending == null || isAnother(pending, opening)
                                ? new FileInProcess(identity)
                                : pending;
                OPEN.put(identity.key(), file);
            }
            file.openings.add(opening);
            return file;
        }
    }

    /** Returns the shared state of an open file; the caller keeps it open. */
    public static FileInProcess of(FileIdentity identity) {
        synchronized (OPEN) {
            return Objects.requireNonNull(OPEN.get(identity.key()));
        }
    }

    /** Nothing is pending for a new file, even if it reuses the number of a deleted one. */
    private static boolean isAnother(FileInProcess pending, CountedFile opening) {
        return opening.engineFile().created()
                || !opening.engineFile().identity().mayBeBornWith(pending.identity);
    }

    /** Removes an opening that is about to be closed. */
    void leave(CountedFile opening) {
        boolean pending;
        synchronized (OPEN) {
            openings.remove(opening);
            if (!openings.isEmpty()) {
                return;
            }
            OPEN.remove(identity.key());
            pending = flushes.debt().isPending();
            if (pending) {
                flushes.debt().lastUserGone();
                PENDING.put(identity.key(), this);
                if (PENDING.size() > PENDING_LIMIT) {
                    PENDING.remove(PENDING.keySet().iterator().next());
                }
            }
        }
        if (pending) {
            Leaks.pendingChanges(opening.name(), flushes.debt().pending(0, Long.MAX_VALUE));
        }
    }

    boolean hasOneOpening() {
        return openings.size() == 1;
    }

    public FileFlushes flushes() {
        return flushes;
    }

    @Override
    public Iterable<? extends Opening> openings() {
        return openings;
    }

    @Override
    public ByteRanges writableRanges() {
        ByteRanges ranges = new ByteRanges();
        for (LiveView view : LiveViews.of(this)) {
            if (view.dirtiesFile()) {
                ranges.add(view.offset(), view.offset() + view.length());
            }
        }
        return ranges;
    }

    @Override
    public Iterable<MappedRange> liveRanges(Opening opening) {
        return LiveViews.writableRanges(this, (CountedFile) opening);
    }

    /** Returns the descriptions of the live views, of one opening or, if null, of all. */
    List<String> liveViews(@Nullable CountedFile opening) {
        return LiveViews.of(this).stream()
                .filter(view -> opening == null || view.opening() == opening)
                .map(LiveView::toString)
                .toList();
    }

    /** Runs an action during which Fileview does not change the size of the file. */
    public void withSizeFixed(SizeAction action) throws IOException {
        sizeLock.readLock().lock();
        try {
            action.run();
        } finally {
            sizeLock.readLock().unlock();
        }
    }

    /** Runs an action that may change the size of the file. */
    public void changeSize(SizeAction action) throws IOException {
        sizeLock.writeLock().lock();
        try {
            action.run();
        } finally {
            sizeLock.writeLock().unlock();
        }
    }
}
