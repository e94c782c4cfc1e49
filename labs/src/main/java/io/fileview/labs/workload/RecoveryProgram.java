package io.fileview.labs.workload;

import io.fileview.labs.common.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The program under test after a cut: opens what a workload left, which recovers it.
 *
 * <p>Arguments: the workload, the directory.
 */
public final class RecoveryProgram {
    private static final long SECONDS = 300;

    private RecoveryProgram() {}

    /**
     * Starts the program.
     *
     * @param workload whose files they are
     * @param directory where they are
     * @return the program
     * @throws IOException if it cannot be started
     */
    public static ChildJvm start(Workload workload, Path directory) throws IOException {
        return ChildJvm.start(RecoveryProgram.class, workload.title(), directory)
                .endAfter(SECONDS);
    }

    /**
     * Recovers.
     *
     * @param arguments as above
     * @throws IOException if that fails
     */
    public static void main(String[] arguments) throws IOException {
        Workloads.named(arguments[0]).recover(Path.of(arguments[1]));
        System.out.println("done");
    }
}
