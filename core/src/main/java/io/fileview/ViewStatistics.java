package io.fileview;

/**
 * The counters of the process.
 *
 * @param liveMappings mappings that are open
 * @param liveViews views that are mapped
 * @param mappedBytes bytes of those views; a page in two views counts twice
 * @param leakedMappings mappings, since the start, that became unreachable without being closed
 * @param leakedViews views, since the start, that became unreachable without being closed
 * @param closedPending files, since the start, whose last mapping was closed while changes were
 *     pending that a flush had failed to make durable
 */
public record ViewStatistics(
        long liveMappings, long liveViews, long mappedBytes, long leakedMappings, long leakedViews,
        long closedPending) {}
