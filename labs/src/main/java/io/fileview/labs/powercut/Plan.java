package io.fileview.labs.powercut;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.powercut.Trial.Disk;
import io.fileview.labs.workload.Workload;
import io.fileview.labs.workload.Workloads;
import java.util.ArrayList;
import java.util.List;

/**
 * The trials, and how many power cuts each gets on each file system.
 *
 * @param fileSystems the file systems
 * @param cuts the number of power cuts, without those of controls
 * @param brief whether to run fewer controls
 */
record Plan(List<FileSystem> fileSystems, int cuts, boolean brief) {
    private static final List<Trial> TRIALS = trials();
    private static final List<Trial> CONTROLS = controls();

    /** One for each way to lose data. */
    private static final List<Trial> CONTROLS_IN_BRIEF =
            List.of(
                    Trial.withoutFlush(Workloads.FLUSH),
                    Trial.withoutFlush(Workloads.COMMIT),
                    Trial.of(Workloads.FLUSH, Disk.IGNORES_FLUSHES));

    private static final int LEAST_FOR_CONTROL = 4;
    private static final int PARTS_OF_CONTROL = 5;

    /** The power cuts of one trial. */
    record Share(Trial trial, int cuts) {}

    private static List<Trial> trials() {
        List<Trial> trials = new ArrayList<>();
        for (Disk disk : List.of(Disk.WHOLE_BLOCKS, Disk.TORN_BLOCKS)) {
            Workloads.OF_FILEVIEW.forEach(workload -> trials.add(Trial.of(workload, disk)));
            trials.add(Trial.withRecoveryCut(Workloads.COMMIT, disk));
        }
        return trials;
    }

    private static List<Trial> controls() {
        List<Trial> controls = new ArrayList<>();
        for (Workload workload : Workloads.OF_FILEVIEW) {
            controls.add(Trial.withoutFlush(workload));
            controls.add(Trial.of(workload, Disk.IGNORES_FLUSHES));
        }
        return controls;
    }

    List<Share> shares(FileSystem fileSystem) {
        int cells = fileSystems.size() * TRIALS.size();
        int cell = fileSystems.indexOf(fileSystem) * TRIALS.size();
        List<Share> shares = new ArrayList<>();
        for (Trial trial : TRIALS) {
            int share = cuts * (cell + 1) / cells - cuts * cell / cells;
            shares.add(new Share(trial, Math.max(1, share)));
            cell++;
        }
        for (Trial control : brief ? CONTROLS_IN_BRIEF : CONTROLS) {
            int share = Math.max(LEAST_FOR_CONTROL, cuts / cells / PARTS_OF_CONTROL);
            shares.add(new Share(control, share));
        }
        return shares;
    }

    int total() {
        return fileSystems.stream()
                .flatMap(one -> shares(one).stream())
                .mapToInt(Share::cuts)
                .sum();
    }
}
