package io.fileview.labs.powercut;

import io.fileview.labs.common.Progress;
import io.fileview.labs.disk.BlockImage;
import io.fileview.labs.disk.CutDisk;
import io.fileview.labs.disk.DiskHistory;
import io.fileview.labs.disk.Tearing;
import io.fileview.labs.workload.Mix;
import io.fileview.labs.workload.RecoveryProgram;
import io.fileview.labs.workload.Verdict;
import io.fileview.labs.workload.Workload;
import io.fileview.labs.workload.WorkloadProgram;
import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The power cuts of one trial on one file system. The workload runs a few times, and the power is cut
 * at many positions of each of these histories.
 */
final class CutRun {
    private static final int CUTS_PER_HISTORY = 50;
    private static final int CUTS_PER_RECOVERY = 4;
    private static final int MOST_FOR_CONTROL = 60;

    private final CutDisk disk;
    private final Trial trial;
    private final SplittableRandom random;
    private final Progress progress;
    private final Outcome outcome;

    /** What had been reported durable before the power cut, by which run of the workload. */
    private record Promised(Map<Integer, Long> marks, long seed) {}

    CutRun(CutDisk disk, Trial trial, long seed, Progress progress) {
        this.disk = disk;
        this.trial = trial;
        this.random =
                new SplittableRandom(
                        Mix.of(seed, disk.type().title().hashCode(), trial.title().hashCode()));
        this.progress = progress;
        this.outcome = new Outcome(disk.type(), trial);
    }

    Outcome run(int cuts) throws IOException {
        int histories = (cuts + CUTS_PER_HISTORY - 1) / CUTS_PER_HISTORY;
        for (int history = 0; history < histories; history++) {
            cutHistory(cuts * (history + 1) / histories - cuts * history / histories);
        }
        // A few power cuts may all have been lucky; a control gets more until it has lost something.
        while (trial.isControl()
                && !outcome.isAsExpected()
                && outcome.survival().cuts() < MOST_FOR_CONTROL) {
            cutHistory(cuts);
        }
        return outcome;
    }

    private void cutHistory(int cuts) throws IOException {
        long seed = random.nextLong();
        Workload workload = trial.workload();
        WorkloadProgram.Task task =
                new WorkloadProgram.Task(
                        workload, seed, trial.flushed(), workload.rounds(), false, null);
        DiskHistory history =
                disk.run(
                        disk.empty(),
                        (directory, device, marksFrom, faults) -> {
                            if (trial.disk() == Trial.Disk.IGNORES_FLUSHES) {
                                faults.ignoreFlushes();
                            }
                            WorkloadProgram.run(task, directory, device, marksFrom);
                        });
        int left = cuts;
        int each = trial.recoveryCut() ? CUTS_PER_RECOVERY : 1;
        int[] positions =
                positions(history.markAfter(0), history.length(), Math.ceilDiv(cuts, each));
        for (int position : positions) {
            Tearing tearing = tearing();
            BlockImage image = history.cut(position, tearing, random);
            Promised promised = new Promised(history.marksAt(position), seed);
            String where = where(position, history, tearing) + ", workload seed " + seed;
            if (trial.recoveryCut()) {
                cutRecovery(image, promised, Math.min(each, left), where);
            } else {
                inspect(image, promised, where);
            }
            left -= each;
        }
        outcome.countTorn(history.tornBlocks());
    }

    /**
     * Lets the program under test recover on a logging disk, and cuts the power of that. If a journal
     * is replayed, every other power cut comes while the file is being opened.
     */
    private void cutRecovery(BlockImage image, Promised promised, int cuts, String where)
            throws IOException {
        Workload.Recovery[] done = new Workload.Recovery[1];
        DiskHistory recovery;
        try {
            recovery =
                    disk.run(
                            image,
                            (directory, device, marksFrom, faults) -> done[0] =
                                    RecoveryProgram.run(
                                            trial.workload(), directory, device, marksFrom));
        } catch (CutDisk.UnmountableException e) {
            inspect(image, promised, where); // Counts it as unmountable.
            return;
        }
        // The program marks the disk before and after it opens the file.
        int begin = recovery.writeAfter(recovery.markAfter(0));
        int end = recovery.markAfter(recovery.markAfter(0)) - 1;
        boolean replayed = done[0] == Workload.Recovery.REPLAYED && begin <= end;
        int within = replayed ? Math.ceilDiv(cuts, 2) : 0;
        int[] positions =
                IntStream.concat(
                        IntStream.of(positions(begin, end, within)),
                        IntStream.of(positions(0, recovery.length(), cuts - within)))
                        .sorted()
                        .toArray();
        for (int position : positions) {
            Tearing tearing = tearing();
            Verdict verdict =
                    inspect(
                            recovery.cut(position, tearing, random),
                            promised,
                            where + ", then recovery " + where(position, recovery, tearing));
            // The replay had begun, and was not complete: it had to be repeated.
            if (replayed && position >= begin && verdict != null && verdict.replayed()) {
                outcome.countDuringReplay();
            }
        }
        outcome.countTorn(recovery.tornBlocks());
    }

    /** Returns random positions in ascending order, from the first to the last inclusively. */
    private int[] positions(int first, int last, int count) {
        return count == 0
                ? new int[0]
                : random.ints(count, first, last + 1).sorted().toArray();
    }

    private Tearing tearing() {
        return trial.tearings().get(random.nextInt(trial.tearings().size()));
    }

    private static String where(int position, DiskHistory history, Tearing tearing) {
        return "cut at " + position + " of " + history.length() + " leaving " + tearing.title();
    }

    private @Nullable Verdict inspect(BlockImage image, Promised promised, String where)
            throws IOException {
        progress.step(outcome.title());
        return outcome.survival()
                .inspect(
                        disk,
                        image,
                        directory -> Verdict.of(
                                trial.workload(), directory, promised.marks, promised.seed),
                        where);
    }
}
