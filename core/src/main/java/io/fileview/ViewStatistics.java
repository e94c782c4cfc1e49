package io.fileview;

/**
 * Statistics of the mappings and views of this process. The first three components are current
 * numbers; the others are totals since the process started. What is leaked became unreachable without
 * being closed. The {@link System.Logger} {@code io.fileview} reports the first ten leaks of each
 * kind one by one, and from then on their number whenever it has doubled.
 *
 * @param liveMappings the number of open mappings
 * @param liveViews the number of mapped views
 * @param mappedBytes the total length of the mapped views; bytes in two views count twice
 * @param leakedMappings the total number of leaked mappings, of files and of files with commits
 * @param leakedViews the total number of leaked views
 * @param leakedSchedulers the total number of leaked {@linkplain io.fileview.flush.FlushScheduler
 *     flush schedulers}
 * @param leakedReaders the total number of leaked {@linkplain io.fileview.commit.CommitReader
 *     readers}
 * @param leakedReadLocks the total number of leaked {@linkplain
 *     io.fileview.commit.CommitReader.ReadLock locks of readers}
 * @param closedPending how many times a file was closed (its last mapping closed and its last view
 *     unmapped) while ranges of it were {@linkplain FileMapping#pending() pending}
 */
public record ViewStatistics(
        long liveMappings, long liveViews, long mappedBytes, long leakedMappings, long leakedViews,
        long leakedSchedulers, long leakedReaders, long leakedReadLocks, long closedPending) {}
