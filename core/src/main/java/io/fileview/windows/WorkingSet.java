package io.fileview.windows;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What QueryWorkingSetEx tells of pages, without accessing any. */
final class WorkingSet {
    private static final WindowsFunction QUERY = WindowsFunction.of("K32QueryWorkingSetEx");
    private static final long THIS_PROCESS = -1;

    /** The maximum of pages per call. */
    private static final int AT_ONCE = 4096;

    private static final long ENTRY = 16;
    private static final long VALID = 1;
    private static final int SHARE_COUNT_SHIFT = 1;
    private static final long SHARE_COUNT_MASK = 7;
    private static final long SHARED = 1L << 15;

    /** The share count that stands for itself and all greater ones. */
    static final int MOST_SHARES = 7;

    private WorkingSet() {}

    /** Takes what is known about one page. */
    interface Observer {
        /**
         * Takes what is known about a page.
         *
         * @param page the index of the page, counted from the first that was asked for
         * @param word what the system says, for the methods of this class
         */
        void page(int page, long word);
    }

    static boolean isPresent() {
        return QUERY.isPresent();
    }

    static boolean isIn(long word) {
        return (word & VALID) != 0;
    }

    /** Returns whether a page that is in the working set may be shared, as pages of files may. */
    static boolean isSharable(long word) {
        return (word & SHARED) != 0;
    }

    static int shareCount(long word) {
        return (int) (word >>> SHARE_COUNT_SHIFT & SHARE_COUNT_MASK);
    }

    /** Asks about pages, and returns the error, or 0. */
    static int ask(long address, int pages, Observer observer) {
        try (Arena arena = Arena.ofConfined()) {
            int most = Math.min(pages, AT_ONCE);
            MemorySegment entries = arena.allocate(Math.max(1, most) * ENTRY, ENTRY);
            for (int first = 0; first < pages; first += most) {
                int count = Math.min(most, pages - first);
                for (int i = 0; i < count; i++) {
                    entries.set(JAVA_LONG, i * ENTRY, address + (first + i) * SystemPages.SIZE);
                }
                if (!QUERY.succeeds(THIS_PROCESS, entries.address(), count * ENTRY)) {
                    return WindowsFunction.lastError();
                }
                for (int i = 0; i < count; i++) {
                    observer.page(first + i, entries.get(JAVA_LONG, i * ENTRY + ENTRY / 2));
                }
            }
            return 0;
        }
    }
}
