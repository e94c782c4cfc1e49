package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.View;
import io.fileview.commit.CommitMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A commit that a kill interrupts leaves the old or the new content, never a mixture. */
final class KilledCommitPromise implements Promise {
    private static final int SIZE = 4 << 20;
    private static final int MOST_KILLS = 6;

    /** About as long as a commit is written to the journal, before the device is waited for. */
    private static final long MOST_NANOS = 10_000_000;

    /** On a slow machine, no other process is started after so long. */
    private static final long ENOUGH_SECONDS = 5;

    @Override
    public String statement() {
        return "a commit that a kill interrupts leaves the old content or the new, never a mixture";
    }

    @Override
    public String action() {
        return "killed, up to "
                + MOST_KILLS
                + " times, a second process that changes all bytes of a temporary file of 4 MiB by one"
                + " commit after the other, by turns soon after a commit had begun and as the file began"
                + " to change; then opened the file for commits, which recovers it, and read it";
    }

    @Override
    public Observation show(DemoTarget target) throws IOException {
        if (!target.writable()) {
            return Observation.notShown("the demo does not change " + target.file());
        }
        try (ScratchDirectory scratch = ScratchDirectory.in(target.directory())) {
            Path file = scratch.path().resolve("commits.bin");
            byte[] bytes = new byte[SIZE];
            NumberedContent.fill(bytes, 0);
            Files.write(file, bytes);
            try {
                recover(file, target.engine());
            } catch (IOException | UnsupportedOperationException refused) {
                return Observation.unsupported(
                        "a file cannot be opened for commits there: " + ErrorSentence.of(refused));
            }
            Counts counts = new Counts();
            long start = System.nanoTime();
            for (int i = 0; i < MOST_KILLS; i++) {
                if (i < 2 || counts.withinCommits() == 0 || !isEnough(start)) {
                    kill(scratch, file, target.engine(), i % 2 == 1, counts);
                }
            }
            return counts.observation();
        }
    }

    private static boolean isEnough(long start) {
        return System.nanoTime() - start > TimeUnit.SECONDS.toNanos(ENOUGH_SECONDS);
    }

    private static void kill(
            ScratchDirectory scratch,
            Path file,
            EngineOption engine,
            boolean asItChanges,
            Counts counts)
            throws IOException {
        CommitProgress progress;
        try (SecondProcess second = SecondProcess.committing(scratch, file, engine)) {
            progress = new CommitProgress(second);
            progress.awaitCommit();
            progress.awaitEndOfCommit();
            progress.awaitCommit();
            if (asItChanges) {
                awaitChange(file, engine);
            } else {
                sleep(ThreadLocalRandom.current()
                        .nextLong(Math.min(MOST_NANOS, progress.nanosOfCommit())));
            }
            second.kill();
            progress.readRest();
        }
        boolean mixed = NumberedContent.numberOf(Files.readAllBytes(file)).isEmpty();
        long start = System.nanoTime();
        recover(file, engine);
        long nanos = System.nanoTime() - start;
        counts.add(progress, mixed, NumberedContent.numberOf(Files.readAllBytes(file)), nanos);
    }

    /** Waits, but not for ever, until the first word of the file is another one. */
    private static void awaitChange(Path file, EngineOption engine) throws IOException {
        try (FileMapping mapping = engine.open(file);
                View view = mapping.map(0, Long.BYTES)) {
            long before = view.guarded().getLongVolatile(0);
            long start = System.nanoTime();
            while (view.guarded().getLongVolatile(0) == before && !isEnough(start)) {
                Thread.onSpinWait();
            }
        }
    }

    private static void recover(Path file, EngineOption engine) throws IOException {
        try (CommitMapping mapping = engine.openForCommits(file, CommitForDemoCommand.JOURNAL)) {
            mapping.checkpoint();
        }
    }

    private static void sleep(long nanos) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the demo has been interrupted; run it again", e);
        }
    }

    /** What the files were after the kills. */
    private static final class Counts {
        private int old;
        private int complete;
        private int between;
        private int mixedBefore;
        private int wrong;
        private long longest;

        void add(CommitProgress progress, boolean mixed, OptionalLong number, long nanos) {
            longest = Math.max(longest, nanos);
            mixedBefore += mixed ? 1 : 0;
            long last = progress.acknowledged();
            if (number.isEmpty()) {
                wrong++;
            } else if (number.getAsLong() == last) {
                if (progress.isWithinCommit()) {
                    old++;
                } else {
                    between++;
                }
            } else if (number.getAsLong() == last + 1 && progress.isWithinCommit()) {
                complete++;
            } else {
                wrong++;
            }
        }

        int withinCommits() {
            return old + complete + wrong;
        }

        Observation observation() {
            if (withinCommits() == 0) {
                return Observation.notShown(
                        "each of the " + between + " kills came between two commits; run the demo"
                                + " again");
            }
            return Observation.of(
                    wrong == 0,
                    "of "
                            + Amount.count(withinCommits(), "kill")
                            + " within a commit: old content "
                            + old
                            + ", new content "
                            + complete
                            + ", mixture or lost commit "
                            + wrong
                            + "; mixture before the recovery "
                            + mixedBefore
                            + "; the longest recovery took "
                            + Amount.grouped(TimeUnit.NANOSECONDS.toMillis(longest) + 1)
                            + " ms"
                            + (between > 0
                                    ? "; kills between two commits " + between
                                    : ""));
        }
    }
}
