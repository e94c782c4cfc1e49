package io.fileview.labs.powercut;

import io.fileview.labs.common.ChildJvm;
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

/**
 * The cuts of one trial on one file system. Each workload is recorded a few times, and each record
 * is cut at many places, in order.
 */
final class CutRun {
    private static final int CUTS_PER_RECORD = 50;
    private static final int CUTS_PER_RECOVERY = 4;
    private static final int MOST_FOR_CONTROL = 60;
    private static final long PROGRAM_SECONDS = 10;
    private static final Tearing[] TEARINGS = Tearing.values();

    private final CutDisk disk;
    private final Trial trial;
    private final SplittableRandom random;
    private final Progress progress;
    private final Outcome outcome;

    CutRun(CutDisk disk, Trial trial, long seed, Progress progress) {
        this.disk = disk;
        this.trial = trial;
        this.random =
                new SplittableRandom(
                        Mix.of(seed, disk.type().mountName().hashCode(), trial.title().hashCode()));
        this.progress = progress;
        this.outcome = new Outcome(disk.type(), trial);
    }

    Outcome cut(int cuts) throws IOException {
        int records = (cuts + CUTS_PER_RECORD - 1) / CUTS_PER_RECORD;
        for (int record = 0; record < records; record++) {
            cutRecord(cuts * (record + 1) / records - cuts * record / records);
        }
        // Few cuts may all have been lucky; then a control needs more to show what it must.
        while (trial.isControl() && !outcome.isAsItMust() && outcome.cuts() < MOST_FOR_CONTROL) {
            cutRecord(cuts);
        }
        return outcome;
    }

    private void cutRecord(int cuts) throws IOException {
        long seed = random.nextLong();
        Workload workload = trial.workload();
        DiskHistory history =
                disk.run(
                        disk.empty(),
                        (directory, device, marksFrom, told) -> {
                            if (trial.lyingDisk()) {
                                told.ignoreFlushes();
                            }
                            await(
                                    WorkloadProgram.start(
                                            workload,
                                            directory,
                                            device,
                                            marksFrom,
                                            seed,
                                            trial.mode(),
                                            workload.rounds(),
                                            false));
                        });
        int positions = trial.recoveryCut() ? Math.ceilDiv(cuts, CUTS_PER_RECOVERY) : cuts;
        for (int position : positions(history, history.firstMark(), positions)) {
            Tearing tearing = TEARINGS[random.nextInt(TEARINGS.length)];
            BlockImage image = history.cut(position, tearing, random);
            Map<Integer, Long> marks = history.marksAt(position);
            String where = place(position, history, tearing) + ", workload seed " + seed;
            if (trial.recoveryCut()) {
                int inner = Math.min(CUTS_PER_RECOVERY, cuts);
                cuts -= inner;
                cutRecovery(image, marks, seed, inner, where);
            } else {
                look(image, marks, seed, where);
            }
        }
    }

    private void await(ChildJvm program) throws IOException {
        try (program) {
            String said = program.hear();
            if (!"done".equals(said) || program.exitCode(PROGRAM_SECONDS) != 0) {
                throw new IOException(
                        "the program under test failed on " + disk.type().mountName() + ": "
                                + said);
            }
        }
    }

    /** Lets the program under test recover on a logging disk, and cuts that. */
    private void cutRecovery(
            BlockImage image, Map<Integer, Long> marks, long seed, int cuts, String where)
            throws IOException {
        DiskHistory recovery =
                disk.run(
                        image,
                        (directory, device, marksFrom, told) -> await(
                                RecoveryProgram.start(trial.workload(), directory)));
        for (int position : positions(recovery, 0, cuts)) {
            Tearing tearing = TEARINGS[random.nextInt(TEARINGS.length)];
            BlockImage again = recovery.cut(position, tearing, random);
            String place = where + ", then its recovery " + place(position, recovery, tearing);
            look(again, marks, seed, place);
        }
    }

    private int[] positions(DiskHistory history, int from, int count) {
        return random.ints(count, from, history.length() + 1).sorted().toArray();
    }

    private static String place(int position, DiskHistory history, Tearing tearing) {
        return "cut at " + position + " of " + history.length() + ", leaving "
                + tearing.name().toLowerCase(java.util.Locale.ROOT);
    }

    private void look(BlockImage image, Map<Integer, Long> marks, long seed, String where)
            throws IOException {
        try {
            Verdict verdict =
                    disk.lookAfter(
                            image,
                            directory -> Verdict.of(trial.workload(), directory, marks, seed));
            outcome.add(verdict, where);
        } catch (CutDisk.UnmountableException e) {
            outcome.addUnmountable(where + ": " + e.getMessage());
        }
        progress.step(disk.type().mountName() + ", " + trial.title());
    }
}
