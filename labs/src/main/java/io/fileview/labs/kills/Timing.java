package io.fileview.labs.kills;

import io.fileview.labs.common.UnexpectedEndException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * How long a program takes that is not killed.
 *
 * @param start the nanoseconds until it is seen at work
 * @param work the nanoseconds from then until it ends
 */
record Timing(long start, long work) {
    private static final int RUNS = 2;
    private static final int MEMORY = 3;
    private static final double USUAL_START = 0.6;

    /** Runs the program of a job to its end, once for each source that it has. */
    static Timing of(Job job, Path log) throws IOException {
        Timing last = new Timing(0, 0);
        for (int run = 0; run < RUNS; run++) {
            job.prepare();
            try (Watched program = Watched.start(job, job.command(), log)) {
                program.awaitWork(0);
                boolean seen = program.looksAtWork();
                long start = program.age();
                if (program.exitCode() != 0) {
                    throw new UnexpectedEndException(job.title() + " failed; " + program.output());
                }
                long all = program.age();
                long begin = seen ? start : (long) (all * USUAL_START);
                last = new Timing(begin, all - begin);
            }
            job.learn();
        }
        return last;
    }

    /** Follows the machine, which may become faster or slower. */
    Timing after(long observedWork) {
        return observedWork == 0
                ? this
                : new Timing(start, (work * (MEMORY - 1) + observedWork) / MEMORY);
    }
}
