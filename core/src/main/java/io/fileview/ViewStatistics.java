package io.fileview;

/**
 * The counters of this process; totals count from its start.
 *
 * @param liveMappings the open mappings
 * @param liveViews the mapped views
 * @param mappedBytes the bytes of the mapped views; a page in two views counts twice
 * @param leakedMappings the total of mappings that became unreachable without being closed
 * @param leakedViews the total of views that became unreachable without being closed
 * @param closedPending the total of files whose last mapping was closed while {@linkplain
 *     FileMapping#pending() pending} ranges were left
 */
public record ViewStatistics(
        long liveMappings, long liveViews, long mappedBytes, long leakedMappings, long leakedViews,
        long closedPending) {}
