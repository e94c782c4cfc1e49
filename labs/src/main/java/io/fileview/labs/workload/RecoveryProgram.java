package io.fileview.labs.workload;

import io.fileview.labs.common.ChildJvm;
import io.fileview.labs.disk.DurableMarks;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The program under test after a power cut: opens what a workload left, which recovers it. It marks the
 * disk before and after, and prints what the recovery has done.
 *
 * <p>Arguments: the workload, the directory, the device, where its marks start.
 */
public final class RecoveryProgram {
    private static final long SECONDS = 300;

    private RecoveryProgram() {}

    /**
     * Runs the program to its end.
     *
     * @param workload the workload
     * @param directory where its files are
     * @param device the device with the marks
     * @param marksFrom where the marks start
     * @return what the recovery has done
     * @throws io.fileview.labs.common.UnexpectedEndException if the program fails
     * @throws IOException if it cannot be started
     */
    public static Workload.Recovery run(
            Workload workload, Path directory, Path device, long marksFrom) throws IOException {
        try (ChildJvm program =
                ChildJvm.start(
                        RecoveryProgram.class, workload.title(), directory, device, marksFrom)
                        .killAfter(SECONDS)) {
            return Workload.Recovery.valueOf(WorkloadProgram.lastLine(program, directory));
        }
    }

    /**
     * Recovers the files.
     *
     * @param arguments as above
     * @throws IOException if that fails
     */
    public static void main(String[] arguments) throws IOException {
        try (DurableMarks marks =
                new DurableMarks(Path.of(arguments[2]), Long.parseLong(arguments[3]))) {
            marks.mark(0, 1);
            Workload.Recovery done =
                    Workloads.named(arguments[0]).recover(Path.of(arguments[1]));
            marks.mark(0, 2);
            System.out.println(done);
        }
    }
}
