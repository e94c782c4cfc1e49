package io.fileview.cli;

import io.fileview.ByteRange;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about a file. Null is what the system did not tell.
 *
 * @param path the file
 * @param size its size in bytes
 * @param pageSize the size of a page; 0 for an empty file, which has none
 * @param pages how many pages the file has
 * @param residentPages how many of them are in memory
 * @param whyUnknown why that is not known
 * @param dirtyPages how many are changed and not yet being written
 * @param writebackPages how many are being written
 * @param evictedPages how many were in memory and have been dropped
 * @param recentlyEvictedPages how many of those lately, so that memory is likely short
 * @param strip where the resident pages lie; null where that was not asked for
 * @param ranges the bytes in memory; null where that was not asked for
 * @param rangesLeftOut how many more ranges there were
 * @param shares how many mappings the resident pages have; null where that was not asked for,
 *     or the pages are not known
 * @param mappedBy the processes that map the file
 */
record FileFacts(
        Path path,
        long size,
        long pageSize,
        long pages,
        @Nullable Long residentPages,
        @Nullable String whyUnknown,
        @Nullable Long dirtyPages,
        @Nullable Long writebackPages,
        @Nullable Long evictedPages,
        @Nullable Long recentlyEvictedPages,
        @Nullable ResidencyStrip strip,
        @Nullable List<ByteRange> ranges,
        long rangesLeftOut,
        @Nullable ShareHistogram shares,
        @Nullable List<MappingProcess> mappedBy) {

    /** As {@code fincore} counts: whole pages, the last one too. */
    @Nullable Long residentBytes() {
        return residentPages == null ? null : Long.valueOf(residentPages * pageSize);
    }
}
