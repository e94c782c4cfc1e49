package io.fileview.pages;

/**
 * What the operating system's file cache holds of a range, in sum. Counted without looking at each
 * page; a moment's figures, which others may change at once.
 *
 * <p>Source: {@code cachestat(2)}, Linux 6.5 and later. Not the same as a working set: pages count
 * here whether or not any process has them mapped.
 *
 * @param pages pages in the range
 * @param cached pages in memory
 * @param dirty pages changed and not yet being written; of a file that lives in memory alone, as on
 *     tmpfs, there are none
 * @param writeback pages being written now
 * @param evicted pages that were in memory and have been dropped
 * @param recentlyEvicted those of them dropped so recently that memory is likely short
 */
public record CacheCounts(
        long pages, long cached, long dirty, long writeback, long evicted, long recentlyEvicted) {}
