package io.fileview.labs.workload;

import io.fileview.labs.common.ChildJvm;
import io.fileview.labs.common.UnexpectedEndException;
import io.fileview.labs.disk.DurableMarks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The program under test: runs a workload in a JVM of its own. It prints {@code done}, or {@code
 * stopped} and why.
 *
 * <p>Arguments: the workload, the directory, the device, where its marks start, the seed, whether
 * changes are made durable, the number of rounds, whether failures are expected, whether an earlier
 * run is resumed, and what that had reported durable, as {@code STREAM=VALUE,…}.
 */
public final class WorkloadProgram {
    /** What the program prints when it has run to its end. */
    public static final String DONE = "done";

    private static final String STOPPED = "stopped ";
    private static final long SECONDS = 300;
    private static final long SECONDS_TO_END = 60;

    private WorkloadProgram() {}

    /**
     * What the program is to do.
     *
     * @param workload the workload
     * @param seed the seed of every random choice
     * @param flushed whether changes are made durable
     * @param rounds how long to run
     * @param failuresExpected whether failures are reported to the lab and not the end of the program
     * @param earlier what an earlier run had reported durable, which this one resumes; null if there
     *     is none
     */
    public record Task(
            Workload workload,
            long seed,
            boolean flushed,
            int rounds,
            boolean failuresExpected,
            @Nullable Map<Integer, Long> earlier) {
        private String marks() {
            return earlier == null
                    ? ""
                    : earlier.entrySet().stream().map(Object::toString)
                            .collect(Collectors.joining(","));
        }
    }

    /**
     * Starts the program.
     *
     * @param task what it is to do
     * @param directory where the files are
     * @param device the device with the marks
     * @param marksFrom where the marks start
     * @return the program
     * @throws IOException if it cannot be started
     */
    public static ChildJvm start(Task task, Path directory, Path device, long marksFrom)
            throws IOException {
        return ChildJvm.start(
                WorkloadProgram.class,
                // The library would log every failure that is expected.
                task.failuresExpected
                        ? List.of("-Djava.util.logging.config.file=/dev/null")
                        : List.of(),
                task.workload.title(),
                directory,
                device,
                marksFrom,
                task.seed,
                task.flushed,
                task.rounds,
                task.failuresExpected,
                task.earlier != null,
                task.marks())
                .killAfter(SECONDS);
    }

    /**
     * Runs the program to its end on a disk without faults.
     *
     * @param task what it is to do
     * @param directory where the files are
     * @param device the device with the marks
     * @param marksFrom where the marks start
     * @throws UnexpectedEndException if it fails
     * @throws IOException if it cannot be started
     */
    public static void run(Task task, Path directory, Path device, long marksFrom)
            throws IOException {
        try (ChildJvm program = start(task, directory, device, marksFrom)) {
            lastLine(program, directory);
        }
    }

    /** Waits for the good end of a program that prints one line. */
    static String lastLine(ChildJvm program, Path directory) throws IOException {
        String line = program.readLine();
        if (line == null
                || line.startsWith(STOPPED)
                || program.exitCode(SECONDS_TO_END) != 0) {
            throw new UnexpectedEndException(
                    "the program under test failed in " + directory
                            + ", on a disk without faults; it printed \"" + line + "\" last");
        }
        return line;
    }

    /**
     * Runs the workload.
     *
     * @param arguments as above
     * @throws IOException if the disk cannot be marked
     */
    public static void main(String[] arguments) throws IOException {
        try (DurableMarks marks =
                new DurableMarks(Path.of(arguments[2]), Long.parseLong(arguments[3]))) {
            Workloads.named(arguments[0])
                    .run(
                            new Workload.Run(
                                    Path.of(arguments[1]),
                                    marks,
                                    Long.parseLong(arguments[4]),
                                    Boolean.parseBoolean(arguments[5]),
                                    Integer.parseInt(arguments[6]),
                                    earlier(arguments[9]),
                                    Boolean.parseBoolean(arguments[8]),
                                    new Failures(Boolean.parseBoolean(arguments[7]))));
            System.out.println(DONE);
        } catch (IOException | InternalError e) { // the latter for a page that cannot be read
            System.out.println(STOPPED + Failures.oneLine(e));
        }
    }

    private static Map<Integer, Long> earlier(String marks) {
        Map<Integer, Long> earlier = new TreeMap<>();
        for (String mark : marks.isEmpty() ? new String[0] : marks.split(",", -1)) {
            String[] parts = mark.split("=", -1);
            earlier.put(Integer.parseInt(parts[0]), Long.parseLong(parts[1]));
        }
        return earlier;
    }
}
