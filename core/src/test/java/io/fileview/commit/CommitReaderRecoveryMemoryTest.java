package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.commit.CommitReader.ReadLock;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Readers read what the journal of a dead writer holds, and write nothing. */
class CommitReaderRecoveryMemoryTest extends CommitReaderFixture {
    private void leaveJournal() throws IOException {
        unappliedCommit(2, 'b').abandon();
    }

    /** The number of calls that change a file or a directory. */
    private long changes() {
        return world.system.faults().log().stream()
                .filter(
                        call -> switch (call.operation()) {
                            case WRITE, TRUNCATE, EXTEND, REMOVE, RENAME, FLUSH -> true;
                            default -> false;
                        })
                .count();
    }

    @Test
    void aReaderThatIsOpenedShowsTheLastCommitAndChangesNothing() throws IOException {
        leaveJournal();
        byte[] journal = world.system.others().read(CommitWorld.JOURNAL);
        world.system.faults().plan(call -> Fault.NONE);
        try (CommitReader reader = world.reader();
                View whole = reader.map();
                ReadLock lock = reader.readLock();
                View part = reader.map(2 * PAGE + 5, PAGE)) {
            assertThat(lock).isNotNull();
            assertThat(whole.guarded().getByte(2 * PAGE)).isEqualTo((byte) 'b');
            assertThat(part.guarded().getByte(0)).isEqualTo((byte) 'b');
            assertThat(part.guarded().getByte(PAGE - 1)).isEqualTo((byte) 'a');
        }
        assertThat(changes()).isZero();
        assertThat(world.file()).isEqualTo(CommitWorld.initial(SIZE));
        assertThat(world.system.others().read(CommitWorld.JOURNAL)).isEqualTo(journal);
    }

    @Test
    void viewsShowTheLastCommitFromTheNextReadLockOn() throws IOException {
        try (CommitReader reader = world.reader(); View view = reader.map()) {
            leaveJournal();
            assertThat(view.guarded().getByte(2 * PAGE)).isEqualTo((byte) 'a');
            try (ReadLock lock = reader.readLock()) {
                assertThat(lock).isNotNull();
                assertThat(view.guarded().getByte(2 * PAGE)).isEqualTo((byte) 'b');
            }
            try (CommitMapping commits = world.open(); View writes = commits.map()) {
                CommitWorld.fill(writes, 2L * PAGE, PAGE, 'c');
                commits.commit();
                assertThat(view.guarded().getByte(2 * PAGE)).isEqualTo((byte) 'c');
            }
        }
    }

    @Test
    void viewsOfAReaderCannotBeWritten() throws IOException {
        leaveJournal();
        try (CommitReader reader = world.reader(); View view = reader.map()) {
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(() -> view.guarded().setByte(0, (byte) 'x'));
            if (view.protection() == Protection.READ_ONLY && hasSegment(view)) {
                assertThat(view.segment().isReadOnly()).isTrue();
            }
        }
    }

    private static boolean hasSegment(View view) {
        try {
            return view.segment().byteSize() > 0;
        } catch (UnsupportedOperationException software) {
            return false;
        }
    }

    /** ext4 that has become read-only: nobody can write, everybody can read. */
    @Test
    void aWriterThatCannotWriteTakesNobodysReadingAway() throws IOException {
        try (CommitReader reader = world.reader(); View view = reader.map()) {
            CommitMapping commits = unappliedCommit(2, 'b');
            world.system.faults()
                    .plan(
                            call -> switch (call.operation()) {
                                case WRITE, TRUNCATE, EXTEND, REMOVE, RENAME, FLUSH, RESERVE ->
                                    Fault.error(OsError.EROFS);
                                default -> Fault.NONE;
                            });
            assertThatExceptionOfType(CommitFailedException.class).isThrownBy(
                    () -> {
                        try (View writes = commits.map()) {
                            CommitWorld.fill(writes, 0, PAGE, 'd');
                            commits.commit();
                        }
                    });
            try (ReadLock lock = reader.readLock(Duration.ofSeconds(5))) {
                assertThat(lock).isNotNull();
                assertThat(view.guarded().getByte(2 * PAGE)).isEqualTo((byte) 'b');
                assertThat(view.guarded().getByte(0)).isEqualTo((byte) 'a');
            }
            assertThatExceptionOfType(IOException.class).isThrownBy(commits::close);
            try (ReadLock lock = reader.readLock(Duration.ofSeconds(5));
                    CommitReader late = world.reader();
                    View seen = late.map();
                    ReadLock lateLock = late.readLock(Duration.ZERO)) {
                assertThat(lock).isNotNull();
                assertThat(lateLock).isNotNull();
                assertThat(seen.guarded().getByte(2 * PAGE)).isEqualTo((byte) 'b');
            }
        }
    }

    @Test
    void aSnapshotHasTheCommitsThatOnlyTheJournalHolds() throws IOException {
        leaveJournal();
        try (CommitReader reader = world.reader();
                Snapshot snapshot = reader.snapshot();
                View then = snapshot.map()) {
            assertThat(then.guarded().getByte(2 * PAGE)).isEqualTo((byte) 'b');
            assertThat(then.guarded().getByte(PAGE)).isEqualTo((byte) 'a');
        }
        assertThat(world.file()).isEqualTo(CommitWorld.initial(SIZE));
    }

    @Test
    void aJournalOfAWriterThatLivesIsNotRead() throws IOException {
        try (CommitMapping commits = world.open(); CommitReader reader = world.reader()) {
            world.system.faults().plan(call -> Fault.NONE);
            reader.readLock().close();
            assertThat(world.system.faults().log())
                    .noneMatch(of(Operation.OPEN_ENTRY, "journal"));
            assertThat(commits.changed()).isEmpty();
        }
    }

    @Test
    void aReaderWhoseFileIsGoneKeepsReadingIt() throws IOException {
        try (CommitReader reader = world.reader(); View view = reader.map()) {
            leaveJournal();
            world.system.others().delete(CommitWorld.FILE);
            try (ReadLock lock = reader.readLock()) {
                assertThat(lock).isNotNull();
                assertThat(view.guarded().getByte(2 * PAGE)).isEqualTo((byte) 'b');
            }
        }
    }

    /** As the JDK does, which maps privately only what it may write. */
    @Test
    void whereNothingCanBeMappedPrivatelyThatIsSaid() throws IOException {
        try (CommitReader reader = world.reader()) {
            world.system.faults()
                    .plan(
                            Faults.once(
                                    call -> call.operation() == Operation.MAP,
                                    Fault.error(OsError.EACCES)));
            View view = reader.map();
            world.system.faults().none();
            assertThat(view.guarded().getByte(0)).isEqualTo((byte) 'a');
            leaveJournal();
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(reader::readLock)
                    .withMessageContaining("a user who may write it");
            view.close();
            reader.readLock().close();
        }
    }

    @Test
    void aJournalThatIsDamagedIsNotPassedOver() throws IOException {
        leaveJournal();
        byte[] journal = world.system.others().read(CommitWorld.JOURNAL);
        java.util.Arrays.fill(journal, 0, 2 * PAGE, (byte) 0);
        world.system.others().write(CommitWorld.JOURNAL, journal);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(world::reader)
                .withMessageContaining("journal");
        assertThat(world.file()).isEqualTo(CommitWorld.initial(SIZE));
    }

    @Test
    void aThreadThatReadsIsToldThatItCannotOpenAFileThatMustBeRecovered() throws IOException {
        try (CommitReader reader = world.reader()) {
            leaveJournal();
            ReadLock lock = reader.readLock();
            assertThatIllegalStateException().isThrownBy(world::open)
                    .withMessageContaining("this thread holds a read lock");
            lock.close();
            world.open().close();
            assertThat(world.file()[2 * PAGE]).isEqualTo((byte) 'b');
        }
    }

    /** Each call of an opening fails: nothing stays open or locked. */
    @Test
    void anOpeningThatFailsLeavesNothing() throws IOException {
        int refused = 0;
        for (int kind = 0; kind < 2; kind++) {
            for (int at = 0;; at++) {
                world = new CommitWorld(SIZE);
                if (kind == 1) {
                    leaveJournal();
                }
                Intercepted intercepted =
                        new Intercepted(world.system.engine(), (target, method) -> {});
                world.system.faults().plan(Faults.at(at, Fault.error(OsError.EIO)));
                try {
                    CommitReader.open(CommitWorld.FILE, intercepted.engine()).close();
                } catch (IOException failure) {
                    refused++;
                }
                boolean reached = world.system.faults().count() > at;
                assertThat(intercepted.notClosedOnce()).as("kind %d, call %d", kind, at)
                        .isEmpty();
                world.system.faults().none();
                world.open().close();
                assertThat(world.file()[2 * PAGE]).isEqualTo((byte) (kind == 1 ? 'b' : 'a'));
                if (!reached) {
                    break;
                }
            }
        }
        System.out.println(refused + " openings refused");
        assertThat(refused).isGreaterThan(20);
    }

    @Test
    void c3ARecoveryKeepsReadersOut() throws IOException {
        leaveJournal();
        boolean[] out = new boolean[1];
        try (EngineFile lock =
                world.system.engine()
                        .open(
                                FileLocation.of(CommitWorld.FILE),
                                OpenRequest.existing(Protection.READ_WRITE))) {
            world.system.faults()
                    .plan(
                            call -> {
                                if (of(Operation.WRITE, "/file").test(call)) {
                                    out[0] = !lock.lock(STATE, true, Duration.ZERO);
                                }
                                return Fault.NONE;
                            });
            world.open().close();
            assertThat(out[0]).isTrue();
            world.system.faults().none();
            assertThat(lock.lock(STATE, false, Duration.ZERO)).isTrue();
        }
    }

    /** In a directory like /tmp, others may plant a journal. */
    @Test
    void aJournalOfSomebodyElseIsNotBelieved() throws IOException {
        leaveJournal();
        Path journal = CommitWorld.JOURNAL;
        world.system.administrator().chown(CommitWorld.FILE, "1000", "1000");
        world.system.administrator().chown(journal, "1234", "1234");
        for (boolean marked : new boolean[] {true, false}) {
            if (!marked) {
                world.system.administrator()
                        .setAttribute(CommitWorld.FILE, java.util.Optional.empty());
            }
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(world::open)
                    .withMessageContainingAll("1234", "not used");
            assertThat(world.file()).isEqualTo(CommitWorld.initial(SIZE));
        }
        try (CommitReader reader = world.reader(); View view = reader.map()) {
            assertThat(view.guarded().getByte(2 * PAGE)).isEqualTo((byte) 'a');
        }
    }
}
