package io.fileview.linux;

import org.jspecify.annotations.Nullable;

/**
 * The pages of ranges that have ended, but are still mapped, because unmapping them would divide an
 * area while the process has about as many as it may have. They are linked, because no memory may be
 * left to note them. Thread-safe.
 */
final class OwedPages {
    private @Nullable MappedPages first; // guarded by this

    /** The links of pages, guarded by these owed pages. */
    static final class Link {
        private boolean isOwed;
        private @Nullable MappedPages previous;
        private @Nullable MappedPages next;
    }

    synchronized void add(MappedPages pages) {
        Link link = pages.link();
        if (link.isOwed) {
            return;
        }
        link.isOwed = true;
        link.next = first;
        if (first != null) {
            first.link().previous = pages;
        }
        first = pages;
    }

    /** Removes pages; returns false if they are not owed. */
    synchronized boolean remove(MappedPages pages) {
        Link link = pages.link();
        if (!link.isOwed) {
            return false;
        }
        if (link.previous == null) {
            first = link.next;
        } else {
            link.previous.link().next = link.next;
        }
        if (link.next != null) {
            link.next.link().previous = link.previous;
        }
        link.previous = null;
        link.next = null;
        link.isOwed = false;
        return true;
    }

    /** Removes and returns some pages; null if none are owed. */
    synchronized @Nullable MappedPages take() {
        MappedPages pages = first;
        if (pages != null) {
            remove(pages);
        }
        return pages;
    }
}
