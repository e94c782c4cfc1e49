package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.BeyondEndException;
import io.fileview.ByteRange;
import io.fileview.DiskFullException;
import io.fileview.FileMapping;
import io.fileview.FlushFailedException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.ViewsMappedException;
import io.fileview.live.Counters;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Mode;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import io.fileview.spi.MappedRange;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Commit mappings of files in memory, with segments and without. */
class CommitMappingMemoryTest {
    @Nested
    class WithSegments extends Calls {
        WithSegments() {
            super(Options.DEFAULT);
        }
    }

    @Nested
    class InSoftware extends Calls {
        InSoftware() {
            super(Options.DEFAULT.mode(Mode.SOFTWARE));
        }
    }

    /** What is promised of each call. */
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    abstract static class Calls {
        private static final int SIZE = 6 * PAGE + 77;

        private final Options options;
        private CommitWorld world;
        private CommitMapping commits;

        Calls(Options options) {
            this.options = options;
        }

        @BeforeEach
        void open() throws IOException {
            world = new CommitWorld(SIZE, options);
            commits = world.open();
        }

        @AfterEach
        void close() throws IOException {
            world.system.faults().none();
            commits.abandon();
        }

        private static Predicate<Call> of(Operation operation, String ending) {
            return call -> call.operation() == operation && call.isOf(ending);
        }

        @Test
        void itNamesItsFileAndItsSize() {
            assertThat(commits.size()).isEqualTo(SIZE);
            assertThat(commits.path()).isEqualTo(CommitWorld.FILE);
            assertThat(commits.toString())
                    .isEqualTo("commit mapping of " + CommitWorld.FILE + ", " + SIZE + " bytes");
        }

        @Test
        void viewsShareChangesAndKeepThemWhenTheyAreClosed() throws IOException {
            try (View first = commits.map(PAGE, PAGE); View second = commits.map(PAGE + 100, 50)) {
                assertThat(first.protection()).isEqualTo(Protection.COPY_ON_WRITE);
                first.guarded().setByte(120, (byte) 'z');
                assertThat(second.guarded().getByte(20)).isEqualTo((byte) 'z');
            }
            assertThat(commits.changed()).containsExactly(new ByteRange(PAGE, PAGE));
            assertThat(world.file()).doesNotContain('z');
            commits.commit();
            assertThat(world.file()[PAGE + 120]).isEqualTo((byte) 'z');
            assertThat(commits.changed()).isEmpty();
        }

        @Test
        void viewsLieWithinTheFile() {
            assertThatExceptionOfType(BeyondEndException.class)
                    .isThrownBy(() -> commits.map(SIZE - 10, 11));
            assertThatIllegalArgumentException().isThrownBy(() -> commits.map(-1, 10));
            assertThatIllegalArgumentException().isThrownBy(() -> commits.map(0, -1));
        }

        @Test
        void theLastPageIsCommittedUpToTheEndOfTheFile() throws IOException {
            try (View view = commits.map()) {
                view.guarded().setByte(SIZE - 1, (byte) 'q');
                assertThat(commits.changed()).containsExactly(new ByteRange(6 * PAGE, 77));
                commits.commit();
            }
            assertThat(world.file()).hasSize(SIZE).endsWith('q');
        }

        @Test
        void rollingBackShowsTheCommittedState() throws IOException {
            try (View view = commits.map()) {
                CommitWorld.fill(view, 0, SIZE, 'x');
                commits.rollback();
                assertThat(CommitWorld.bytes(view)).isEqualTo(CommitWorld.initial(SIZE));
                assertThat(commits.changed()).isEmpty();
                view.guarded().setByte(1, (byte) 'y');
                commits.commit();
                view.guarded().setByte(2, (byte) 'x');
                commits.rollback();
                assertThat(view.guarded().getByte(1)).isEqualTo((byte) 'y');
                assertThat(view.guarded().getByte(2)).isEqualTo((byte) 'a');
            }
        }

        @Test
        void whatCannotBeForgottenIsKeptAndCommittedAgain() throws IOException {
            try (View view = commits.map()) {
                view.guarded().setByte(1, (byte) 'y');
                world.system.faults()
                        .plan(Faults.each(Operation.DISCARD, Fault.error(OsError.EIO)));
                commits.commit();
                assertThat(world.file()[1]).isEqualTo((byte) 'y');
                assertThatExceptionOfType(IOException.class).isThrownBy(
                        () -> {
                            view.guarded().setByte(5000, (byte) 'y');
                            commits.rollback();
                        });
                world.system.faults().none();
                commits.commit();
                assertThat(world.file()[5000]).isEqualTo((byte) 'y');
            }
        }

        @Test
        void changesThatCannotBeFoundAreNotCommitted() throws IOException {
            try (View view = commits.map()) {
                view.guarded().setByte(1, (byte) 'y');
                world.system.faults()
                        .plan(Faults.once(Operation.CHANGED, Fault.error(OsError.EIO)));
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(commits::commit)
                        .isNotInstanceOf(CommitFailedException.class);
                assertThat(world.file()).isEqualTo(CommitWorld.initial(SIZE));
                commits.commit();
                assertThat(world.file()[1]).isEqualTo((byte) 'y');
            }
        }

        @Test
        void growingAddsZerosDurably() throws IOException {
            try (View view = commits.map()) {
                view.guarded().setByte(1, (byte) 'y');
            }
            world.system.faults().plan(call -> Fault.NONE);
            commits.grow(SIZE + 10_000);
            assertThat(world.system.faults().log())
                    .filteredOn(call -> call.operation() == Operation.REMAP)
                    .singleElement()
                    .satisfies(call -> assertThat(call.length()).isEqualTo(SIZE + 10_000));
            assertThat(commits.size()).isEqualTo(SIZE + 10_000);
            byte[] durable = world.system.disk().readDurable(CommitWorld.FILE);
            assertThat(durable)
                    .isEqualTo(Arrays.copyOf(CommitWorld.initial(SIZE), SIZE + 10_000));
            try (View view = commits.map()) {
                assertThat(view.length()).isEqualTo(SIZE + 10_000);
                assertThat(view.guarded().getByte(1)).isEqualTo((byte) 'y'); // kept
            }
            commits.commit();
            assertThat(world.file()[1]).isEqualTo((byte) 'y');
            assertThat(world.system.usedSpace()).isGreaterThan(SIZE + 10_000); // no hole
        }

        @Test
        void growingAgainMakesTheSizeDurableWhoseFlushFailed() throws IOException {
            world.system.faults()
                    .plan(Faults.once(Operation.DISK_FLUSH, Fault.error(OsError.ENOSPC)));
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(() -> commits.grow(SIZE + 10_000));
            assertThat(world.system.disk().readDurable(CommitWorld.FILE)).hasSize(SIZE);
            commits.grow(SIZE + 10_000);
            assertThat(world.system.disk().readDurable(CommitWorld.FILE)).hasSize(SIZE + 10_000);
        }

        @Test
        void growingToTheSizeDoesNothingAndToLessIsRefused() throws IOException {
            world.system.faults().plan(call -> Fault.NONE);
            commits.grow(SIZE);
            assertThat(world.system.faults().log())
                    .extracting(Call::operation)
                    .doesNotContain(Operation.EXTEND, Operation.REMAP, Operation.FLUSH);
            assertThatIllegalArgumentException().isThrownBy(() -> commits.grow(SIZE - 1));
            assertThat(commits.size()).isEqualTo(SIZE);
        }

        @Test
        void growingIsRefusedWhileViewsAreMapped() throws IOException {
            try (View view = commits.map(0, 10)) {
                assertThatExceptionOfType(ViewsMappedException.class)
                        .isThrownBy(() -> commits.grow(SIZE + 1))
                        .withMessageContainingAll("cannot grow to " + (SIZE + 1), view.toString())
                        .satisfies(
                                e -> assertThat(e.file()).isEqualTo(CommitWorld.FILE.toString()));
            }
            commits.grow(SIZE + 1);
        }

        @Test
        void aFullDiskKeepsTheSize() throws IOException {
            world.system.behaviour().spaceLimit(world.system.usedSpace());
            assertThatExceptionOfType(DiskFullException.class)
                    .isThrownBy(() -> commits.grow(SIZE + 100_000));
            assertThat(commits.size()).isEqualTo(SIZE);
            assertThat(world.file()).hasSize(SIZE);
        }

        @Test
        void aNewSizeThatIsNotDurableIsToldAndTheNextCommitMakesItSo() throws IOException {
            world.system.faults()
                    .plan(Faults.once(of(Operation.FLUSH, "/file"), Fault.error(OsError.EIO)));
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(() -> commits.grow(SIZE + 1));
            assertThat(commits.size()).isEqualTo(SIZE + 1);
            try (View view = commits.map()) {
                view.guarded().setByte(0, (byte) 'n');
                commits.commit();
            }
            world.system.cutPower(new Random(1));
            commits.abandon();
            commits = world.open();
            assertThat(commits.size()).isEqualTo(SIZE + 1);
        }

        @Test
        void aSnapshotKeepsTheCommittedState() throws IOException {
            try (View view = commits.map()) {
                view.guarded().setByte(1, (byte) 'y');
                commits.commit();
                view.guarded().setByte(2, (byte) 'n');
                try (Snapshot snapshot = commits.snapshot();
                        View of = snapshot.map();
                        View part = snapshot.map(1, 2)) {
                    assertThat(snapshot.isCloned()).isTrue();
                    assertThat(snapshot.size()).isEqualTo(SIZE);
                    commits.commit();
                    assertThat(of.guarded().getByte(2)).isEqualTo((byte) 'a');
                    assertThat(of.guarded().getByte(1)).isEqualTo((byte) 'y');
                    assertThat(part.length()).isEqualTo(2);
                    assertThat(part.guarded().getByte(0)).isEqualTo((byte) 'y');
                    assertThat(of.protection()).isEqualTo(Protection.READ_ONLY);
                }
            }
        }

        @Test
        void aSnapshotCompletesACommitFirst() throws IOException {
            try (View view = commits.map()) {
                view.guarded().setByte(1, (byte) 'y');
                world.system.faults()
                        .plan(Faults.once(of(Operation.WRITE, "/file"), Fault.error(OsError.EIO)));
                assertThatExceptionOfType(CommitFailedException.class)
                        .isThrownBy(commits::commit);
                try (Snapshot snapshot = commits.snapshot(); View of = snapshot.map()) {
                    assertThat(of.guarded().getByte(1)).isEqualTo((byte) 'y');
                }
            }
        }

        @Test
        void afterClosingNothingCanBeDoneAndNothingIsLeft() throws IOException {
            View view = commits.map();
            long mappings = Counters.LIVE_MAPPINGS.get();
            commits.close();
            commits.close();
            assertThat(view.isMapped()).isFalse();
            assertThat(Counters.LIVE_MAPPINGS.get()).isLessThan(mappings);
            assertThat(world.system.others().list(CommitWorld.DIRECTORY)).containsExactly("file");
            assertThatIllegalStateException().isThrownBy(commits::commit)
                    .withMessageContaining("is closed; open it again");
            assertThatIllegalStateException().isThrownBy(commits::map);
            assertThatIllegalStateException().isThrownBy(() -> commits.map(0, 1));
            assertThatIllegalStateException().isThrownBy(commits::changed);
            assertThatIllegalStateException().isThrownBy(commits::rollback);
            assertThatIllegalStateException().isThrownBy(commits::checkpoint);
            assertThatIllegalStateException().isThrownBy(commits::snapshot);
            assertThatIllegalStateException().isThrownBy(() -> commits.grow(SIZE + 1));
            try (FileMapping mapping =
                    FileMapping.builder(CommitWorld.FILE)
                            .engine(world.system.engine())
                            .protection(Protection.READ_WRITE)
                            .open()) {
                mapping.truncate(10); // Nothing holds the file any more.
            }
        }

        @Test
        void closingDropsWhatWasNotCommitted() throws IOException {
            commits.map().guarded().setByte(1, (byte) 'y');
            commits.close();
            assertThat(world.file()).isEqualTo(CommitWorld.initial(SIZE));
        }

        @Test
        void theFileIsNotTruncatedThroughAMappingMeanwhile() throws IOException {
            try (FileMapping mapping =
                    FileMapping.builder(CommitWorld.FILE)
                            .engine(world.system.engine())
                            .protection(Protection.READ_WRITE)
                            .open()) {
                assertThatExceptionOfType(ViewsMappedException.class)
                        .isThrownBy(() -> mapping.truncate(10))
                        .withMessageContaining("commit mapping of " + CommitWorld.FILE)
                        .withMessageContaining("length " + SIZE + "]");
                commits.grow(SIZE + 5);
                assertThatExceptionOfType(ViewsMappedException.class)
                        .isThrownBy(() -> mapping.truncate(10))
                        .withMessageContaining("length " + (SIZE + 5) + "]");
                commits.close();
                mapping.truncate(10);
            }
        }

        @Test
        void anUnmapThatFailsClosesAllTheSame() throws IOException {
            world.system.faults().plan(Faults.once(Operation.UNMAP, Fault.error(OsError.EIO)));
            assertThatExceptionOfType(IOException.class).isThrownBy(commits::close);
            assertThat(world.system.others().list(CommitWorld.DIRECTORY)).containsExactly("file");
            commits.close();
        }

        @Test
        void evenLongRangesAreWrittenWhole() throws IOException {
            int big = (2 << 20) + 100;
            CommitWorld large = new CommitWorld(big, options);
            try (CommitMapping mapping =
                    CommitMapping.builder(CommitWorld.FILE).engine(large.system.engine()).open();
                    View view = mapping.map()) {
                byte[] bytes = new byte[big];
                new Random(3).nextBytes(bytes);
                view.guarded().copyFrom(0, MemorySegment.ofArray(bytes), 0, big);
                mapping.commit();
                assertThat(Arrays.equals(large.file(), bytes)).isTrue();
            }
        }
    }

    /** A program that uses a segment while the mapping is to be closed. */
    @Test
    void aSegmentInUseKeepsTheMappingOpen() throws IOException {
        CommitWorld world = new CommitWorld(PAGE);
        boolean[] inUse = {true};
        Intercepted engine =
                new Intercepted(
                        world.system.engine(),
                        (target, call) -> {
                            if (target instanceof MappedRange && call.equals("unmap") && inUse[0]) {
                                throw new IllegalStateException("in use");
                            }
                        });
        CommitMapping commits =
                CommitMapping.builder(CommitWorld.FILE).engine(engine.engine()).open();
        assertThatIllegalStateException().isThrownBy(commits::close).withMessage("in use");
        try (View view = commits.map()) {
            view.guarded().setByte(0, (byte) 'z');
            commits.commit();
        }
        inUse[0] = false;
        commits.close();
        assertThat(world.system.others().list(CommitWorld.DIRECTORY)).containsExactly("file");
        assertThat(world.file()[0]).isEqualTo((byte) 'z');
        assertThat(engine.notClosedOnce()).isEmpty();
    }
}
