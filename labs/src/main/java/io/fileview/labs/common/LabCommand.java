package io.fileview.labs.common;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** How every lab is run from a command line. */
public final class LabCommand {
    /** The exit code of a lab that could not run. */
    public static final int COULD_NOT_RUN = 3;

    private LabCommand() {}

    /**
     * Runs a lab in this process. What the machine refuses is told in one line; a trace is printed only
     * of what nobody expects.
     *
     * @param lab the lab, a picocli command
     * @param arguments the command line
     * @return the exit code
     */
    public static int run(Callable<Integer> lab, String... arguments) {
        return new CommandLine(lab)
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> {
                            System.err.println(
                                    command.getCommandName() + " could not run: " + failure);
                            if (!(failure instanceof IOException)) {
                                failure.printStackTrace();
                            }
                            return COULD_NOT_RUN;
                        })
                .execute(arguments);
    }
}
