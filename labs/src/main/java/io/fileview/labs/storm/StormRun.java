package io.fileview.labs.storm;

import io.fileview.labs.common.ChildJvm;
import io.fileview.labs.common.Pause;
import io.fileview.labs.common.Progress;
import io.fileview.labs.common.UnexpectedEndException;
import io.fileview.labs.workload.Mix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The kills of one row: two writers and two readers at a time, each replaced when it was killed. */
final class StormRun {
    private static final int WRITERS = 2;
    private static final int READERS = 2;
    private static final int LONGEST_PAUSE = 250;
    private static final int MOST_MISCHIEF = 4;

    private final Trial trial;
    private final Path logs;
    private final Scene scene;
    private final SplittableRandom random;
    private final List<ChildJvm> programs = new ArrayList<>();
    private final Progress progress;
    private int kills;

    StormRun(Trial trial, Path disk, Path logs, long seed, Progress progress) throws IOException {
        this.trial = trial;
        this.logs = Files.createDirectories(logs);
        this.random = new SplittableRandom(Mix.of(seed, trial.hashCode(), 0));
        Path root = Files.createTempDirectory(disk, "storm");
        this.scene = new Scene(root, trial.hasHardLink(), random);
        this.progress = progress;
    }

    Outcome run(int most) throws IOException {
        try {
            for (int program = 0; program < WRITERS + READERS; program++) {
                programs.add(start(program));
            }
            for (ChildJvm program : programs) {
                awaitReady(program);
            }
            while (kills < most) {
                disturb();
                int victim = random.nextInt(programs.size());
                kill(victim);
                programs.set(victim, start(victim));
                awaitReady(programs.get(victim));
            }
            disturb();
        } finally {
            for (int program = 0; program < programs.size(); program++) {
                kill(program);
            }
        }
        scene.requireNames();
        List<String> before = scene.leftOver();
        for (String engine : trial.engines()) {
            LastProgram.run(engine, logs, scene.names());
        }
        return Outcome.of(trial, kills, scene, before, logs);
    }

    private void disturb() throws IOException {
        for (int times = random.nextInt(1, MOST_MISCHIEF); times > 0; times--) {
            Pause.millis(random.nextInt(LONGEST_PAUSE));
            if (!trial.isControl()) {
                scene.disturb();
            }
        }
        Pause.millis(random.nextInt(LONGEST_PAUSE));
    }

    private ChildJvm start(int program) throws IOException {
        String engine = trial.engines().get(random.nextInt(trial.engines().size()));
        return Program.start(
                program < WRITERS ? trial.writer().program() : ReaderProgram.class,
                engine,
                random.nextLong(),
                logs,
                scene.names());
    }

    private static void awaitReady(ChildJvm program) throws IOException {
        String line = program.readLine();
        if (!Program.READY.equals(line)) {
            throw new UnexpectedEndException("a program printed \"" + line + "\" at its start");
        }
    }

    /** Kills a program with SIGKILL. */
    private void kill(int program) {
        programs.get(program).close();
        kills++;
        progress.step(trial.place().title() + ", " + trial.title());
    }
}
