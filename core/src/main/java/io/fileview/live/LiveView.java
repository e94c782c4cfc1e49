package io.fileview;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What stays known of a view when the view itself has been lost: enough to unmap it and to say which
 * one it was. Must not reach the view or its segment.
 */
final class ViewWatch implements Runnable {
    private final long id;
    private final OpenSection section;
    private final long offset;
    private final boolean dirtiesFile;
    private final BooleanSupplier reclaim;
    private final @Nullable Throwable openSite;

    private volatile long address;
    private volatile long length;
    private boolean gone; // guarded by this

    ViewWatch(
            long id,
            OpenSection section,
            long offset,
            long address,
            long length,
            boolean dirtiesFile,
            BooleanSupplier reclaim,
            @Nullable Throwable openSite) {
        this.id = id;
        this.section = section;
        this.offset = offset;
        this.address = address;
        this.length = length;
        this.dirtiesFile = dirtiesFile;
        this.reclaim = reclaim;
        this.openSite = openSite;
    }

    long id() {
        return id;
    }

    OpenSection section() {
        return section;
    }

    long offset() {
        return offset;
    }

    long address() {
        return address;
    }

    long length() {
        return length;
    }

    /** Whether writing to the view changes a file. */
    boolean dirtiesFile() {
        return dirtiesFile;
    }

    String name() {
        return "view "
                + id
                + " of "
                + section.name()
                + " [offset "
                + offset
                + ", length "
                + length
                + "] at 0x"
                + Long.toHexString(address);
    }

    void moved(long newAddress, long newLength) {
        this.address = newAddress;
        this.length = newLength;
    }

    /** The owner unmapped the view: there is nothing left to do when it becomes unreachable. */
    void unmapped() {
        synchronized (this) {
            if (gone) {
                return;
            }
            gone = true;
        }
        letGo();
    }

    /** The view was lost while mapped; run by the cleaner. */
    @Override
    public void run() {
        synchronized (this) {
            if (gone) {
                return;
            }
            gone = true;
        }
        boolean reclaimed = reclaim.getAsBoolean();
        Views.viewLost(name() + (reclaimed ? ", now unmapped" : ", which stays mapped"), openSite);
        if (reclaimed) {
            letGo();
        }
    }

    private void letGo() {
        Views.unregister(this);
        section.file().remove(this);
        section.release();
    }
}
