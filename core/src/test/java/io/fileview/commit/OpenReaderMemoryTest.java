package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.MappingException;
import io.fileview.View;
import io.fileview.commit.CommitReader.ReadLock;
import io.fileview.memory.Ability;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import io.fileview.testing.Background;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader has open: when it is closed, and what fails. */
class OpenReaderMemoryTest extends CommitReaderFixture {
    private static final long USERS = Long.MAX_VALUE - 255;
    private Intercepted intercepted;

    private CommitReader open() throws IOException {
        intercepted = new Intercepted(world.system.engine(), (target, method) -> {});
        return CommitReader.open(CommitWorld.FILE, intercepted.engine());
    }

    private void leaveJournal() throws IOException {
        unappliedCommit(2, 'b').abandon();
    }

    private static int shown(View view) throws IOException {
        return view.guarded().getByte(2 * PAGE);
    }

    /** Whether a call ends a read lock. */
    private static boolean releases(Call call) {
        return call.operation() == Operation.UNLOCK && call.offset() == STATE;
    }

    private void planOnce(Predicate<Call> which) {
        world.system.faults().plan(Faults.once(which, Fault.error(OsError.EIO)));
    }

    @Test
    void closingClosesEverythingOnce() throws IOException {
        CommitReader reader = open();
        reader.map().close();
        reader.map(PAGE, 1).close();
        reader.snapshot().close();
        assertThat(intercepted.notClosedOnce()).isNotEmpty();
        reader.close();
        assertThat(intercepted.notClosedOnce()).isEmpty();
        reader.close();
        assertThat(intercepted.notClosedOnce()).isEmpty();
    }

    /** "this method does not wait for that" */
    @Test
    void closingLeavesTheFilesToACallThatUsesThem() throws Exception {
        CommitReader reader = open();
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.OPEN_TEMPORARY) {
                                called.countDown();
                                return Fault.delay(goOn, Duration.ofSeconds(50));
                            }
                            return Fault.NONE;
                        });
        Background snapshot =
                Background.start(
                        () -> {
                            try (Snapshot taken = reader.snapshot(); View view = taken.map()) {
                                assertThat(CommitWorld.bytes(view))
                                        .isEqualTo(CommitWorld.initial(SIZE));
                            }
                        });
        called.await();
        reader.close();
        reader.close();
        assertThat(intercepted.notClosedOnce()).isNotEmpty()
                .allMatch(each -> each.endsWith("closed 0 times"));
        assertThatIllegalStateException().isThrownBy(reader::map);
        assertThat(intercepted.notClosedOnce()).isNotEmpty();
        goOn.countDown();
        snapshot.returns();
        assertThat(intercepted.notClosedOnce()).isEmpty();
    }

    @Test
    void aThreadWaitsNoLongerThanItWantsForAnotherThatLooksIntoTheJournal() throws Exception {
        leaveJournal();
        CommitReader reader = open();
        CountDownLatch looks = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        world.system.faults()
                .plan(
                        call -> {
                            if (of(Operation.READ, "journal").test(call) && looks.getCount() > 0) {
                                looks.countDown();
                                return Fault.delay(goOn, Duration.ofSeconds(50));
                            }
                            return Fault.NONE;
                        });
        Background other = Background.start(() -> reader.readLock().close());
        looks.await();
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> reader.readLock(Duration.ofMillis(10)));
        goOn.countDown();
        other.returns();
        reader.readLock(Duration.ofSeconds(50)).close();
        reader.close();
    }

    @Test
    void aClosedReaderSaysThatItIsClosed() throws IOException {
        CommitReader reader = open();
        reader.close();
        String message = "commit reader of " + CommitWorld.FILE + " is closed; open it again";
        assertThatIllegalStateException().isThrownBy(reader::map).withMessage(message);
        assertThatIllegalStateException().isThrownBy(() -> reader.map(0, 1)).withMessage(message);
        assertThatIllegalStateException().isThrownBy(reader::readLock).withMessage(message);
        assertThatIllegalStateException().isThrownBy(reader::snapshot).withMessage(message);
    }

    @Test
    void viewsShowTheFileWhenTheReaderIsClosedUnderAReadLock() throws IOException {
        leaveJournal();
        CommitReader reader = open();
        try (View view = reader.map()) {
            ReadLock lock = reader.readLock();
            assertThat(shown(view)).isEqualTo('b');
            reader.close();
            assertThat(shown(view)).isEqualTo('a');
            lock.close();
        }
        assertThat(intercepted.notClosedOnce()).isEmpty();
    }

    /** Another reader's lock is as good as before, and the thread may not commit. */
    @Test
    void aLockThatClosingHasReleasedIsNotReleasedAgain() throws IOException {
        try (CommitReader other = world.reader(); ReadLock held = other.readLock()) {
            assertThat(held).isNotNull();
            CommitReader reader = world.reader();
            ReadLock lock = reader.readLock();
            reader.close();
            lock.close();
            FileIdentity.Key file = world.system.engine()
                    .resolve(FileLocation.of(CommitWorld.FILE))
                    .directory()
                    .find("file")
                    .orElseThrow()
                    .key();
            assertThat(ReadLocks.areHeldOf(file)).isTrue();
        }
        assertThat(ReadLocks.areHeld()).isFalse();
    }

    @Test
    void whatCannotBeShownAgainIsClosedNevertheless() throws IOException {
        leaveJournal();
        CommitReader reader = open();
        try (View view = reader.map()) {
            ReadLock lock = reader.readLock();
            assertThat(shown(view)).isEqualTo('b');
            planOnce(call -> call.operation() == Operation.DISCARD);
            assertThatExceptionOfType(IOException.class).isThrownBy(reader::close);
            lock.close();
        }
        assertThat(intercepted.notClosedOnce()).isEmpty();
        world.system.faults().none();
        world.builder().lockTimeout(Duration.ZERO).open().close();
    }

    /** Whether or not the views could be made to show the file before. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatCannotBeUnlockedIsClosedNevertheless(boolean isDiscarded) throws IOException {
        world = new CommitWorld(SIZE, Options.DEFAULT.without(Ability.LASTING_LOCKS));
        leaveJournal();
        CommitReader reader = open();
        try (View view = reader.map()) {
            ReadLock lock = reader.readLock();
            assertThat(shown(view)).isEqualTo('b');
            int[] unlocked = new int[1];
            world.system.faults()
                    .plan(
                            call -> {
                                boolean isUnlock =
                                        call.operation() == Operation.UNLOCK
                                                && call.offset() == USERS;
                                unlocked[0] += isUnlock ? 1 : 0;
                                boolean isDiscard = call.operation() == Operation.DISCARD;
                                return isUnlock || (isDiscard && !isDiscarded)
                                        ? Fault.error(OsError.EIO)
                                        : Fault.NONE;
                            });
            assertThatExceptionOfType(IOException.class).isThrownBy(reader::close);
            assertThat(unlocked[0]).isEqualTo(1);
            lock.close();
        }
        assertThat(intercepted.notClosedOnce()).isEmpty();
        world.system.faults().none();
    }

    @Test
    void aSnapshotDuringWhichTheStateWasNotCertainlyHeldIsNotGiven() throws IOException {
        world = new CommitWorld(SIZE, Options.DEFAULT.namedTemporaries());
        CommitReader reader = open();
        planOnce(OpenReaderMemoryTest::releases);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(reader::snapshot)
                .withMessageContaining("UNLOCK failed");
        assertThat(world.system.others().list(CommitWorld.DIRECTORY)).containsExactly("file");
        reader.close();
        assertThat(intercepted.notClosedOnce()).isEmpty();
    }

    @Test
    void aSnapshotThatFailsSaysWhyAndReleasesItsLock() throws IOException {
        try (CommitReader reader = open()) {
            world.system.faults()
                    .plan(
                            call -> call.operation() == Operation.OPEN_TEMPORARY
                                    || releases(call)
                                            ? Fault.error(OsError.EIO)
                                            : Fault.NONE);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(reader::snapshot)
                    .withMessageContaining("OPEN_TEMPORARY failed")
                    .satisfies(
                            failure -> assertThat(List.of(failure.getSuppressed())).last()
                                    .asString()
                                    .contains("UNLOCK failed"));
            assertThat(ReadLocks.areHeld()).isFalse();
            world.system.faults()
                    .plan(Faults.each(Operation.OPEN_TEMPORARY, Fault.error(OsError.EIO)));
            assertThatExceptionOfType(IOException.class).isThrownBy(reader::snapshot);
            assertThat(ReadLocks.areHeld()).isFalse();
        }
    }

    /** Recovered by another writer, the file has later commits than those that the view keeps. */
    @Test
    void whatCouldNotBeDiscardedIsDiscardedBeforeTheNextReadLockIsGiven() throws IOException {
        leaveJournal();
        try (CommitReader reader = open(); View view = reader.map()) {
            ReadLock lock = reader.readLock();
            assertThat(shown(view)).isEqualTo('b');
            planOnce(call -> call.operation() == Operation.DISCARD);
            assertThatExceptionOfType(IOException.class).isThrownBy(lock::close);
            world.system.faults().none();
            try (CommitMapping commits = world.open(); View writes = commits.map()) {
                CommitWorld.fill(writes, 2L * PAGE, PAGE, 'c');
                commits.commit();
            }
            try (ReadLock next = reader.readLock()) {
                assertThat(next).isNotNull();
                assertThat(shown(view)).isEqualTo('c');
            }
        }
        assertThat(intercepted.notClosedOnce()).isEmpty();
    }

    @Test
    void aFileThatIsShorterThanItsLastCommitIsNotRead() throws IOException {
        leaveJournal();
        world.system.others().truncate(CommitWorld.FILE, SIZE - 1);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(this::open)
                .withMessage(
                        "%s: has %d bytes, but %d as of its last commit, which is in the journal;"
                                + " open it with CommitMapping to recover it",
                        CommitWorld.FILE, SIZE - 1, SIZE);
        assertThat(intercepted.notClosedOnce()).isEmpty();
    }

    /** The last call of a read lock fails, and so does taking back what it has shown. */
    @Test
    void aReadLockThatFailsTellsWhatElseFailed() throws IOException {
        leaveJournal();
        try (CommitReader reader = open(); View view = reader.map()) {
            world.system.faults().plan(call -> Fault.NONE);
            reader.readLock().close();
            long sizes = world.system.faults().log().stream()
                    .filter(call -> call.operation() == Operation.SIZE)
                    .count();
            long[] asked = new long[1];
            world.system.faults()
                    .plan(
                            call -> {
                                boolean fails =
                                        switch (call.operation()) {
                                            case SIZE -> ++asked[0] == sizes;
                                            case DISCARD -> asked[0] == sizes;
                                            default -> false;
                                        };
                                return fails ? Fault.error(OsError.EIO) : Fault.NONE;
                            });
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(reader::readLock)
                    .withMessageContaining("SIZE failed")
                    .satisfies(
                            failure -> assertThat(failure.getSuppressed()).singleElement()
                                    .asString()
                                    .contains("DISCARD failed"));
            assertThat(ReadLocks.areHeld()).isFalse();
            world.system.faults().none();
            try (ReadLock lock = reader.readLock(Duration.ZERO)) {
                assertThat(lock).isNotNull();
                assertThat(shown(view)).isEqualTo('b');
            }
        }
        assertThat(intercepted.notClosedOnce()).isEmpty();
    }
}
