package io.fileview.labs.workload;

import io.fileview.labs.common.ChildJvm;
import io.fileview.labs.disk.DurableMarks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The program under test: runs a workload in a JVM of its own. It prints {@code done}, or {@code
 * stopped} and why.
 *
 * <p>Arguments: the workload, the directory, the device, where its marks start, the seed, the mode,
 * the number of rounds, whether failures are expected.
 */
public final class WorkloadProgram {
    private static final long SECONDS = 300;

    private WorkloadProgram() {}

    /**
     * Starts the program.
     *
     * @param workload what it does
     * @param directory where
     * @param device with the marks
     * @param marksFrom where they start
     * @param seed of all that is random
     * @param mode how it goes about it
     * @param rounds how long
     * @param trouble whether failures are expected
     * @return the program
     * @throws IOException if it cannot be started
     */
    public static ChildJvm start(
            Workload workload,
            Path directory,
            Path device,
            long marksFrom,
            long seed,
            Workload.Mode mode,
            int rounds,
            boolean trouble)
            throws IOException {
        return ChildJvm.start(
                WorkloadProgram.class,
                // Expected failures leave debts, of which the library's log would be full.
                trouble ? List.of("-Djava.util.logging.config.file=/dev/null") : List.of(),
                workload.title(),
                directory,
                device,
                marksFrom,
                seed,
                mode,
                rounds,
                trouble)
                .endAfter(SECONDS);
    }

    /**
     * Runs the workload.
     *
     * @param arguments as above
     * @throws IOException if the disk cannot be marked
     */
    public static void main(String[] arguments) throws IOException {
        boolean trouble = Boolean.parseBoolean(arguments[7]);
        try (DurableMarks marks =
                new DurableMarks(Path.of(arguments[2]), Long.parseLong(arguments[3]))) {
            Workloads.named(arguments[0])
                    .run(
                            new Workload.Run(
                                    Path.of(arguments[1]),
                                    marks,
                                    Long.parseLong(arguments[4]),
                                    Workload.Mode.valueOf(arguments[5]),
                                    Integer.parseInt(arguments[6]),
                                    trouble ? Trouble.expected() : Trouble.unexpected()));
            System.out.println("done");
        } catch (IOException | InternalError e) { // the latter for a page that cannot be read
            System.out.println("stopped " + String.valueOf(e.getMessage()).replace('\n', ' '));
        }
    }
}
