package io.fileview.labs.ioerrors;

import io.fileview.labs.common.ChildJvm;
import io.fileview.labs.common.FileSystem;
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
 * Spreads failures over all writes, or all flushes, that a workload makes: how many those are is
 * counted first in a run in which nothing fails.
 */
final class CellRun {
    private static final int ROUNDS_PART = 8;
    private static final int ATTEMPTS = 4;
    private static final int LONG_RUN = 30;

    private final CutDisk disk;
    private final long seed;
    private final Progress progress;
    private final Map<String, LoggedDisk.Counts> healthy = new HashMap<>();

    CellRun(CutDisk disk, long seed, Progress progress) {
        this.disk = disk;
        this.seed = seed;
        this.progress = progress;
    }

    Cell fail(Plan.Share share) throws IOException {
        Cell cell = new Cell(disk.type(), share.workload(), share.mode(), share.kind());
        SplittableRandom random =
                new SplittableRandom(
                        Mix.of(
                                seed,
                                disk.type().mountName().hashCode(),
                                (cell.title() + share.kind()).hashCode()));
        if (share.kind() == Injection.Kind.QUOTA && disk.type() != FileSystem.BTRFS) {
            cell.notRun(
                    "the lab sets quotas on btrfs only: the user quotas of ext4 and xfs hold for no"
                            + " program of root's, and it knows no project quotas");
            return cell;
        }
        for (int i = 0; i < share.failures(); i++) {
            failOnce(share, i, cell, random);
            progress.step(
                    disk.type().mountName() + ", " + cell.title() + ", " + share.kind().title());
        }
        return cell;
    }

    /** A fault that the program's run did not reach is tried again, earlier. */
    private void failOnce(Plan.Share share, int index, Cell cell, SplittableRandom random)
            throws IOException {
        double place = (index + random.nextDouble()) / share.failures();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long first = 1;
            int rounds = share.workload().rounds();
            if (share.kind().isOfDevice()) {
                first += (long) (place * calls(share));
                rounds /= ROUNDS_PART;
            }
            Injection injection =
                    new Injection(
                            share.kind(),
                            share.workload(),
                            share.mode(),
                            first,
                            runLength(random),
                            random.nextInt(1, 4),
                            random.nextLong());
            if (new InjectionRun(disk, injection, cell, rounds).run()) {
                return;
            }
            place /= 2;
        }
    }

    private static int runLength(SplittableRandom random) {
        return switch (random.nextInt(3)) {
            case 0 -> 1;
            case 1 -> random.nextInt(2, 6);
            default -> random.nextInt(6, LONG_RUN);
        };
    }

    private long calls(Plan.Share share) throws IOException {
        LoggedDisk.Counts counts = healthy.get(share.workload().title() + share.mode());
        if (counts == null) {
            counts = count(share.workload(), share.mode());
            healthy.put(share.workload().title() + share.mode(), counts);
        }
        return share.kind() == Injection.Kind.WRITES ? counts.writes() : counts.flushes();
    }

    private LoggedDisk.Counts count(Workload workload, Workload.Mode mode)
            throws IOException {
        LoggedDisk.Counts[] counts = new LoggedDisk.Counts[1];
        disk.run(
                disk.empty(),
                (directory, device, marksFrom, orders) -> {
                    try (ChildJvm program =
                            WorkloadProgram.start(
                                    workload,
                                    directory,
                                    device,
                                    marksFrom,
                                    seed,
                                    mode,
                                    workload.rounds() / ROUNDS_PART,
                                    false)) {
                        String said = program.hear();
                        if (!"done".equals(said)) {
                            throw new IOException(
                                    "the program under test failed on a disk without faults: "
                                            + said);
                        }
                        counts[0] = orders.counts();
                    }
                });
        return counts[0];
    }
}
