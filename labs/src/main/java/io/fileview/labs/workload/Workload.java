package io.fileview.labs.workload;

import io.fileview.labs.disk.DurableMarks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Something that a program does with files, of which can be told afterwards what must be there. */
public interface Workload {
    /** How the program goes about it. */
    enum Mode {
        /** With Fileview, as it should be. */
        PROPER,
        /** Without what makes changes durable: a control, which must lose data in a power cut. */
        UNFLUSHED,
        /** With the JDK's own flush: a control, which must lose data when a flush has failed. */
        PLAIN_FORCE
    }

    /**
     * What a run is given.
     *
     * @param directory an empty directory
     * @param marks to be told what has been reported durable
     * @param seed of all that is random
     * @param mode how to go about it
     * @param rounds how long
     * @param trouble to be told of failures
     */
    record Run(
            Path directory,
            DurableMarks marks,
            long seed,
            Mode mode,
            int rounds,
            Trouble trouble) {}

    /**
     * The name.
     *
     * @return one to three words
     */
    String title();

    /**
     * What it does instead in the mode {@link Mode#UNFLUSHED}.
     *
     * @return a few words
     */
    default String unflushedTitle() {
        return "no flush";
    }

    /**
     * Tells whether it needs new blocks all the time, so that it meets a full disk.
     *
     * @return true if so
     */
    default boolean needsRoom() {
        return false;
    }

    /**
     * How many rounds make a log of a few tens of megabytes.
     *
     * @return the number
     */
    int rounds();

    /**
     * Runs in the program under test.
     *
     * @param run what it is given
     * @throws IOException if something fails and there is no use in trying again
     */
    void run(Run run) throws IOException;

    /**
     * Brings what a cut has left back into order, where that is for the program to do.
     *
     * @param directory the directory, after the cut
     * @throws IOException if that fails
     */
    default void recover(Path directory) throws IOException {}

    /**
     * Looks at what a cut has left.
     *
     * @param directory the directory, after the cut
     * @param marks what had been reported durable
     * @param seed the same as of the run
     * @return what is there
     * @throws IOException if it cannot be looked at
     */
    Verdict check(Path directory, Map<Integer, Long> marks, long seed) throws IOException;
}
