package io.fileview;

/**
 * Statistics of the mappings and views of this process. The first three components are current
 * numbers; the other three are totals since the process started.
 *
 * @param liveMappings the number of open mappings
 * @param liveViews the number of mapped views
 * @param mappedBytes the total length of the mapped views; bytes in two views count twice
 * @param leakedMappings the total number of mappings that became unreachable without being closed
 * @param leakedViews the total number of views that became unreachable without being closed
 * @param closedPending how many times a file was closed (its last mapping closed and its last view
 *     unmapped) while ranges of it were {@linkplain FileMapping#pending() pending}
 */
public record ViewStatistics(
        long liveMappings, long liveViews, long mappedBytes, long leakedMappings, long leakedViews,
        long closedPending) {}
