package io.fileview.live;

import io.fileview.WaitTimeoutException;
import io.fileview.repair.ByteRanges;
import io.fileview.repair.FileFlushes;
import io.fileview.repair.FileUsers;
import io.fileview.repair.Opening;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Place;
import io.fileview.waiting.SharedLock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
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
    private final String name; // that of its first opening

    /** Changed under {@link #OPEN}. Removing an opening needs no memory. */
    private final Queue<CountedFile> openings = new ConcurrentLinkedQueue<>();

    private final String property; // by which other copies know that the file is open
    private final FileFlushes flushes = new FileFlushes(this);

    /** Shared by those who rely on the size, which mapping does; held alone to change it. */
    private final SharedLock sizeLock;

    private FileInProcess(FileIdentity identity, String name) {
        this.identity = identity;
        this.name = name;
        this.sizeLock = new SharedLock("the size of " + name);
        this.property = CopiesInProcess.property(identity.key());
    }

    /**
     * Finds or creates the shared state of a file; the caller's opening keeps its identity valid.
     */
    static FileInProcess join(CountedFile opening) {
        FileIdentity identity = opening.engineFile().identity();
        synchronized (OPEN) {
            FileInProcess file = OPEN.get(identity.key());
            if (file != null) {
                file.openings.add(opening);
                return file;
            }
            FileInProcess pending = PENDING.get(identity.key());
            file =
                    pending == null || isAnother(pending, opening)
                            ? new FileInProcess(identity, opening.name())
                            : pending;
            try {
                file.openings.add(opening);
                CopiesInProcess.opened(file.property, opening.name());
                OPEN.put(identity.key(), file);
            } catch (OutOfMemoryError e) {
                OPEN.remove(identity.key());
                CopiesInProcess.closed(file.property);
                file.openings.remove(opening);
                throw e;
            }
            PENDING.remove(identity.key());
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
            CopiesInProcess.closed(property);
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

    /** Returns whether another copy of the library in this process has the file open, too. */
    boolean isOpenInAnotherCopy() {
        return CopiesInProcess.haveOpen(identity.key());
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

    /**
     * Runs an action during which Fileview does not change the size of the file. An interrupt ends
     * the wait for those who change it.
     *
     * @throws WaitTimeoutException if they have not ended within the time limit
     * @throws IllegalStateException if the wait would never end
     */
    public void withSizeFixed(Duration limit, SizeAction action) throws IOException {
        try {
            sizeLock.share(limit, true);
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (TimeoutException e) {
            throw timeout(e);
        }
        try {
            action.run();
        } finally {
            sizeLock.unshare();
        }
    }

    /**
     * Runs an action that may change the size of the file. An interrupt ends the wait for those who
     * rely on the size.
     *
     * @throws WaitTimeoutException if they have not ended within the time limit
     * @throws IllegalStateException if the wait would never end
     */
    public void changeSize(Duration limit, SizeAction action) throws IOException {
        try {
            sizeLock.own(limit, true);
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (TimeoutException e) {
            throw timeout(e);
        }
        try {
            action.run();
        } finally {
            sizeLock.disown();
        }
    }

    private WaitTimeoutException timeout(TimeoutException e) {
        return new WaitTimeoutException(
                Place.of(name),
                e.getMessage()
                        + "; try again when these calls have returned, or open the mapping with a"
                        + " longer waitLimit",
                e);
    }

    private InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException(
                name
                        + ": the thread was interrupted while it waited for other threads to map the"
                        + " file or to change its size; nothing has been done");
    }
}
