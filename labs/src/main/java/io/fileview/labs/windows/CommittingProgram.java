package io.fileview.labs.windows;

import io.fileview.labs.workload.Failures;
import io.fileview.labs.workload.Workload;
import io.fileview.labs.workload.Workloads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * On Windows: commits to a file until it is killed, and prints the number of each commit that was
 * reported done.
 *
 * <p>Arguments: the directory, the seed, the last commit of an earlier run, whether it commits; if not,
 * pages are flushed one by one.
 */
final class CommittingProgram {
    /** The end of a number: one that was killed halfway has none. */
    static final String END = ".";
    private static final int WITHOUT_END = 1_000_000;

    private CommittingProgram() {}

    public static void main(String[] arguments) throws IOException {
        long earlier = Long.parseLong(arguments[2]);
        Workloads.COMMIT.run(
                new Workload.Run(
                        Path.of(arguments[0]),
                        (stream, number) -> {
                            System.out.println(number + END);
                            System.out.flush();
                        },
                        Long.parseLong(arguments[1]),
                        Boolean.parseBoolean(arguments[3]),
                        WITHOUT_END,
                        earlier == 0 ? Map.of() : Map.of(0, earlier),
                        true,
                        new Failures(false)));
    }
}
