package io.fileview.labs.powercut;

import io.fileview.labs.disk.DurableMarks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Something that a program does with files, of which can be told afterwards what must be there. */
interface Workload {
    /** How the program goes about it. */
    enum Mode {
        /** As it should be. */
        PROPER,
        /** With marks that were never earned: a control, which must lose data. */
        UNFLUSHED
    }

    /** The name, in one or two words. */
    String title();

    /** What it does instead in the mode {@link Mode#UNFLUSHED}. */
    default String unflushedTitle() {
        return "no flush";
    }

    /** How many rounds make a log of a few tens of megabytes. */
    int rounds();

    /**
     * Runs in the program under test.
     *
     * @param directory an empty directory
     * @param marks to be told what has been reported durable
     * @param seed of all that is random
     * @param mode how to go about it
     * @param rounds how long
     */
    void run(Path directory, DurableMarks marks, long seed, Mode mode, int rounds)
            throws IOException;

    /**
     * Brings what a cut has left back into order, where that is for the program to do.
     *
     * @param directory the directory, after the cut
     */
    default void recover(Path directory) throws IOException {}

    /**
     * Looks at what a cut has left.
     *
     * @param directory the directory, after the cut
     * @param marks what had been reported durable
     * @param seed the same
     */
    Verdict check(Path directory, Map<Integer, Long> marks, long seed) throws IOException;
}
