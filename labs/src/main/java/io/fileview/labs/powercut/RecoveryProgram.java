package io.fileview.labs.powercut;

import java.nio.file.Path;

/**
 * The program under test after a cut: opens what a workload left, which recovers it.
 *
 * <p>Arguments: the workload, the directory.
 */
final class RecoveryProgram {
    private RecoveryProgram() {}

    public static void main(String[] arguments) throws Exception {
        Workloads.named(arguments[0]).recover(Path.of(arguments[1]));
        System.out.println("done");
    }
}
