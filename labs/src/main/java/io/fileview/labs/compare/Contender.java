package io.fileview.labs.compare;

import io.fileview.labs.common.Meter.Cost;
import java.io.IOException;
import java.util.List;

/**
 * A program in a case.
 *
 * @param name what the table calls it
 * @param command the program and its arguments
 * @param check finds out what came of it
 */
record Contender(String name, List<String> command, Check check) {
    /** Finds out what came of a program. */
    @FunctionalInterface
    interface Check {
        /** Returns that in a few words. */
        String of(Cost cost) throws IOException;
    }

    /** For programs of which only the exit code and the cost matter. */
    static String exit(Cost cost) {
        return cost.isGood() ? "done" : "exit code " + cost.exit() + ": " + lastLine(cost);
    }

    static String lastLine(Cost cost) {
        String all = cost.output().strip();
        return all.substring(all.lastIndexOf('\n') + 1);
    }
}
