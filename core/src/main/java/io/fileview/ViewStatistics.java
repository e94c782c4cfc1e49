package io.fileview;

/**
 * The counters of the process.
 *
 * @param liveMappings mappings that are open
 * @param liveViews views that are mapped
 * @param mappedBytes bytes of those views; a page that two views show counts twice
 * @param lostMappings mappings, since the start, that became unreachable without being closed
 * @param lostViews views, since the start, that became unreachable while mapped
 * @param closedOwing files, since the start, whose last mapping was closed while they owed what a
 *     flush could not make durable
 */
public record ViewStatistics(
        long liveMappings, long liveViews, long mappedBytes, long lostMappings, long lostViews,
        long closedOwing) {}
