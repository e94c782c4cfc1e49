package io.fileview.pages;

/**
 * Counts the pages of a range of a file that are in the operating system's file cache, by state.
 * Each component is a number of pages. The counts are a snapshot, which is stale as soon as it is
 * taken. They include cached pages that no process has mapped, so they do not describe a working
 * set.
 *
 * <p>The counts come from {@code cachestat(2)}, which was added in Linux 6.5. On older kernels, and
 * wherever else the counts are unavailable, {@code View.cached()} and {@code FileMapping.cached()}
 * return an empty {@code Optional}.
 *
 * @param pages the number of pages that the range touches, cached or not
 * @param cached the number of pages in the cache
 * @param dirty the number of pages in the cache that have been changed since the kernel last
 *     started to write them to disk; always 0 for a file that exists in memory only, as on tmpfs
 * @param writeback the number of pages that are being written to disk; a page that is changed again
 *     while it is being written also counts as dirty
 * @param evicted the number of pages that have been evicted from the cache
 * @param recentlyEvicted the number of pages, of those in {@code evicted}, that were evicted so
 *     recently that reading them again would be a sign of scarce memory
 */
public record CacheCounts(
        long pages, long cached, long dirty, long writeback, long evicted, long recentlyEvicted) {}
