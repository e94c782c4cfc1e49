package io.fileview.live;

import io.fileview.waiting.StackRoom;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A mapped range in {@link LiveViews}, and the state that outlives a leaked view, one that became
 * unreachable without being closed: enough to unmap and describe it. Must not reach the view or its
 * segment.
 */
public final class LiveView implements Runnable {
    private static final AtomicLong IDS = new AtomicLong();

    private static final Object UNFINISHED = new Object();

    /**
     * The first of the views whose end could not be completed: the kernel refused to unmap a leaked
     * one, or there was no memory. They are linked, because no memory may be left to note them.
     */
    private static volatile @Nullable LiveView firstUnfinished; // changed under UNFINISHED

    private @Nullable LiveView nextUnfinished; // guarded by UNFINISHED

    private final long id;
    private final FileInProcess file;
    private final @Nullable CountedFile opening;
    private final String title; // such as "view 17 of data.bin"
    private final long offset;
    private final boolean dirtiesFile;
    private final BooleanSupplier reclaim;
    private final @Nullable Throwable openSite;
    private WeakReference<@Nullable MappedView> view = new WeakReference<>(null);

    private volatile long address;
    private volatile long length;
    private boolean gone; // guarded by this
    private boolean isCounted; // guarded by this
    private volatile boolean isLeaked; // and not unmapped

    // What has been done of its end, by one thread after another: see UNFINISHED.
    private boolean isUnmapped;
    private boolean isRecorded;
    private boolean isReleased;

    private LiveView(
            long id,
            FileInProcess file,
            @Nullable CountedFile opening,
            String title,
            long offset,
            long address,
            long length,
            boolean dirtiesFile,
            BooleanSupplier reclaim,
            @Nullable Throwable openSite) {
        this.id = id;
        this.file = file;
        this.opening = opening;
        this.title = title;
        this.offset = offset;
        this.address = address;
        this.length = length;
        this.dirtiesFile = dirtiesFile;
        this.reclaim = reclaim;
        this.openSite = openSite;
    }

    /** Creates the entry of a view, whose opening the caller has retained. */
    static LiveView of(
            CountedFile opening,
            long offset,
            long address,
            long length,
            boolean dirtiesFile,
            BooleanSupplier reclaim) {
        long id = IDS.incrementAndGet();
        return new LiveView(
                id,
                opening.file(),
                opening,
                "view " + id + " of " + opening.name(),
                offset,
                address,
                length,
                dirtiesFile,
                reclaim,
                opening.recordsOpenSite() ? new Throwable("mapped here") : null);
    }

    /**
     * Creates the entry of a range that its owner unmaps. It keeps the file from being truncated.
     */
    public static LiveView within(
            FileInProcess file, String title, long address, long length) {
        long id = IDS.incrementAndGet();
        return new LiveView(id, file, null, title, 0, address, length, false, () -> false, null);
    }

    void mappedAs(MappedView mapped) {
        view = new WeakReference<>(mapped);
    }

    /** Returns the view; null if this is not a view, or the view has been leaked. */
    public @Nullable MappedView view() {
        return view.get();
    }

    long id() {
        return id;
    }

    FileInProcess file() {
        return file;
    }

    @Nullable CountedFile opening() {
        return opening;
    }

    boolean isView() {
        return opening != null;
    }

    public long offset() {
        return offset;
    }

    public long address() {
        return address;
    }

    public long length() {
        return length;
    }

    /** Returns whether writing to the range changes a file. */
    public boolean dirtiesFile() {
        return dirtiesFile;
    }

    /** Records a new address and length of the range. */
    public void moved(long newAddress, long newLength) {
        LiveViews.move(this, newAddress, newLength);
    }

    void movedTo(long newAddress, long newLength) {
        this.address = newAddress;
        this.length = newLength;
    }

    /**
     * Records that the owner has unmapped the range: nothing is left to be cleaned up. If memory is
     * short, this is tried again later.
     */
    public void unmapped() {
        if (isFirstEnd()) {
            isUnmapped = true;
            end();
        } else {
            reclaimLeaked();
        }
    }

    /** Records that the owner has unmapped a range through which nothing was changed. */
    void abandoned() {
        if (isFirstEnd()) {
            isUnmapped = true;
            isRecorded = true;
            end();
        }
    }

    /** Unmaps a leaked view, before anything that needs memory; run by the cleaner. */
    @Override
    public void run() {
        if (!isFirstEnd()) {
            return;
        }
        boolean isReclaimed;
        try {
            isReclaimed = end();
        } finally {
            Leaks.countView();
        }
        Leaks.view(
                description()
                        + (isReclaimed ? ", now unmapped" : ", which could not be unmapped yet"),
                openSite);
    }

    /** Tries again to complete the end of views, such as to unmap leaked ones. */
    static void reclaimLeaked() {
        if (firstUnfinished == null) {
            return;
        }
        StackRoom.require();
        LiveView next = takeUnfinished();
        try {
            while (next != null) {
                LiveView view = next;
                next = view.withoutNext();
                try {
                    view.end();
                } catch (OutOfMemoryError | StackOverflowError notYet) {
                    // It is unfinished again.
                }
            }
        } finally {
            while (next != null) {
                LiveView view = next;
                next = view.withoutNext();
                view.setUnfinished();
            }
        }
    }

    private static @Nullable LiveView takeUnfinished() {
        synchronized (UNFINISHED) {
            LiveView first = firstUnfinished;
            firstUnfinished = null;
            return first;
        }
    }

    private @Nullable LiveView withoutNext() {
        synchronized (UNFINISHED) {
            LiveView next = nextUnfinished;
            nextUnfinished = null;
            return next;
        }
    }

    private void setUnfinished() {
        synchronized (UNFINISHED) {
            nextUnfinished = firstUnfinished;
            firstUnfinished = this;
        }
    }

    private synchronized boolean isFirstEnd() {
        boolean first = !gone;
        gone = true;
        return first;
    }

    /** Does what is left to be done; returns whether the range has been unmapped. */
    private boolean end() {
        boolean ended = false;
        try {
            isLeaked = !isUnmapped;
            isUnmapped = isUnmapped || reclaim.getAsBoolean();
            isLeaked = !isUnmapped;
            if (isUnmapped) {
                release();
                ended = true;
            }
        } finally {
            if (!ended && (isUnmapped || isView())) { // The owner of another range removes it.
                setUnfinished();
            }
        }
        return isUnmapped;
    }

    private void release() {
        if (dirtiesFile && !isRecorded) {
            // Before leaving the registry: its changes must be in one of the two.
            file.flushes().debt().viewClosed(offset, offset + length);
        }
        isRecorded = true;
        LiveViews.remove(this);
        if (opening != null && !isReleased) {
            isReleased = true;
            opening.release();
        }
    }

    /** Sets whether the statistics count the range; returns whether that is a change. */
    synchronized boolean setCounted(boolean counted) {
        boolean changed = counted != isCounted;
        isCounted = counted;
        return changed;
    }

    @Override
    public String toString() {
        return description() + (isLeaked ? ", leaked, which could not be unmapped yet" : "");
    }

    private String description() {
        return title
                + " [offset "
                + offset
                + ", length "
                + length
                + "] at 0x"
                + Long.toHexString(address);
    }
}
