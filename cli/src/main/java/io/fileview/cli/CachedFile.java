package io.fileview.cli;

import io.fileview.ByteRange;
import io.fileview.Protection;
import io.fileview.pages.CacheCounts;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.PageResidency;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How much of an open file is in memory.
 *
 * @param size its size in bytes
 * @param pageSize the size of its pages in bytes
 * @param resident how many of its pages are in memory; null if that is unknown
 * @param dirty how many have been changed and are not yet being written; null if unknown
 * @param writeback how many are being written; null if unknown
 * @param whyUnknown why one of these is unknown; null if none is
 */
record CachedFile(
        long size,
        long pageSize,
        @Nullable Long resident,
        @Nullable Long dirty,
        @Nullable Long writeback,
        @Nullable String whyUnknown) {
    private static final String NOT_EXPOSED = "the system does not expose it";

    private static final String CACHED_UNKNOWN = "its pages in memory are unknown: ";

    /** What is mapped and looked at page by page at a time. */
    private static final long WINDOW = 1L << 30;

    /** Larger files have so many windows that it would take too long. */
    private static final long MOST_BYTES = 1L << 40;

    /** Asks the kernel for its counts or, where it does not count, looks at each page. */
    static CachedFile of(EngineFile file) throws IOException {
        long size = file.size();
        CacheCounts counts = file.cached(new ByteRange(0, size)).orElse(null);
        if (size == 0) {
            return new CachedFile(0, file.pageSize(), 0L, 0L, 0L, null);
        }
        return counts == null
                ? byPages(file, size)
                : new CachedFile(
                        size, file.pageSize(), counts.cached(), counts.dirty(),
                        counts.writeback(), null);
    }

    private static CachedFile byPages(EngineFile file, long size) throws IOException {
        if (size > MOST_BYTES) {
            return unknown(
                    file, size,
                    "the kernel does not count its pages, and it is too large to look at each");
        }
        Sum sum = new Sum();
        for (long offset = 0; offset < size && sum.whyUnknown == null; offset += WINDOW) {
            sum.add(file, offset, Math.min(WINDOW, size - offset));
        }
        String why = sum.whyUnknown;
        return why != null
                ? unknown(file, size, why)
                : new CachedFile(
                        size, file.pageSize(), sum.resident, sum.dirty, null, sum.whyDirtyUnknown);
    }

    private static CachedFile unknown(EngineFile file, long size, String why) {
        return new CachedFile(size, file.pageSize(), null, null, null, why);
    }

    /** The bytes in memory, in whole pages; null if that is unknown. */
    @Nullable Long residentBytes() {
        return resident == null ? null : Long.valueOf(resident * pageSize);
    }

    @Nullable Long dirtyBytes() {
        return dirty == null ? null : Long.valueOf(dirty * pageSize);
    }

    /** The identity of an open file in the form of {@code /proc}; null if it has no such numbers. */
    static @Nullable FileId id(EngineFile file) {
        FileIdentity identity = file.identity();
        return FileId.of(identity.volume(), identity.number());
    }

    /** The sum of the windows of a file. */
    private static final class Sum {
        private long resident;
        private @Nullable Long dirty = 0L;
        private @Nullable String whyUnknown;
        private @Nullable String whyDirtyUnknown;

        /** Maps the window, and touches none of its pages. */
        void add(EngineFile file, long offset, long length) throws IOException {
            MappedRange range =
                    file.map(new MapRequest(offset, length, Protection.READ_ONLY, true, this));
            try {
                PageResidency residency = range.residency().orElse(null);
                if (residency == null) {
                    whyUnknown = CACHED_UNKNOWN + NOT_EXPOSED;
                    return;
                }
                PageMap pages = residency.pages(new ByteRange(0, length));
                if (pages.unknown(PageState.RESIDENT) > 0) {
                    whyUnknown =
                            CACHED_UNKNOWN
                                    + pages.whyUnknown(PageState.RESIDENT).orElse(NOT_EXPOSED);
                    return;
                }
                resident += pages.count(PageState.RESIDENT);
                if (pages.unknown(PageState.DIRTY) > 0) {
                    dirty = null;
                    whyDirtyUnknown =
                            "its dirty pages are unknown: "
                                    + pages.whyUnknown(PageState.DIRTY).orElse(NOT_EXPOSED);
                } else if (dirty != null) {
                    dirty += pages.count(PageState.DIRTY);
                }
            } finally {
                range.unmap();
            }
        }
    }
}
