package io.fileview.pages;

/**
 * Aggregate counts of what the operating system's file cache holds of a range. The counts are a
 * snapshot, which is stale as soon as it is taken. They include pages that no process has mapped,
 * so they do not describe a working set.
 *
 * <p>The counts come from {@code cachestat(2)}, which exists since Linux 6.5.
 *
 * @param pages the pages of the range
 * @param cached the pages in the cache
 * @param dirty the pages that have been changed and are not being written yet; always 0 for a file
 *     that exists in memory only, as on tmpfs
 * @param writeback the pages that are being written
 * @param evicted the pages that have been evicted from the cache
 * @param recentlyEvicted the part of {@code evicted} whose eviction is so recent that memory is
 *     probably scarce
 */
public record CacheCounts(
        long pages, long cached, long dirty, long writeback, long evicted, long recentlyEvicted) {}
