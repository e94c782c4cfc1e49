package io.fileview.labs.kills;

import io.fileview.labs.common.Progress;
import io.fileview.labs.kills.Job.State;
import io.fileview.labs.kills.Outcome.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** The kills of one job. */
final class KillRun {
    /** Some kills come at any time, some when the hidden name is seen, the rest during the work. */
    private static final double SHARE_OF_ANY_TIME = 0.15;

    private static final double SHARE_OF_HIDDEN_NAMES = 0.15;

    /** Some come a little late, so that none of the work is left out. */
    private static final double LATEST = 1.05;

    private final Job job;
    private final Path log;
    private final SplittableRandom random;
    private final Progress progress;
    private Timing timing;

    KillRun(Job job, Path log, SplittableRandom random, Progress progress) throws IOException {
        this.job = job;
        this.log = log;
        this.random = random;
        this.progress = progress;
        this.timing = Timing.of(job, log);
    }

    void run(int rounds, Outcome outcome) throws IOException {
        for (int round = 0; round < rounds; round++) {
            job.prepare();
            Moment moment = killOne(outcome);
            outcome.add(moment, !job.leftOver().isEmpty());
            Optional<State> killed = job.stateAfterKill();
            runNext(outcome);
            State after = job.stateAfterNext();
            State state = killed.orElse(after);
            outcome.add(state);
            if (!job.isControl()) {
                judge(moment, state, after, outcome);
            }
            progress.step(outcome.title());
        }
    }

    private Moment killOne(Outcome outcome) throws IOException {
        try (Watched program = Watched.start(job, job.command(), log)) {
            awaitMoment(program);
            boolean seen = program.looksAtWork();
            int exit = program.kill();
            if (exit == Watched.KILLED) {
                return seen ? Moment.DURING : Moment.BEFORE;
            }
            if (exit != 0) {
                outcome.wrong("exit code " + exit + "; " + program.output());
            }
            timing = timing.after(program.nanosOfWork());
            return Moment.ENDED;
        }
    }

    private void awaitMoment(Watched program) throws IOException {
        double kind = random.nextDouble();
        double when = random.nextDouble() * LATEST;
        if (kind < SHARE_OF_ANY_TIME) {
            program.pauseUntil((long) ((timing.start() + timing.work()) * when));
            return;
        }
        program.awaitWork(job.isControl() ? 0 : timing.start() / 2); // a JVM does not start faster
        if (job.hasShortHiddenName() && kind < SHARE_OF_ANY_TIME + SHARE_OF_HIDDEN_NAMES) {
            program.awaitHiddenName();
        } else if (program.isAlive()) {
            // A control breaks something early in its work, or never.
            double share = job.isControl() ? when * when : when;
            program.pauseUntil(program.age() + (long) (timing.work() * share));
        }
    }

    private void runNext(Outcome outcome) throws IOException {
        List<String> next = job.next();
        try (Watched program = Watched.start(job, next, log)) {
            int exit = program.exitCode();
            if (exit != 0) {
                outcome.wrong("the next command ended with " + exit + "; " + program.output());
            }
        }
    }

    private void judge(Moment moment, State state, State after, Outcome outcome)
            throws IOException {
        if (state == State.BROKEN) {
            outcome.wrong("neither old nor new after a kill " + moment);
        } else if (after == State.BROKEN) {
            outcome.wrong("not whole after the next command");
        } else if (moment == Moment.ENDED && state != State.NEW) {
            outcome.wrong("ended by itself, and the file is still the old one");
        }
        outcome.leftOver(job.leftOver());
    }
}
