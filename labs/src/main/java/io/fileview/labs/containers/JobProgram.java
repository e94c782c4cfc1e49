package io.fileview.labs.containers;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.commit.CommitMapping;
import io.fileview.commit.CommitReader;
import io.fileview.commit.Snapshot;
import io.fileview.labs.containers.Finding.State;
import io.fileview.labs.containers.Finding.WrongResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Does the jobs inside a container, one after the other, and prints a finding for each. A job compares
 * its result with what the lab has arranged, and with what other calls of the system say.
 */
final class JobProgram {
    /** Asks the lab to take the file out of memory, and then goes on. */
    static final String DROP = "drop";

    /** Asks the lab to map and read the file from outside. */
    static final String HOLD = "hold";

    private final Path file;
    private final long seed;

    /** The last commit that was acknowledged before the writer was killed; negative if none. */
    private final long acknowledged;

    private long number;

    private JobProgram(Path file, long seed, long acknowledged) {
        this.file = file;
        this.seed = seed;
        this.acknowledged = acknowledged;
    }

    /** A job. */
    interface Body {
        Finding run() throws IOException;
    }

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        long seed = Long.parseLong(arguments[1]);
        boolean writes = Boolean.parseBoolean(arguments[2]);
        JobProgram program = new JobProgram(file, seed, Long.parseLong(arguments[3]));
        if (writes) {
            run(Job.COMMIT, program::commit);
        }
        run(Job.READER, program::reader);
        run(Job.SNAPSHOT, program::snapshot);
        run(Job.MAP, program::map);
        program.onOneView(writes);
        run(Job.MEMORY, program::memory);
        if (arguments.length > 4) {
            run(Job.LOCK_MUCH, () -> lockMuch(Path.of(arguments[4])));
        }
    }

    private void onOneView(boolean writes) throws IOException {
        try (FileMapping mapping = open(writes); View view = mapping.map()) {
            // Only now is the file the one below: opening it for writing has copied it up.
            ViewJobs jobs = new ViewJobs(view, file, seed);
            ask(DROP);
            int absent = jobs.resident();
            ask(HOLD);
            jobs.runAll(absent);
        }
    }

    private static void ask(String what) throws IOException {
        System.out.println(what);
        Finding.require(System.in.read() >= 0, "the lab has ended");
    }

    private FileMapping open(boolean writes) throws IOException {
        if (writes) {
            try {
                return FileMapping.open(file, Protection.READ_WRITE);
            } catch (IOException refused) {
                print(new Finding(Job.WRITE, State.REFUSED, sentence(refused)));
            }
        }
        return FileMapping.open(file, Protection.READ_ONLY);
    }

    static void run(Job job, Body body) {
        Finding finding;
        try {
            finding = body.run();
        } catch (WrongResult wrong) {
            finding = new Finding(job, State.WRONG, sentence(wrong));
        } catch (IOException | UnsupportedOperationException refused) {
            finding = new Finding(job, State.REFUSED, sentence(refused));
        } catch (RuntimeException | Error unexpected) {
            unexpected.printStackTrace();
            finding = new Finding(job, State.WRONG, "threw " + unexpected);
        }
        print(finding);
    }

    private static void print(Finding finding) {
        System.out.println(finding.line());
    }

    private static String sentence(Exception failure) {
        return String.valueOf(failure.getMessage());
    }

    private Finding commit() throws IOException {
        try (CommitMapping mapping = CommitMapping.open(file);
                View view = mapping.map()) {
            number = TestFile.number(view);
            Finding.require(
                    number >= acknowledged,
                    "commit " + acknowledged + " was acknowledged, and " + number
                            + " is what was left");
            TestFile.requireFixed(view, seed);
            long recovered = number;
            TestFile.setNumber(view, recovered + 1);
            mapping.commit();
            number = recovered + 1;
            TestFile.requireNumber(file, number);
            return Finding.works(
                    Job.COMMIT,
                    acknowledged < 0
                            ? "committed"
                            : "recovered commit " + recovered + " of " + acknowledged
                                    + " acknowledged");
        }
    }

    private Finding reader() throws IOException {
        try (CommitReader reader = CommitReader.open(file);
                View view = reader.map();
                CommitReader.ReadLock lock = reader.readLock()) {
            Objects.requireNonNull(lock);
            requireNumber(view);
            return Finding.works(Job.READER, "under a read lock");
        }
    }

    private Finding snapshot() throws IOException {
        try (CommitReader reader = CommitReader.open(file);
                Snapshot snapshot = reader.snapshot();
                View view = snapshot.map()) {
            requireNumber(view);
            return Finding.works(Job.SNAPSHOT, snapshot.isCloned() ? "cloned" : "copied");
        }
    }

    private void requireNumber(View view) throws IOException {
        long found = TestFile.number(view);
        Finding.require(found == number, "commit " + found + " is shown, not " + number);
        TestFile.requireFixed(view, seed);
    }

    private Finding map() throws IOException {
        try (FileMapping mapping = FileMapping.open(file, Protection.COPY_ON_WRITE);
                View view = mapping.map()) {
            view.guarded().setLong(TestFile.CHANGED, ~seed);
            Finding.require(
                    TestFile.read(file).getLong(TestFile.CHANGED) != ~seed,
                    "a change of a copy-on-write view is in the file");
            return Finding.works(Job.MAP, "mapped");
        }
    }

    private Finding memory() throws IOException {
        try (FileMapping mapping = FileMapping.memory(TestFile.PAGE);
                View view = mapping.map();
                View other = mapping.map()) {
            view.guarded().setLong(8, seed);
            Finding.require(
                    other.guarded().getLong(8) == seed, "another view has other bytes");
            return Finding.works(Job.MEMORY, "mapped twice");
        }
    }

    private static Finding lockMuch(Path large) throws IOException {
        try (FileMapping mapping = FileMapping.open(large, Protection.READ_ONLY);
                View view = mapping.map()) {
            view.lock();
            return Finding.works(Job.LOCK_MUCH, view.length() + " bytes");
        }
    }
}
