package io.fileview.cli;

import io.fileview.ByteRange;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a file. A component is null if the system does not expose it.
 *
 * @param path the file
 * @param size its size in bytes
 * @param pageSize the size of a page; 0 for an empty file, which has none
 * @param pages how many pages the file has
 * @param residentPages how many of them are in memory
 * @param whyUnknown why that is unknown
 * @param whyDirtyUnknown why the dirty pages and those being written are unknown
 * @param dirtyPages how many have been changed and are not yet being written
 * @param writebackPages how many are being written
 * @param evictedPages how many were in memory and have been evicted
 * @param recentlyEvictedPages how many of those were evicted so recently that memory is likely
 *     short
 * @param strip where the resident pages are; null if not requested
 * @param ranges the bytes in memory; null if not requested
 * @param rangesLeftOut how many more ranges there are
 * @param shares how many mappings the resident pages have; null if not requested or if the resident
 *     pages are unknown
 * @param mappedBy the processes that map the file
 */
record FileFacts(
        Path path,
        long size,
        long pageSize,
        long pages,
        @Nullable Long residentPages,
        @Nullable String whyUnknown,
        @Nullable String whyDirtyUnknown,
        @Nullable Long dirtyPages,
        @Nullable Long writebackPages,
        @Nullable Long evictedPages,
        @Nullable Long recentlyEvictedPages,
        @Nullable ResidencyStrip strip,
        @Nullable List<ByteRange> ranges,
        long rangesLeftOut,
        @Nullable ShareHistogram shares,
        @Nullable List<MappingProcess> mappedBy) {

    @Nullable Long dirtyBytes() {
        return dirtyPages == null ? null : Long.valueOf(dirtyPages * pageSize);
    }

    /** Counts whole pages, including the last one, as {@code fincore} does. */
    @Nullable Long residentBytes() {
        return residentPages == null ? null : Long.valueOf(residentPages * pageSize);
    }
}
