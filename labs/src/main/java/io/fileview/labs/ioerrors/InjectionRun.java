package io.fileview.labs.ioerrors;

import io.fileview.labs.common.ChildJvm;
import io.fileview.labs.disk.BlockImage;
import io.fileview.labs.disk.CutDisk;
import io.fileview.labs.disk.DiskHistory;
import io.fileview.labs.disk.LoggedDisk;
import io.fileview.labs.disk.Tearing;
import io.fileview.labs.workload.Verdict;
import io.fileview.labs.workload.WorkloadProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Runs a workload, lets something go wrong, and cuts the disk where it hurts most: directly after the
 * program was told of a failure, directly after it next reported something durable, and at the end.
 */
final class InjectionRun {
    /** A program that fails so often after the fault is gone will not get over it. */
    private static final int FAILURES_WITHOUT_FAULT = 8;

    private static final int FAILURES_CUT = 3;
    private static final int RANDOM_CUTS = 2;

    private final CutDisk disk;
    private final Injection injection;
    private final Cell cell;
    private final int rounds;
    private final SplittableRandom random;
    private final TreeSet<Integer> failures = new TreeSet<>();
    private boolean hit;
    private boolean told;
    private boolean done;

    InjectionRun(CutDisk disk, Injection injection, Cell cell, int rounds) {
        this.disk = disk;
        this.injection = injection;
        this.cell = cell;
        this.rounds = rounds;
        this.random = new SplittableRandom(injection.seed());
    }

    /** Returns whether the fault was reached. */
    boolean run() throws IOException {
        DiskHistory history = disk.run(disk.empty(), this::runProgram);
        if (hit) {
            cell.injected(told, done);
            for (int position : positions(history)) {
                look(history, position, Tearing.NONE);
            }
            for (int i = 0; i < RANDOM_CUTS; i++) {
                Tearing[] tearings = Tearing.values();
                look(
                        history,
                        random.nextInt(failures.first(), history.length() + 1),
                        tearings[random.nextInt(tearings.length)]);
            }
        }
        return hit;
    }

    private void runProgram(Path directory, Path device, long marksFrom, LoggedDisk orders)
            throws IOException {
        RoomShortage shortage =
                injection.kind().isOfDevice()
                        ? null
                        : RoomShortage.make(injection.kind(), disk.type(), directory);
        if (shortage == null) {
            injection.arm(orders);
        }
        try (ChildJvm program =
                WorkloadProgram.start(
                        injection.workload(),
                        directory,
                        device,
                        marksFrom,
                        injection.seed(),
                        injection.mode(),
                        rounds,
                        true)) {
            String said = program.hear();
            for (int count = 1; said != null && said.startsWith("failed "); count++) {
                told = true;
                failures.add(orders.counts().entries());
                if (count == injection.patience()) {
                    orders.heal();
                    if (shortage != null) {
                        shortage.end();
                    }
                }
                boolean again = count < injection.patience() + FAILURES_WITHOUT_FAULT;
                said = program.ask(again ? "again" : "stop");
            }
            if (said == null) {
                throw new IOException(
                        "the program under test ended on " + disk.type().mountName() + " with "
                                + injection.place());
            }
            done = said.equals("done");
            LoggedDisk.Counts counts = orders.counts();
            hit = told || counts.failed() > 0;
            failures.add(counts.entries());
            orders.heal(); // so that the file system can be unmounted
        }
    }

    private Set<Integer> positions(DiskHistory history) {
        Set<Integer> positions = new TreeSet<>();
        failures.stream().limit(FAILURES_CUT).forEach(position -> {
            positions.add(position);
            positions.add(history.markAfter(position));
        });
        positions.add(Math.max(history.lastMark(), failures.first()));
        return positions;
    }

    private void look(DiskHistory history, int position, Tearing tearing) throws IOException {
        BlockImage image = history.cut(position, tearing, random);
        String where = disk.type().mountName() + ", " + injection.place() + ", cut at " + position
                + " of " + history.length();
        Map<Integer, Long> marks = history.marksAt(position);
        try {
            cell.cut(disk.lookAfter(image, directory -> check(directory, marks)), where);
        } catch (CutDisk.UnmountableException e) {
            cell.unmountable(where + ": " + e.getMessage());
        }
    }

    private Verdict check(Path directory, Map<Integer, Long> marks) throws IOException {
        if (!injection.kind().isOfDevice()) {
            RoomShortage.in(injection.kind(), directory).end(); // to recover may take room
        }
        return Verdict.of(injection.workload(), directory, marks, injection.seed());
    }
}
