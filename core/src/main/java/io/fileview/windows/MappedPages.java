package io.fileview.windows;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a range in the address space. Separate from the range, so that the action that
 * unmaps a leaked range does not keep it reachable.
 */
final class MappedPages implements BooleanSupplier {
    /** The pages that these are a part of; null if they have views of their own. */
    private final @Nullable MappedPages whole;

    private final PageLocks locks;
    private final PageSet restored;
    private volatile SectionViews views;
    private volatile boolean lost;

    MappedPages(SectionViews views) {
        this(views, null, new PageLocks(), new PageSet());
    }

    private MappedPages(
            SectionViews views, @Nullable MappedPages whole, PageLocks locks, PageSet restored) {
        this.views = views;
        this.whole = whole;
        this.locks = locks;
        this.restored = restored;
    }

    /** Returns pages that are a part of these, and stay mapped until these are unmapped. */
    MappedPages part() {
        return new MappedPages(views, whole == null ? this : whole, locks, restored);
    }

    boolean areOwn() {
        return whole == null;
    }

    /** Returns the locks of all parts of the same views. */
    PageLocks locks() {
        return locks;
    }

    /**
     * Returns the private pages of the views that were made equal to the file. Every use is
     * synchronized on them.
     */
    PageSet restored() {
        return restored;
    }

    /** Returns the address of the first byte of the views; 0 if there is none. */
    long address() {
        return views.address();
    }

    long size() {
        return views.size();
    }

    /** Replaces the views, and unmaps the old ones. */
    synchronized void replace(SectionViews next) {
        SectionViews before = views;
        views = next;
        before.unmap();
        locks.giveBackRoom(); // that of the old views: the pages are locked in the new ones, too
    }

    boolean areLost() {
        return lost || (whole != null && whole.lost);
    }

    /** Unmaps the views, unless these pages are a part, and returns the error, or 0. */
    synchronized int unmap() {
        if (whole != null || lost) {
            return 0;
        }
        lost = true; // Windows refuses to unmap only what is not mapped.
        int error = views.unmap();
        locks.giveBackRoom();
        return error;
    }

    /** Unmaps the pages of a leaked range. */
    @Override
    public boolean getAsBoolean() {
        return unmap() == 0;
    }
}
