package io.fileview.labs.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a cut has done.
 *
 * @param checked how many things were reported durable and looked for
 * @param lost how many of them are not there
 * @param broken how many things are there in part, or are something that was never written
 * @param problem the first of those, in words; null if there is none
 */
public record Verdict(long checked, long lost, long broken, @Nullable String problem) {
    /**
     * Looks at what a cut has left. That it cannot be looked at is a verdict too.
     *
     * @param workload that ran
     * @param directory in which it ran
     * @param marks what had been reported durable
     * @param seed of the workload
     * @return what is there
     */
    public static Verdict of(
            Workload workload, Path directory, Map<Integer, Long> marks, long seed) {
        try {
            return workload.check(directory, marks, seed);
        } catch (IOException e) {
            return new Verdict(0, 0, 1, "cannot be opened: " + e);
        }
    }

    /** Counts while a check goes on. */
    static final class Tally {
        private long checked;
        private long lost;
        private long broken;
        private @Nullable String problem;

        void there() {
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

        private void note(String what) {
            if (problem == null) {
                problem = what;
            }
        }

        Verdict verdict() {
            return new Verdict(checked, lost, broken, problem);
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
