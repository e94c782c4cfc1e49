package io.fileview.linux;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The pages that are mapped in this process, by address. The kernel may have joined those that touch
 * to one area, which unmapping in its middle divides. Thread-safe.
 */
final class MappedNeighbours {
    private final ConcurrentSkipListMap<Long, MappedPages> mapped = new ConcurrentSkipListMap<>();

    void add(MappedPages pages) {
        try {
            mapped.put(pages.address(), pages);
        } catch (OutOfMemoryError unknown) {
            // They are unmapped as if nothing touched them, and so are their neighbours.
        }
    }

    /** Removes pages from an address where they no longer are, and others may be by now. */
    void remove(long address, MappedPages pages) {
        mapped.remove(address, pages);
    }

    /** Returns the pages that end where a range begins. */
    @Nullable MappedPages below(long address) {
        Map.Entry<Long, MappedPages> lower = mapped.lowerEntry(address);
        return lower != null && lower.getKey() + lower.getValue().size() == address
                ? lower.getValue()
                : null;
    }

    /** Returns the pages that begin where a range ends. */
    @Nullable MappedPages above(long end) {
        return mapped.get(end);
    }
}
