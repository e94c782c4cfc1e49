package io.fileview.labs.powercut;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.workload.Workloads;
import java.util.ArrayList;
import java.util.List;

/**
 * Which trial gets how many cuts on which file system.
 *
 * @param fileSystems the file systems
 * @param cuts how many cuts there are without those of the controls
 * @param brief whether fewer controls will do
 */
record Plan(List<FileSystem> fileSystems, int cuts, boolean brief) {
    private static final List<Trial> TRIALS =
            List.of(
                    Trial.of(Workloads.FLUSH),
                    Trial.of(Workloads.GROWTH),
                    Trial.of(Workloads.COMMIT),
                    Trial.withRecoveryCut(Workloads.COMMIT));

    private static final List<Trial> CONTROLS =
            List.of(
                    Trial.withoutFlush(Workloads.FLUSH),
                    Trial.withoutFlush(Workloads.GROWTH),
                    Trial.withoutFlush(Workloads.COMMIT),
                    Trial.onLyingDisk(Workloads.FLUSH),
                    Trial.onLyingDisk(Workloads.GROWTH),
                    Trial.onLyingDisk(Workloads.COMMIT));

    /** One for each way to lose data. */
    private static final List<Trial> CONTROLS_IN_BRIEF =
            List.of(
                    Trial.withoutFlush(Workloads.FLUSH),
                    Trial.withoutFlush(Workloads.COMMIT),
                    Trial.onLyingDisk(Workloads.FLUSH));

    private static final int LEAST_FOR_CONTROL = 4;
    private static final int PARTS_OF_CONTROL = 5;

    /** The cuts of one trial. */
    record Share(Trial trial, int cuts) {}

    List<Share> shares(FileSystem fileSystem) {
        int cells = fileSystems.size() * TRIALS.size();
        int cell = fileSystems.indexOf(fileSystem) * TRIALS.size();
        List<Share> shares = new ArrayList<>();
        for (Trial trial : TRIALS) {
            int share = cuts * (cell + 1) / cells - cuts * cell / cells;
            shares.add(new Share(trial, share));
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
