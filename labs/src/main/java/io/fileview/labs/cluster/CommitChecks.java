package io.fileview.labs.cluster;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.commit.CommitMapping;
import io.fileview.commit.Snapshot;
import io.fileview.labs.common.ChildJvm;
import io.fileview.labs.common.Pause;
import java.io.IOException;
import java.nio.file.Path;

/** Changes that become durable atomically, and snapshots of them. */
final class CommitChecks {
    private static final int SIZE = CommitWriter.SLOTS * CommitWriter.STRIDE;
    private static final int ROUNDS = 6;
    private static final int LONGEST_ROUND = 30;

    private final Place place;
    private final Samples samples;

    CommitChecks(Place place, Samples samples) {
        this.place = place;
        this.samples = samples;
    }

    /**
     * A process that commits without a pause is killed again and again; this process recovers,
     * alternately through the same mount and through the other one.
     */
    Verdict commit() throws IOException {
        Path file = samples.file(place, "committed", new byte[SIZE]);
        Path beside = place.witness().resolve(file.getFileName());
        requireInvisibleUntilCommitted(file);
        requireOneWriter(file, beside);
        long last = 1;
        long first = last;
        for (int round = 0; round < ROUNDS; round++) {
            long promised = killed(file, last + 1);
            Path opened = round % 2 == 0 ? file : beside;
            last = recovered(opened);
            BrokenPromise.unless(
                    last >= promised,
                    "lost: commit " + promised + " was reported, but the file has " + last);
            place.remount();
            BrokenPromise.unless(
                    number(file) == last, "after a remount the file has another commit");
        }
        return Verdict.held(
                "killed " + ROUNDS + " times during " + (last - first) + " commits of "
                        + CommitWriter.SLOTS + " pages; recovered through either mount, none lost,"
                        + " none applied partially; a second writer is refused");
    }

    private void requireInvisibleUntilCommitted(Path file) throws IOException {
        try (CommitMapping mapping = CommitMapping.open(file);
                View view = mapping.map()) {
            CommitWriter.write(view, 7);
            BrokenPromise.unless(number(file) == 0, "a change is visible before its commit");
            mapping.rollback();
            BrokenPromise.unless(number(view) == 0, "a change is there after a rollback");
            CommitWriter.write(view, 1);
            mapping.commit();
            BrokenPromise.unless(number(file) == 1, "a commit is not visible");
        }
    }

    private static void requireOneWriter(Path file, Path beside) throws IOException {
        try (CommitMapping mapping = CommitMapping.open(file);
                ChildJvm second = ChildJvm.start(CommitWriter.class, beside, 100)) {
            String answer = second.readLine();
            BrokenPromise.unless(
                    CommitWriter.IN_USE.equals(answer),
                    "a second process may commit to " + mapping.path() + " too; it printed "
                            + answer);
        }
    }

    /** Returns the last commit that the writer reported before it was killed. */
    private long killed(Path file, long first) throws IOException {
        long promised = first - 1;
        try (ChildJvm writer = ChildJvm.start(CommitWriter.class, file, first)) {
            for (int lines = 1 + samples.below(LONGEST_ROUND); lines > 0; lines--) {
                String line = writer.readLine();
                if (line == null) {
                    throw new IOException("the writer ended by itself; see above");
                }
                promised = Long.parseLong(line);
            }
            Pause.millis(samples.below(10));
        }
        return promised;
    }

    private static long recovered(Path file) throws IOException {
        try (CommitMapping mapping = CommitMapping.open(file);
                View view = mapping.map()) {
            return number(view);
        }
    }

    private static long number(Path file) throws IOException {
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            return number(view);
        }
    }

    /** Returns the number that all pages have. */
    private static long number(View view) throws IOException {
        long number = view.guarded().getLong(0);
        for (int slot = 1; slot < CommitWriter.SLOTS; slot++) {
            long other = view.guarded().getLong((long) slot * CommitWriter.STRIDE);
            BrokenPromise.unless(
                    other == number,
                    "applied partially: the file has commits " + number + " and " + other);
        }
        return number;
    }

    /** A snapshot is taken, then the file is changed. */
    Verdict snapshot() throws IOException {
        Path file = samples.file(place, "original", new byte[SIZE]);
        try (CommitMapping mapping = CommitMapping.open(file);
                View view = mapping.map()) {
            CommitWriter.write(view, 1);
            mapping.commit();
            CommitWriter.write(view, 2);
            try (Snapshot snapshot = mapping.snapshot();
                    View then = snapshot.map()) {
                mapping.commit();
                BrokenPromise.unless(number(then) == 1,
                        "the snapshot has changes that came after it");
                BrokenPromise.unless(number(file) == 2, "the file does not have the later commit");
                return snapshot.isCloned()
                        ? Verdict.held("cloned; it kept its bytes while the file went on")
                        : Verdict.notGiven(
                                "no block cloning: the snapshot is a copy; it kept its bytes while"
                                        + " the file went on");
            }
        }
    }
}
