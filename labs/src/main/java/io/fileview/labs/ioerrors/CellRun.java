package io.fileview.labs.ioerrors;

import io.fileview.labs.common.Progress;
import io.fileview.labs.disk.CutDisk;
import io.fileview.labs.disk.LoggedDisk;
import io.fileview.labs.workload.Mix;
import io.fileview.labs.workload.Workload;
import io.fileview.labs.workload.WorkloadProgram;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Spreads the faults of one row over all writes, or all flushes, that a workload makes. How many those
 * are is counted first in a run in which nothing fails.
 */
final class CellRun {
    private static final int PARTS_OF_ROUNDS = 8;
    private static final int ATTEMPTS = 4;
    private static final int LONG_RUN = 30;
    private static final int MOST_MORE = 100;

    private final CutDisk disk;
    private final long seed;
    private final Progress progress;
    private final Map<String, LoggedDisk.Counts> healthy = new HashMap<>();

    CellRun(CutDisk disk, long seed, Progress progress) {
        this.disk = disk;
        this.seed = seed;
        this.progress = progress;
    }

    Cell run(Plan.Share share) throws IOException {
        Cell cell = new Cell(disk.type(), share.workload(), share.fault(), share.control());
        SplittableRandom random =
                new SplittableRandom(
                        Mix.of(
                                seed,
                                disk.type().title().hashCode(),
                                (cell.title() + share.fault()).hashCode()));
        for (int i = 0; i < share.faults(); i++) {
            double place = (i + random.nextDouble()) / share.faults();
            inject(share, place, runLength(random), cell, random);
            progress.step(
                    disk.type().title() + ", " + cell.title() + ", " + share.fault().title());
        }
        // A few faults may all have stopped the file system, which single ones seldom do, or have
        // passed unnoticed, as those that last do not.
        for (int i = 0; i < MOST_MORE && cell.needsMore(); i++) {
            long length = i % 3 == 2 ? Injection.UNTIL_CLEARED : 1;
            inject(share, random.nextDouble(), length, cell, random);
        }
        return cell;
    }

    /** Injects a fault; one that the run of the program did not reach is injected again, earlier. */
    private void inject(
            Plan.Share share, double place, long length, Cell cell, SplittableRandom random)
            throws IOException {
        Workload workload = share.workload();
        boolean ofDevice = share.fault().isOfDevice();
        int rounds = ofDevice ? workload.rounds() / PARTS_OF_ROUNDS : workload.rounds();
        boolean met = false;
        for (int attempt = 0; attempt < ATTEMPTS && !met; attempt++) {
            long first = ofDevice ? 1 + (long) (place * calls(share) / (1 << attempt)) : 1;
            Injection injection =
                    new Injection(
                            share.fault(),
                            workload,
                            rounds,
                            first,
                            // A control must survive the fault to lose data.
                            share.control() ? 1 : length,
                            random.nextInt(1, 4),
                            random.nextLong());
            met = new InjectionRun(disk, injection, cell).run();
        }
    }

    private static long runLength(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> 1;
            case 1 -> random.nextInt(2, 6);
            case 2 -> random.nextInt(6, LONG_RUN);
            default -> Injection.UNTIL_CLEARED;
        };
    }

    private long calls(Plan.Share share) throws IOException {
        LoggedDisk.Counts counts = healthy.get(share.workload().title());
        if (counts == null) {
            counts = count(share.workload());
            healthy.put(share.workload().title(), counts);
        }
        return share.fault() == Fault.WRITES ? counts.writes() : counts.flushes();
    }

    private LoggedDisk.Counts count(Workload workload) throws IOException {
        LoggedDisk.Counts[] counts = new LoggedDisk.Counts[1];
        WorkloadProgram.Task task =
                new WorkloadProgram.Task(
                        workload, seed, true, workload.rounds() / PARTS_OF_ROUNDS, false, null);
        disk.run(
                disk.empty(),
                (directory, device, marksFrom, faults) -> {
                    WorkloadProgram.run(task, directory, device, marksFrom);
                    counts[0] = faults.counts();
                });
        return counts[0];
    }
}
