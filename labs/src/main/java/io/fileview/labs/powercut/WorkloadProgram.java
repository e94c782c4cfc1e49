package io.fileview.labs.powercut;

import io.fileview.labs.disk.DurableMarks;
import java.nio.file.Path;

/**
 * The program under test: runs a workload in a JVM of its own.
 *
 * <p>Arguments: the workload, the directory, the device, where its marks start, the seed, the mode,
 * the number of rounds.
 */
final class WorkloadProgram {
    private WorkloadProgram() {}

    public static void main(String[] arguments) throws Exception {
        try (DurableMarks marks =
                new DurableMarks(Path.of(arguments[2]), Long.parseLong(arguments[3]))) {
            Workloads.named(arguments[0])
                    .run(
                            Path.of(arguments[1]),
                            marks,
                            Long.parseLong(arguments[4]),
                            Workload.Mode.valueOf(arguments[5]),
                            Integer.parseInt(arguments[6]));
        }
        System.out.println("done");
    }
}
