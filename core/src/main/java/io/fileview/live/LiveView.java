package io.fileview.live;

import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
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

    /** Views that were leaked and could not be unmapped. */
    private static final Collection<LiveView> LEAKED = new ConcurrentLinkedQueue<>();

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
    private boolean isReclaimed; // guarded by this
    private volatile boolean isLeaked; // and not unmapped

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
     * short, this may be tried again.
     */
    public void unmapped() {
        if (isFirstEnd()) {
            release();
        }
    }

    /** Records that the owner has unmapped a range through which nothing was changed. */
    void abandoned() {
        if (isFirstEnd()) {
            try {
                LiveViews.remove(this);
            } finally {
                if (opening != null) {
                    opening.release();
                }
            }
        }
    }

    /** Unmaps a leaked view; run by the cleaner. */
    @Override
    public void run() {
        if (!isFirstEnd()) {
            return;
        }
        String what = toString();
        boolean isReclaimed = isReclaimed();
        if (isReclaimed) {
            release();
        } else if (isView()) {
            LEAKED.add(this);
        }
        Leaks.view(
                what + (isReclaimed ? ", now unmapped" : ", which could not be unmapped yet"),
                openSite);
    }

    /** Tries again to unmap the leaked views that could not be unmapped. */
    static void reclaimLeaked() {
        if (LEAKED.isEmpty()) {
            return;
        }
        for (LiveView view : List.copyOf(LEAKED)) {
            if (view.isReclaimed() && LEAKED.remove(view)) {
                view.release();
            }
        }
    }

    private synchronized boolean isReclaimed() {
        isReclaimed = isReclaimed || reclaim.getAsBoolean();
        isLeaked = !isReclaimed;
        return isReclaimed;
    }

    private synchronized boolean isFirstEnd() {
        boolean first = !gone;
        gone = true;
        return first;
    }

    private void release() {
        try {
            if (dirtiesFile) { // before leaving the registry: its changes must be in one of the two
                file.flushes().debt().viewClosed(offset, offset + length);
            }
            LiveViews.remove(this);
        } catch (OutOfMemoryError notYet) {
            synchronized (this) {
                gone = false;
            }
            throw notYet;
        }
        if (opening != null) {
            opening.release();
        }
    }

    @Override
    public String toString() {
        return title
                + " [offset "
                + offset
                + ", length "
                + length
                + "] at 0x"
                + Long.toHexString(address)
                + (isLeaked ? ", leaked, which could not be unmapped yet" : "");
    }
}
