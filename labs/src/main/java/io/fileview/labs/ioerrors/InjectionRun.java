package io.fileview.labs.ioerrors;

import io.fileview.labs.common.ChildJvm;
import io.fileview.labs.common.UnexpectedEndException;
import io.fileview.labs.disk.CutDisk;
import io.fileview.labs.disk.DiskHistory;
import io.fileview.labs.disk.LoggedDisk;
import io.fileview.labs.disk.Tearing;
import io.fileview.labs.workload.Failures;
import io.fileview.labs.workload.Verdict;
import io.fileview.labs.workload.WorkloadProgram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Runs a workload, injects a fault, and cuts the power where it hurts most: directly after a failure
 * was reported, directly after something was next reported durable, and at the end. If the fault has
 * stopped the file system, that is mounted again and the program restarted, as an administrator would
 * do.
 */
final class InjectionRun {
    /** A program that fails so often after the fault was cleared will not recover. */
    private static final int FAILURES_WITHOUT_FAULT = 8;

    private static final int FAILURES_CUT = 3;
    private static final int RANDOM_CUTS = 2;
    private static final int ROUNDS_AFTER_RESTART = 5;

    private final CutDisk disk;
    private final Injection injection;
    private final Cell cell;
    private final SplittableRandom random;
    private final TreeSet<Integer> failures = new TreeSet<>();
    private boolean met;
    private Cell.End end = Cell.End.UNAWARE;
    private String last = "";

    InjectionRun(CutDisk disk, Injection injection, Cell cell) {
        this.disk = disk;
        this.injection = injection;
        this.cell = cell;
        this.random = new SplittableRandom(injection.seed());
    }

    /** Returns whether the fault was met. */
    boolean run() throws IOException {
        DiskHistory history = disk.run(disk.empty(), this::runProgram);
        if (!met) {
            return false;
        }
        cell.countInjected(end, where(), last);
        if (cell.isControl()) {
            inspectBefore(history);
        }
        for (int position : positions(history)) {
            inspect(history, position, Tearing.NONE, Map.of());
        }
        for (int i = 0; i < RANDOM_CUTS; i++) {
            inspect(
                    history,
                    random.nextInt(failures.first(), history.length() + 1),
                    Tearing.WHOLE_BLOCKS.get(random.nextInt(Tearing.WHOLE_BLOCKS.size())),
                    Map.of());
        }
        if (end == Cell.End.FILE_SYSTEM_STOPPED && !cell.isControl()) {
            restart(history);
        }
        return true;
    }

    private void runProgram(Path directory, Path device, long marksFrom, LoggedDisk faults)
            throws IOException {
        if (injection.fault().isOfDevice()) {
            injection.inject(faults);
        } else {
            SpaceShortage.begin(injection.fault(), directory);
        }
        WorkloadProgram.Task task =
                new WorkloadProgram.Task(
                        injection.workload(),
                        injection.seed(),
                        true,
                        injection.rounds(),
                        true,
                        null);
        try (ChildJvm program =
                WorkloadProgram.start(task, directory, device, marksFrom)) {
            String said = program.readLine();
            for (int count = 1; said != null && said.startsWith(Failures.FAILED); count++) {
                failures.add(faults.counts().entries());
                if (count == injection.patience()) {
                    clear(directory, faults);
                }
                boolean again = count < injection.patience() + FAILURES_WITHOUT_FAULT;
                last = said;
                said = program.ask(again ? Failures.GO_ON : Failures.GIVE_UP);
            }
            if (said == null) {
                throw new UnexpectedEndException(
                        "the program under test ended without saying why: " + where());
            }
            boolean done = said.equals(WorkloadProgram.DONE);
            LoggedDisk.Counts counts = faults.counts();
            met = !failures.isEmpty() || counts.failed() > 0;
            faults.clearFailures(); // So that the file system can be unmounted.
            end = end(done, !failures.isEmpty(), directory);
            failures.add(counts.entries());
            last = said.equals(WorkloadProgram.DONE) ? "" : last + "; " + said;
        }
    }

    private void clear(Path directory, LoggedDisk faults) throws IOException {
        faults.clearFailures();
        if (!injection.fault().isOfDevice()) {
            SpaceShortage.end(injection.fault(), directory);
        }
    }

    private static Cell.End end(boolean done, boolean aware, Path directory) {
        if (done) {
            return aware ? Cell.End.REPAIRED : Cell.End.UNAWARE;
        }
        return works(directory) ? Cell.End.STUCK : Cell.End.FILE_SYSTEM_STOPPED;
    }

    /** Tells whether the file system makes a new file durable: one that has stopped does not. */
    private static boolean works(Path directory) {
        try (FileChannel probe =
                FileChannel.open(
                        directory.resolve("probe"),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE)) {
            probe.write(ByteBuffer.allocate(1));
            probe.force(true);
            return true;
        } catch (IOException stopped) {
            return false;
        }
    }

    private Set<Integer> positions(DiskHistory history) {
        Set<Integer> positions = new TreeSet<>();
        failures.stream().limit(FAILURES_CUT).forEach(position -> {
            positions.add(position);
            positions.add(history.markAfter(position));
        });
        positions.add(Math.max(history.markBefore(history.length()), failures.first()));
        return positions;
    }

    /** A control that loses data without a fault would show nothing. */
    private void inspectBefore(DiskHistory history) throws IOException {
        int fault = Math.min(history.failureAfter(0), failures.first());
        int position = history.markBefore(fault);
        if (position > 0) {
            cell.countBefore(
                    disk.inspect(
                            history.cut(position, Tearing.NONE, random),
                            directory -> check(directory, history.marksAt(position))),
                    where());
        }
    }

    private void inspect(
            DiskHistory history, int position, Tearing tearing, Map<Integer, Long> earlier)
            throws IOException {
        Map<Integer, Long> marks = new TreeMap<>(earlier);
        marks.putAll(history.marksAt(position));
        cell.survival()
                .inspect(
                        disk,
                        history.cut(position, tearing, random),
                        directory -> check(directory, marks),
                        where() + ", cut at " + position + " of " + history.length()
                                + (earlier.isEmpty() ? "" : " after a restart"));
    }

    private Verdict check(Path directory, Map<Integer, Long> marks) throws IOException {
        if (!injection.fault().isOfDevice()) {
            SpaceShortage.end(injection.fault(), directory); // A recovery may need space.
        }
        return Verdict.of(injection.workload(), directory, marks, injection.seed());
    }

    /** Mounts the disk again as the stopped file system has left it, and resumes the workload. */
    private void restart(DiskHistory history) throws IOException {
        Map<Integer, Long> earlier = history.marksAt(history.length());
        WorkloadProgram.Task task =
                new WorkloadProgram.Task(
                        injection.workload(),
                        injection.seed(),
                        true,
                        ROUNDS_AFTER_RESTART,
                        false,
                        earlier);
        DiskHistory resumed;
        try {
            resumed =
                    disk.run(
                            history.cut(history.length(), Tearing.ALL, random),
                            (directory, device, marksFrom, faults) -> {
                                if (!injection.fault().isOfDevice()) {
                                    SpaceShortage.end(injection.fault(), directory);
                                }
                                WorkloadProgram.run(task, directory, device, marksFrom);
                            });
        } catch (CutDisk.UnmountableException e) {
            inspect(history, history.length(), Tearing.ALL, Map.of()); // Counts it as unmountable.
            return;
        }
        cell.countRestarted();
        inspect(resumed, resumed.length(), Tearing.NONE, earlier);
    }

    private String where() {
        return disk.type().title() + ", " + injection.where();
    }
}
