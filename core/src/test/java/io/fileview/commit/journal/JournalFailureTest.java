package io.fileview.commit.journal;

import static io.fileview.commit.journal.JournalWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.DiskFullException;
import io.fileview.FlushFailedException;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A journal of which a write or flush fails. */
@Timeout(60)
class JournalFailureTest {
    private static final long LIMIT = 64 << 10;
    private static final int FIRST = 16 << 10; // a quarter of the limit
    private static final int RECORD = 2 * PAGE; // of one page

    private JournalWorld world;
    private Journal journal;

    @BeforeEach
    void makeJournal() throws IOException {
        world = new JournalWorld(64 * PAGE);
        journal = world.create(LIMIT);
    }

    @AfterEach
    void closeWorld() {
        journal.abandon();
        world.close();
    }

    private static Predicate<Call> ofJournal(Operation operation) {
        return call -> call.operation() == operation && call.isOf("journal");
    }

    private void commitPage(int page, int value) throws IOException {
        ByteRange range = world.change((long) page * PAGE, PAGE, value);
        journal.append(world.source(), List.of(range), world.state.length);
    }

    /** What a recovery would make of the file, after a power cut. */
    private byte[] afterCut(long seed) throws IOException {
        world.system.faults().none();
        world.system.cutPower(new Random(seed));
        world.open();
        world.recover(false);
        return world.bytes(JournalWorld.FILE);
    }

    /** The JVM has errors that it throws again and again; none can suppress itself. */
    @Test
    void anErrorThatComesAgainWhenARecordIsTakenBackIsThrownItself() {
        OutOfMemoryError memory = new OutOfMemoryError("again");
        world.system.faults()
                .plan(
                        call -> call.isOf("journal")
                                ? Fault.before(
                                        any -> {
                                            throw memory;
                                        })
                                : Fault.NONE);
        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> commitPage(1, 2))
                .isSameAs(memory);
        world.system.faults().none();
    }

    @Test
    void aJournalThatCannotBeMadeLeavesNothing() throws IOException {
        journal.remove(world.data());
        world.system.faults().plan(call -> Fault.NONE);
        world.create(LIMIT).remove(world.data());
        long calls = world.system.faults().count();
        int refused = 0;
        for (long at = 1; at < calls; at++) {
            world.system.faults().plan(Faults.at(at, Fault.error(OsError.EIO)));
            try {
                world.create(LIMIT).abandon();
                world.system.others().delete(JournalWorld.JOURNAL);
            } catch (IOException failure) {
                refused++;
                assertThat(world.system.others().exists(JournalWorld.JOURNAL)).isFalse();
            }
        }
        System.out.println(refused + " of " + calls + " calls refused a new journal");
        assertThat(refused).isGreaterThan(4);
        world.system.faults()
                .plan(call -> call.operation() == Operation.FLUSH
                        || call.operation() == Operation.REMOVE
                                ? Fault.error(OsError.EIO)
                                : Fault.NONE);
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(() -> world.create(LIMIT))
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
        world.system.faults().none();
        world.system.others().delete(JournalWorld.JOURNAL);
        journal = world.create(LIMIT);
    }

    @Test
    void aRecordThatFailedIsTakenBack() throws IOException {
        commitPage(1, 'b');
        byte[] good = world.state.clone();
        for (Operation operation : List.of(Operation.WRITE, Operation.FLUSH, Operation.DISK_WRITE,
                Operation.DISK_FLUSH)) {
            world.system.faults()
                    .plan(Faults.once(ofJournal(operation), Fault.error(OsError.EIO)));
            assertThatExceptionOfType(IOException.class).as("%s", operation)
                    .isThrownBy(() -> commitPage(2, 'x'));
            world.system.faults().none();
            assertThat(journal.isUndecided()).isFalse();
            assertThat(journal.isSound()).isTrue();
            assertThat(journal.isEmpty()).isFalse();
            System.arraycopy(good, 0, world.state, 0, good.length);
        }
        commitPage(4, 'c');
        assertThat(afterCut(4)).isEqualTo(world.state);
    }

    /** Zeros need room that a full disk does not have: a file that ends before the record needs none. */
    @Test
    void aRecordBehindTheFilledPartIsTakenBackByCuttingOff() throws IOException {
        commitPage(1, 'b');
        byte[] good = world.state.clone();
        long size = world.system.others().size(JournalWorld.JOURNAL);
        assertThat(size).isEqualTo(2 * PAGE + RECORD);
        world.system.faults()
                .plan(call -> ofJournal(Operation.FLUSH).test(call) && call.number() < 4
                        ? Fault.errorAfterwards(OsError.EIO)
                        : Fault.NONE);
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(() -> commitPage(2, 'x'));
        world.system.faults().none();
        assertThat(journal.isUndecided()).isFalse();
        assertThat(world.system.others().size(JournalWorld.JOURNAL)).isEqualTo(size);
        assertThat(afterCut(5)).isEqualTo(good);
    }

    @Test
    void aRecordInTheFilledPartIsTakenBackByZeros() throws IOException {
        world.system.faults()
                .plan(Faults.once(ofJournal(Operation.FLUSH), Fault.errorAfterwards(OsError.EIO)));
        byte[] before = world.state.clone();
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(() -> commitPage(2, 'x'));
        assertThat(journal.isUndecided()).isFalse();
        assertThat(world.system.others().size(JournalWorld.JOURNAL)).isEqualTo(FIRST);
        assertThat(Arrays.copyOfRange(world.bytes(JournalWorld.JOURNAL), 2 * PAGE, 3 * PAGE))
                .containsOnly(0);
        assertThat(afterCut(6)).isEqualTo(before);
    }

    @Test
    void c6WhatCannotBeTakenBackIsUndecidedAndNothingMayFollow() throws IOException {
        commitPage(1, 'b');
        world.system.faults()
                .plan(Faults.each(ofJournal(Operation.FLUSH), Fault.error(OsError.EIO)));
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(() -> commitPage(2, 'x'))
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
        world.system.faults().none();
        assertThat(journal.isUndecided()).isTrue();
        assertThat(journal.isSound()).isFalse();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> commitPage(2, 'x'))
                .withMessageContaining("emptied");
        journal.empty();
        assertThat(journal.isUndecided()).isFalse();
        assertThat(journal.isSound()).isTrue();
        assertThat(journal.isEmpty()).isTrue();
        commitPage(2, 'x');
    }

    /** Otherwise what is left of it would look like a commit whose header is lost. */
    @Test
    void c6TheNumberOfACommitThatFailedIsNotUsedAgain() throws IOException {
        byte[] before = world.state.clone();
        boolean[] flushed = new boolean[1];
        world.system.faults()
                .plan(
                        call -> {
                            if (ofJournal(Operation.FLUSH).test(call) && !flushed[0]) {
                                flushed[0] = true;
                                return Fault.errorAfterwards(OsError.EIO);
                            }
                            return flushed[0] && ofJournal(Operation.WRITE).test(call)
                                    ? Fault.error(OsError.EIO)
                                    : Fault.NONE;
                        });
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(() -> commitPage(2, 'x'));
        world.system.faults().none();
        assertThat(journal.isUndecided()).isTrue();
        journal.empty();
        journal.empty(); // No header has the salt of the commit that failed any more.
        byte[] emptied = world.bytes(JournalWorld.JOURNAL);
        world.system.cutPower(new Random(12));
        world.open();
        world.recover(false);
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(before);
        assertThat(Arrays.copyOfRange(emptied, 2 * PAGE, 2 * PAGE + RECORD))
                .as("the record is still there")
                .contains((byte) 'x');
    }

    @Test
    void commitsGoOnAfterOneThatCouldNotBeTakenBack() throws IOException {
        byte[] before = world.state.clone();
        world.system.faults()
                .plan(Faults.each(ofJournal(Operation.FLUSH), Fault.error(OsError.EIO)));
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(() -> commitPage(2, 'x'));
        world.system.faults().none();
        System.arraycopy(before, 0, world.state, 0, before.length);
        journal.empty();
        commitPage(3, 'c');
        commitPage(4, 'd');
        assertThat(afterCut(13)).isEqualTo(world.state);
    }

    @Test
    void anErrorThatIsNoIoExceptionTakesTheRecordBackToo() throws IOException {
        byte[] before = world.state.clone();
        CommitSource bad = new CommitSource() {
            @Override
            public long size() {
                return before.length;
            }

            @Override
            public void copyTo(long offset, java.lang.foreign.MemorySegment target) {
                throw new IllegalStateException("the test wants it");
            }

            @Override
            public void writeTo(io.fileview.spi.EngineFile data, ByteRange range) {
                throw new AssertionError();
            }
        };
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(
                        () -> journal.append(bad, List.of(new ByteRange(0, 1)), before.length));
        assertThat(journal.isSound()).isTrue();
        assertThat(afterCut(8)).isEqualTo(before);
    }

    @Test
    void c6AHeaderThatMayBeOnDiskAllTheSameMustBeWrittenAgain() throws IOException {
        commitPage(1, 'b');
        world.system.faults()
                .plan(Faults.once(ofJournal(Operation.FLUSH), Fault.errorAfterwards(OsError.EIO)));
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(journal::empty);
        assertThat(journal.isSound()).isFalse();
        assertThat(journal.isUndecided()).isFalse();
        assertThat(journal.isEmpty()).isFalse();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> commitPage(2, 'x'));
        journal.empty();
        assertThat(journal.isEmpty()).isTrue();
        System.arraycopy(world.bytes(JournalWorld.FILE), 0, world.state, 0, world.state.length);
        commitPage(2, 'c');
        assertThat(afterCut(9)).isEqualTo(world.state);
    }

    /** The file system is asked whether it would give back what is written after a failure. */
    @Test
    void c1AfterAFailureAFlushThatSucceedsIsNotBelievedBlindly() throws IOException {
        world.system.faults()
                .plan(Faults.once(ofJournal(Operation.FLUSH), Fault.error(OsError.EIO)));
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(() -> commitPage(1, 'x'));
        world.system.faults().plan(call -> Fault.NONE);
        commitPage(1, 'b');
        assertThat(world.system.faults().log())
                .extracting(Call::operation)
                .contains(Operation.NOT_ON_DISK);
    }

    @Test
    void beforeAnyFailureTheFileSystemIsNotAsked() throws IOException {
        world.system.faults().plan(call -> Fault.NONE);
        commitPage(1, 'b');
        assertThat(world.system.faults().log())
                .extracting(Call::operation)
                .doesNotContain(Operation.NOT_ON_DISK);
        assertThat(world.system.faults().log())
                .filteredOn(call -> call.operation() == Operation.FLUSH)
                .hasSize(1);
    }

    @Test
    void c1BlocksThatAreLostAfterTheirFirstWriteFailedAreReplaced() throws IOException {
        world.system.behaviour().losesFailedFirstWrites(true);
        commitPage(1, 'b'); // fills the first part
        world.system.faults()
                .plan(call -> ofJournal(Operation.DISK_WRITE).test(call) && call.number() < 6
                        ? Fault.error(OsError.EIO)
                        : Fault.NONE);
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(() -> commitPage(2, 'x'));
        world.system.faults().none();
        commitPage(2, 'c');
        commitPage(3, 'd');
        assertThat(afterCut(10)).isEqualTo(world.state);
    }

    /** The second commit is behind the filled part, which it extends. */
    @Test
    void c1ACommitIsNotReportedWhileItsBlocksAreLost() throws IOException {
        commitPage(0, 'b');
        loseAllBlocksAfterAFailure();
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(() -> commitPage(1, 'x'))
                .withMessageContaining("does not count the blocks as written")
                .satisfies(
                        failure -> {
                            assertThat(failure.offset()).isEqualTo(2 * PAGE + RECORD);
                            assertThat(failure.length()).isEqualTo(RECORD + FIRST);
                        });
    }

    @Test
    void c1AJournalIsNotReportedAsEmptyWhileItsHeaderIsLost() throws IOException {
        commitPage(0, 'b');
        loseAllBlocksAfterAFailure();
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(journal::empty)
                .satisfies(failure -> assertThat(failure.length()).isEqualTo(JournalHeader.SIZE));
        assertThat(journal.mayBeEmptyOnDisk()).isTrue();
        assertThat(journal.isSound()).isFalse();
    }

    private void loseAllBlocksAfterAFailure() {
        world.system.behaviour().losesFailedFirstWrites(true).knowsWhatIsOnDisk(false);
        world.system.faults()
                .plan(Faults.once(ofJournal(Operation.FLUSH), Fault.error(OsError.EIO)));
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(() -> commitPage(1, 'x'));
        world.system.faults().none();
        world.system.behaviour().givesFreshBlocks(false);
    }

    @Test
    void aFullDiskLeavesTheCommitsBefore() throws IOException {
        commitPage(1, 'b');
        byte[] good = world.state.clone();
        world.system.behaviour().spaceLimit(world.system.usedSpace());
        assertThatExceptionOfType(DiskFullException.class).isThrownBy(() -> commitPage(2, 'x'));
        assertThat(journal.isSound()).isTrue();
        assertThat(afterCut(11)).isEqualTo(good);
    }

    @Test
    void everyCallThatFailsWhileOneCommitsLeavesACommitOrNone() throws IOException {
        int combinations = 0;
        for (Fault fault : List.of(Fault.error(OsError.EIO), Fault.errorAfterwards(OsError.EIO),
                Fault.errorHalfway(OsError.ENOSPC))) {
            for (int at = 0; at < 40; at++) {
                JournalWorld each = new JournalWorld(16 * PAGE);
                Journal written = each.create(LIMIT);
                byte[] before = each.state.clone();
                each.system.faults().plan(Faults.at(at, fault));
                boolean done = false;
                try {
                    written.append(
                            each.source(), List.of(each.change(0, 3 * PAGE, 'z')),
                            each.state.length);
                    done = true;
                } catch (IOException failure) {
                    done = false;
                }
                boolean reached = each.system.faults().count() > at;
                boolean undecided = written.isUndecided();
                each.system.faults().none();
                each.system.cutPower(new Random(at));
                each.open();
                each.recover(false);
                byte[] found = each.bytes(JournalWorld.FILE);
                if (done) {
                    assertThat(found).as("commit, call %d", at).isEqualTo(each.state);
                } else if (undecided) {
                    assertThat(List.of(before, each.state))
                            .as("undecided, call %d", at)
                            .anyMatch(state -> Arrays.equals(state, found));
                } else {
                    assertThat(found).as("taken back, call %d", at).isEqualTo(before);
                }
                each.close();
                combinations++;
                if (!reached) {
                    break;
                }
            }
        }
        System.out.println(combinations + " commits with a fault, then a power cut");
    }

    /** A page that has no block yet, and the first write of which fails. */
    @Test
    void c5LostBlocksOfTheFileAreReplacedWhenItIsWrittenAgain() throws IOException {
        world.system.behaviour().losesFailedFirstWrites(true);
        world.system.others().truncate(JournalWorld.FILE, 100L * PAGE); // a hole
        world.state = Arrays.copyOf(world.state, 100 * PAGE);
        commitPage(90, 'b');
        journal.applyTo(world.data());
        world.system.faults().plan(Faults.once(Operation.DISK_WRITE, Fault.error(OsError.EIO)));
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(() -> world.data().flush());
        world.system.faults().none();
        journal.applyDurablyTo(world.data());
        assertThat(world.system.disk().readDurable(JournalWorld.FILE)[90 * PAGE])
                .isEqualTo((byte) 'b');
    }

    @Test
    void afterAFailureTheJournalIsFilledAheadAsBefore() throws IOException {
        world.system.faults()
                .plan(Faults.once(ofJournal(Operation.FLUSH), Fault.error(OsError.EIO)));
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(() -> commitPage(1, 'x'));
        world.system.faults().none();
        commitPage(1, 'b');
        commitPage(2, 'c');
        assertThat(world.system.others().size(JournalWorld.JOURNAL)).isEqualTo(40 << 10);
    }
}
