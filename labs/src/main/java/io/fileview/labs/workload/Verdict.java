package io.fileview.labs.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was found after a power cut.
 *
 * @param checked how many things that had been reported durable were looked for
 * @param lost how many of them are missing
 * @param broken how many things are there in part, or were never written
 * @param replayed whether opening a file for the check changed it, by replaying a journal
 * @param problem the first thing that was lost or broken, in words; null if there is none
 */
public record Verdict(
        long checked, long lost, long broken, boolean replayed, @Nullable String problem) {
    /**
     * Checks the files of a workload after a power cut. That they cannot be opened is a verdict too.
     *
     * @param workload the workload that ran
     * @param directory where it ran
     * @param marks what had been reported durable
     * @param seed the seed of the workload
     * @return the verdict
     */
    public static Verdict of(
            Workload workload, Path directory, Map<Integer, Long> marks, long seed) {
        try {
            return workload.check(directory, marks, seed);
        } catch (IOException e) {
            return new Verdict(0, 0, 1, false, "cannot be opened: " + e);
        }
    }

    /** Counts while a check goes on. */
    static final class Tally {
        private long checked;
        private long lost;
        private long broken;
        private boolean replayed;
        private @Nullable String problem;

        void present() {
            checked++;
        }

        void lost(String what) {
            checked++;
            lost++;
            note(what);
        }

        void broken(String what) {
            broken++;
            note(what);
        }

        void replayed() {
            replayed = true;
        }

        private void note(String what) {
            if (problem == null) {
                problem = what;
            }
        }

        Verdict verdict() {
            return new Verdict(checked, lost, broken, replayed, problem);
        }
    }

    /**
     * Tells whether nothing is lost or broken.
     *
     * @return true if so
     */
    public boolean isGood() {
        return lost == 0 && broken == 0;
    }
}
