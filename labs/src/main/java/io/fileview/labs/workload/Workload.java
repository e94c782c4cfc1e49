package io.fileview.labs.workload;

import io.fileview.labs.disk.Marks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A program that changes files, and the check of what must be in them afterwards. */
public interface Workload {
    /**
     * One run of a workload.
     *
     * @param directory where the files are; empty unless the run is resumed
     * @param marks to record what has been reported durable
     * @param seed the seed of every random choice
     * @param flushed whether changes are made durable; if not, the run is a control that must lose
     *     data in a power cut
     * @param rounds how long to run
     * @param earlier what had been reported durable by the run that this one resumes
     * @param resumed whether this run resumes one that had to give up
     * @param failures what to do about calls that fail
     */
    record Run(
            Path directory,
            Marks marks,
            long seed,
            boolean flushed,
            int rounds,
            Map<Integer, Long> earlier,
            boolean resumed,
            Failures failures) {
        /**
         * Returns what had been reported durable in one stream by the run that this one resumes.
         *
         * @param stream the number of the stream
         * @return the last value; 0 if there is none
         */
        public long earlier(int stream) {
            return earlier.getOrDefault(stream, 0L);
        }
    }

    /**
     * Returns the name of the workload.
     *
     * @return one to three words
     */
    String title();

    /**
     * Returns what is done instead where changes are not made durable.
     *
     * @return a few words
     */
    default String unflushedTitle() {
        return "without flushing";
    }

    /**
     * Tells whether the workload allocates blocks all the time, so that it meets a full disk.
     *
     * @return true if so
     */
    default boolean needsSpace() {
        return false;
    }

    /**
     * Returns how many rounds make a log of a few tens of megabytes.
     *
     * @return the number
     */
    int rounds();

    /**
     * Runs in the program under test.
     *
     * @param run the run
     * @throws IOException if something fails that is not to be tried again
     */
    void run(Run run) throws IOException;

    /** What a recovery has done. */
    enum Recovery {
        /** The files were as they should be. */
        NOT_NEEDED,
        /** The files were changed: a journal was replayed. */
        REPLAYED
    }

    /**
     * Recovers the files after a power cut, if that is for the program to do.
     *
     * @param directory where the files are
     * @return what was done
     * @throws IOException if that fails
     */
    default Recovery recover(Path directory) throws IOException {
        return Recovery.NOT_NEEDED;
    }

    /**
     * Checks the files after a power cut.
     *
     * @param directory where the files are
     * @param marks what had been reported durable
     * @param seed the seed of the run
     * @return the verdict
     * @throws IOException if the files cannot be opened
     */
    Verdict check(Path directory, Map<Integer, Long> marks, long seed) throws IOException;
}
