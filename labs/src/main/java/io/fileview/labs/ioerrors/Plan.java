package io.fileview.labs.ioerrors;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.workload.Workload;
import io.fileview.labs.workload.Workloads;
import java.util.ArrayList;
import java.util.List;

/**
 * How many failures of which kind each workload meets on each file system.
 *
 * @param fileSystems the file systems
 * @param failures how many failures of the disk, without those of controls
 * @param brief whether the rest is to be kept short
 */
record Plan(List<FileSystem> fileSystems, int failures, boolean brief) {
    private static final List<Workload> WORKLOADS =
            List.of(Workloads.FLUSH, Workloads.GROWTH, Workloads.COMMIT);
    private static final List<Injection.Kind> OF_DEVICE =
            List.of(Injection.Kind.WRITES, Injection.Kind.FLUSHES);

    /** The failures of one kind for one workload. */
    record Share(Workload workload, Workload.Mode mode, Injection.Kind kind, int failures) {}

    List<Share> shares(FileSystem fileSystem) {
        int cells = fileSystems.size() * WORKLOADS.size() * OF_DEVICE.size();
        int cell = fileSystems.indexOf(fileSystem) * WORKLOADS.size() * OF_DEVICE.size();
        List<Share> shares = new ArrayList<>();
        for (Workload workload : WORKLOADS) {
            for (Injection.Kind kind : OF_DEVICE) {
                int share = failures * (cell + 1) / cells - failures * cell / cells;
                shares.add(new Share(workload, Workload.Mode.PROPER, kind, share));
                cell++;
            }
        }
        int few = brief ? 1 : 3;
        for (Workload workload : WORKLOADS) {
            if (workload.needsRoom()) {
                shares.add(
                        new Share(workload, Workload.Mode.PROPER, Injection.Kind.FULL_DISK, few));
                shares.add(new Share(workload, Workload.Mode.PROPER, Injection.Kind.QUOTA, few));
            }
        }
        shares.add(
                new Share(
                        Workloads.FLUSH,
                        Workload.Mode.PLAIN_FORCE,
                        Injection.Kind.WRITES,
                        2 * few));
        return shares;
    }

    int total() {
        return fileSystems.stream()
                .flatMap(one -> shares(one).stream())
                .mapToInt(Share::failures)
                .sum();
    }
}
