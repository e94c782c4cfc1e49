package io.fileview.labs.ioerrors;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.workload.Workload;
import io.fileview.labs.workload.Workloads;
import java.util.ArrayList;
import java.util.List;

/**
 * How many faults of each kind every workload meets on each file system.
 *
 * @param fileSystems the file systems
 * @param failures the number of failures of the device, without those of controls
 * @param brief whether to keep the rest short
 */
record Plan(List<FileSystem> fileSystems, int failures, boolean brief) {
    private static final List<Fault> OF_DEVICE = List.of(Fault.WRITES, Fault.FLUSHES);

    /** The faults of one kind for one workload. */
    record Share(Workload workload, Fault fault, boolean control, int faults) {}

    List<Share> shares(FileSystem fileSystem) {
        int perFileSystem = Workloads.OF_FILEVIEW.size() * OF_DEVICE.size();
        int cells = fileSystems.size() * perFileSystem;
        int cell = fileSystems.indexOf(fileSystem) * perFileSystem;
        List<Share> shares = new ArrayList<>();
        for (Workload workload : Workloads.OF_FILEVIEW) {
            for (Fault fault : OF_DEVICE) {
                int share = failures * (cell + 1) / cells - failures * cell / cells;
                shares.add(new Share(workload, fault, false, Math.max(1, share)));
                cell++;
            }
        }
        int few = brief ? 1 : 3;
        for (Workload workload : Workloads.OF_FILEVIEW) {
            if (workload.needsSpace()) {
                shares.add(new Share(workload, Fault.FULL_DISK, false, few));
                if (SpaceShortage.hasQuotas(fileSystem)) {
                    shares.add(new Share(workload, Fault.QUOTA, false, few));
                }
            }
        }
        shares.addAll(controls(fileSystem, few));
        return shares;
    }

    /** One for each kind of fault. */
    private static List<Share> controls(FileSystem fileSystem, int few) {
        List<Share> controls = new ArrayList<>();
        controls.add(new Share(Workloads.FORCE_AGAIN, Fault.WRITES, true, few));
        controls.add(new Share(Workloads.IGNORE_FAILURES, Fault.FLUSHES, true, few));
        controls.add(new Share(Workloads.IGNORE_FAILURES, Fault.FULL_DISK, true, few));
        if (SpaceShortage.hasQuotas(fileSystem)) {
            controls.add(new Share(Workloads.IGNORE_FAILURES, Fault.QUOTA, true, few));
        }
        return controls;
    }

    int total() {
        return fileSystems.stream()
                .flatMap(one -> shares(one).stream())
                .mapToInt(Share::faults)
                .sum();
    }
}
