package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.View;
import io.fileview.commit.CommitFailedException.Outcome;
import io.fileview.commit.CommitReader.ReadLock;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Single calls of a commit mapping or reader, all of whose calls of the engine may fail. */
final class CommitErrnoPhases {
    private static final int SIZE = 5 * PAGE + 7;
    private static final Duration LIMIT = Duration.ofMillis(20);

    private CommitErrnoPhases() {}

    /** Creates a phase with everything prepared that is to go well. */
    interface Maker {
        Phase make(Options options) throws IOException;
    }

    /** A phase, and its name. */
    record Named(String name, Maker maker) {}

    static List<Named> all() {
        return List.of(
                new Named("open and recover", OpenPhase::new),
                new Named("commit", options -> new CommitPhase(options, false)),
                new Named("commit again", options -> new CommitPhase(options, true)),
                new Named("checkpoint", options -> new DurablePhase(options, false)),
                new Named("close", options -> new DurablePhase(options, true)),
                new Named("repair", options -> new RepairPhase(options, false)),
                new Named("repair with fresh blocks", options -> new RepairPhase(options, true)),
                new Named("read beside a writer", options -> new ReadPhase(options, true, false)),
                new Named(
                        "read what a writer cannot write",
                        options -> new ReadPhase(options, true, true)),
                new Named(
                        "read what a dead writer left",
                        options -> new ReadPhase(options, false, true)));
    }

    /** One phase, which runs once. */
    abstract static class Phase {
        final CommitWorld world;

        /** The states that the file may have after a crash; the first one is the last promised. */
        List<byte[]> promised;

        CommitMapping commits;
        boolean failed;

        Phase(Options options) throws IOException {
            world = new CommitWorld(SIZE, options);
            promised = List.of(world.file());
        }

        /** Makes the calls that may fail, and notes in {@link #promised} what they promise. */
        abstract void run() throws IOException;

        /** Checks what the calls that succeeded have promised, before anybody recovers the file. */
        void checkDisk() throws IOException {}

        final CommitMapping open() throws IOException {
            return world.builder().lockTimeout(LIMIT).open();
        }

        /** The file with a value in each of some pages. */
        final byte[] state(int value, int... pages) {
            byte[] state = promised.getFirst().clone();
            for (int page : pages) {
                Arrays.fill(state, page * PAGE, (page + 1) * PAGE, (byte) value);
            }
            return state;
        }

        final void change(int value, int... pages) throws IOException {
            try (View view = commits.map()) {
                for (int page : pages) {
                    CommitWorld.fill(view, (long) page * PAGE, PAGE, value);
                }
            }
        }

        final void commit(int value, int... pages) throws IOException {
            change(value, pages);
            commits.commit();
            promised = List.of(state(value, pages));
        }

        /** A durable commit of which only one page is in the file. */
        final void commitByHalf(int value, int... pages) throws IOException {
            change(value, pages);
            int[] writes = new int[1];
            world.system.faults()
                    .plan(
                            call -> call.operation() == Operation.WRITE && call.isOf("/file")
                                    && ++writes[0] > 1
                                            ? Fault.error(OsError.EIO)
                                            : Fault.NONE);
            try {
                commits.commit();
                throw new AssertionError("the commit was to fail");
            } catch (CommitFailedException wanted) {
                assertThat(wanted.outcome()).isEqualTo(Outcome.COMMITTED_NOT_APPLIED);
            }
            world.system.faults().none();
            promised = List.of(state(value, pages));
        }

        /** What is on the disk, without a recovery. */
        final byte[] durable() throws IOException {
            return world.system.disk().readDurable(CommitWorld.FILE);
        }

        final boolean isPromised(byte[] found) {
            return promised.stream().anyMatch(state -> Arrays.equals(state, found));
        }

        /** Cuts the power, recovers the file, and checks that it is as promised. */
        final void end(Random random, String what) throws IOException {
            checkDisk();
            world.system.cutPower(random);
            if (commits != null) {
                commits.abandon();
            }
            try (CommitReader reader = world.reader();
                    View view = reader.map();
                    ReadLock lock = reader.readLock()) {
                assertThat(lock).isNotNull();
                assertThat(isPromised(CommitWorld.bytes(view))).as("read after %s", what).isTrue();
            }
            world.open().close();
            assertThat(isPromised(world.file())).as("recovered after %s", what).isTrue();
            assertThat(world.system.others().list(CommitWorld.DIRECTORY)).as(what)
                    .containsExactly("file");
            assertThat(world.system.administrator().attribute(CommitWorld.FILE)).as(what).isEmpty();
        }
    }

    private static final class OpenPhase extends Phase {
        OpenPhase(Options options) throws IOException {
            super(options);
            commits = open();
            commit('b', 1);
            commitByHalf('c', 0, 2, 4);
            commits.abandon();
            commits = null;
        }

        @Override
        void run() throws IOException {
            try {
                commits = open();
            } catch (IOException refused) {
                failed = true;
                return;
            }
            // Whoever opens it sees all that was promised, and it is in the file by now.
            assertThat(isPromised(durable())).as("durable once opened").isTrue();
            try (View view = commits.map()) {
                byte[] seen = CommitWorld.bytes(view);
                assertThat(isPromised(seen)).as("seen once opened").isTrue();
            } catch (IOException refused) {
                failed = true;
            }
        }
    }

    private static final class CommitPhase extends Phase {
        private final boolean again;

        CommitPhase(Options options, boolean again) throws IOException {
            super(options);
            this.again = again;
            commits = open();
            commit('b', 1);
            if (again) {
                commitByHalf('c', 0, 2);
            }
            change('d', 2, 3, 4);
        }

        @Override
        void run() {
            byte[] before = promised.getFirst();
            byte[] after = state('d', 2, 3, 4);
            try {
                commits.commit();
                promised = List.of(after);
            } catch (CommitFailedException failure) {
                failed = true;
                promised =
                        switch (failure.outcome()) {
                            case NOT_COMMITTED -> List.of(before);
                            case COMMITTED_NOT_APPLIED, COMMITTED_WITHOUT_NAME -> List.of(after);
                            case UNKNOWN -> List.of(before, after);
                        };
            } catch (IOException nothingDone) {
                failed = true;
            }
            assertThat(again || promised.size() < 3).isTrue();
        }

        @Override
        void checkDisk() throws IOException {
            if (!failed) {
                assertThat(isPromised(world.file())).as("in the file once committed").isTrue();
            }
        }
    }

    /** What is in the file itself once a checkpoint, or the closing, has succeeded. */
    private static class DurablePhase extends Phase {
        private final boolean closes;

        DurablePhase(Options options, boolean closes) throws IOException {
            super(options);
            this.closes = closes;
            commits = open();
            commit('b', 1, 2);
            commit('c', 2, 4);
        }

        @Override
        void run() {
            try {
                if (closes) {
                    commits.close();
                } else {
                    commits.checkpoint();
                }
            } catch (IOException | UncheckedIOException failure) {
                failed = true;
            }
        }

        @Override
        void checkDisk() throws IOException {
            if (!failed) {
                assertThat(isPromised(durable())).as("durable in the file itself").isTrue();
                // One that could not be removed is left empty.
                assertThat(
                        world.journalIsThere()
                                && world.system.others().size(CommitWorld.JOURNAL) > 0)
                        .isEqualTo(!closes);
                assertThat(attribute().isPresent()).isEqualTo(!closes);
            }
        }

        private Optional<byte[]> attribute() throws IOException {
            return world.system.administrator().attribute(CommitWorld.FILE);
        }
    }

    /** A checkpoint after one that failed, because the disk did not take a page. */
    private static final class RepairPhase extends DurablePhase {
        RepairPhase(Options options, boolean loses) throws IOException {
            super(options, false);
            world.system.behaviour().losesFailedFirstWrites(loses);
            world.system.faults()
                    .plan(Faults.each(Operation.DISK_WRITE, Fault.error(OsError.EIO)));
            run();
            assertThat(failed).isTrue();
            failed = false;
            world.system.faults().none();
        }
    }

    private static final class ReadPhase extends Phase {
        ReadPhase(Options options, boolean lives, boolean lacks) throws IOException {
            super(options);
            commits = open();
            commit('b', 1);
            if (lacks) {
                commitByHalf('c', 0, 2, 4);
            }
            if (!lives) {
                commits.abandon();
                commits = null;
            }
        }

        @Override
        void run() throws IOException {
            byte[] before = world.file();
            CommitReader reader;
            try {
                reader = world.reader();
            } catch (IOException refused) {
                failed = true;
                assertThat(world.file()).isEqualTo(before);
                return;
            }
            try (View view = reader.map();
                    ReadLock lock = reader.readLock(LIMIT);
                    Snapshot snapshot = reader.snapshot();
                    View then = snapshot.map()) {
                assertThat(lock).isNotNull();
                assertThat(isPromised(CommitWorld.bytes(view))).as("under a read lock").isTrue();
                assertThat(isPromised(CommitWorld.bytes(then))).as("in a snapshot").isTrue();
            } catch (IOException | UncheckedIOException refused) {
                failed = true;
            }
            try {
                reader.close();
            } catch (IOException notReleased) {
                failed = true;
            }
            assertThat(world.file()).as("readers write nothing").isEqualTo(before);
        }
    }
}
