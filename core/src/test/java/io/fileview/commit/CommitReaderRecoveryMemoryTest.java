package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static io.fileview.testing.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What readers do with the journal of a writer that has died. */
class CommitReaderRecoveryMemoryTest extends CommitReaderFixture {
    private static final long WRITER = 1;
    private static final long RECOVERY = 4;

    private void leaveJournal() throws IOException {
        unappliedCommit(2, 'b').abandon();
    }

    @Test
    void whatADeadWriterLeftIsRecoveredWhenAReaderIsOpened() throws IOException {
        leaveJournal();
        try (CommitReader reader = world.reader(); View view = reader.map()) {
            assertThat(view.guarded().getByte(2 * PAGE)).isEqualTo((byte) 'b');
        }
        assertThat(world.journalIsThere()).isFalse();
        assertThat(world.lockIsThere()).isFalse();
    }

    @Test
    void whatADeadWriterLeftIsRecoveredWithTheNextReadLock() throws IOException {
        try (CommitReader reader = world.reader(); View view = reader.map()) {
            leaveJournal();
            assertThat(view.guarded().getByte(2 * PAGE)).isEqualTo((byte) 'a');
            try (ReadLock lock = reader.readLock()) {
                assertThat(lock).isNotNull();
                assertThat(view.guarded().getByte(2 * PAGE)).isEqualTo((byte) 'b');
            }
            try (CommitMapping commits = world.open()) { // All locks have been released.
                assertThat(commits.changed()).isEmpty();
            }
        }
    }

    @Test
    void aJournalOfAWriterThatLivesIsLeftAlone() throws IOException {
        try (CommitMapping commits = world.open(); CommitReader reader = world.reader()) {
            assertThat(world.journalIsThere()).isTrue();
            reader.readLock().close();
            assertThat(world.journalIsThere()).isTrue();
            assertThat(commits.changed()).isEmpty();
        }
    }

    @Test
    void aReaderWaitsForTheRecoveryOfAnother() throws Exception {
        try (CommitReader first = world.reader(); CommitReader second = world.reader()) {
            leaveJournal();
            CountDownLatch recovers = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            world.system.faults()
                    .plan(
                            call -> {
                                if (call.operation() == Operation.OPEN_ENTRY
                                        && call.isOf("journal") && recovers.getCount() > 0) {
                                    recovers.countDown();
                                    return Fault.delay(goOn, Duration.ofSeconds(50));
                                }
                                return Fault.NONE;
                            });
            CompletableFuture<Void> recovery = inBackground(() -> first.readLock().close());
            recovers.await();
            world.system.faults().restart();
            CompletableFuture<Void> waits = inBackground(() -> second.readLock().close());
            awaitCall(Operation.LOCK, TURNSTILE);
            assertThat(waits).isNotDone();
            goOn.countDown();
            recovery.get();
            waits.get();
            assertThat(world.file()[2 * PAGE]).isEqualTo((byte) 'b');
        }
    }

    /** The other one asks at the moment when this one does, and finds that there is nothing to do. */
    @Test
    void aReaderThatIsJustBeforeTheRecoveryOfAnotherTriesAgain() throws Exception {
        try (CommitReader first = world.reader(); CommitReader second = world.reader()) {
            leaveJournal();
            int[] asked = new int[1];
            List<CompletableFuture<Void>> other = new ArrayList<>();
            world.system.faults()
                    .plan(
                            call -> {
                                if (lock(RECOVERY).test(call) && asked[0]++ == 0) {
                                    // While this one holds the state, the other takes the lock
                                    // of the recovery and cannot change the state.
                                    other.add(inBackground(() -> second.readLock().close()));
                                    while (asked[0] < 2) {
                                        Thread.onSpinWait();
                                    }
                                }
                                return Fault.NONE;
                            });
            first.readLock().close();
            other.getFirst().get();
            assertThat(world.file()[2 * PAGE]).isEqualTo((byte) 'b');
            assertThat(world.journalIsThere()).isFalse();
        }
    }

    @Test
    void aReaderWhoMayNotWriteTheLockFileCannotRecover() throws IOException {
        leaveJournal();
        world.system.faults()
                .plan(
                        Faults.once(
                                of(Operation.OPEN_ENTRY, "lock"), Fault.error(OsError.EACCES)));
        String pid = String.valueOf(ProcessHandle.current().pid());
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(world::reader)
                .withMessageContainingAll("its last writer (process " + pid, "died",
                        "open the file once as that user")
                .satisfies(e -> assertThat(e.file()).isEqualTo(CommitWorld.FILE.toString()));
        assertThat(world.journalIsThere()).isTrue();
        assertThat(world.file()).isEqualTo(CommitWorld.initial(SIZE));
        world.system.faults().none();
        world.open().close();
        assertThat(world.file()[2 * PAGE]).isEqualTo((byte) 'b');
    }

    @Test
    void aReaderWhoMayNotWriteTheFileCannotRecover() throws IOException {
        leaveJournal();
        boolean[] recovers = new boolean[1];
        world.system.faults()
                .plan(
                        call -> {
                            recovers[0] |= lock(WRITER).test(call);
                            return recovers[0] && of(Operation.OPEN_ENTRY, "/file").test(call)
                                    ? Fault.error(OsError.EACCES)
                                    : Fault.NONE;
                        });
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(world::reader)
                .withMessageContaining("must be replayed by a user who may write")
                .withCauseInstanceOf(AccessDeniedException.class);
        world.system.faults().none();
        world.open().close();
    }

    @Test
    void aRecoveryThatFailsReleasesAllLocks() throws IOException {
        try (CommitReader reader = world.reader()) {
            leaveJournal();
            world.system.faults()
                    .plan(Faults.each(of(Operation.WRITE, "/file"), Fault.error(OsError.EIO)));
            assertThatExceptionOfType(IOException.class).isThrownBy(reader::readLock);
            world.system.faults().none();
            try (CommitMapping commits = world.open()) {
                assertThat(world.file()[2 * PAGE]).isEqualTo((byte) 'b');
                assertThat(commits.changed()).isEmpty();
            }
            reader.readLock().close();
        }
    }

    /** Each call of an opening, and of a recovery, fails: nothing stays open or locked. */
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
                CommitScript.removeMarkedLock(world.system);
                world.open().close();
                assertThat(world.file()[2 * PAGE]).isEqualTo((byte) (kind == 1 ? 'b' : 'a'));
                assertThat(world.lockIsThere()).isFalse();
                if (!reached) {
                    break;
                }
            }
        }
        System.out.println(refused + " openings refused");
        assertThat(refused).isGreaterThan(40);
    }

    /** Both who recover keep all readers out while they write to the file. */
    @Test
    void c3ARecoveryKeepsReadersOut() throws IOException {
        for (boolean byReader : new boolean[] {true, false}) {
            world = new CommitWorld(SIZE);
            leaveJournal();
            boolean[] out = new boolean[1];
            try (EngineFile lock =
                    world.system.engine()
                            .open(
                                    FileLocation.of(CommitWorld.LOCK),
                                    OpenRequest.existing(Protection.READ_WRITE))) {
                world.system.faults()
                        .plan(
                                call -> {
                                    if (of(Operation.WRITE, "/file").test(call)) {
                                        out[0] = !lock.lock(STATE, true, Duration.ZERO);
                                    }
                                    return Fault.NONE;
                                });
                if (byReader) {
                    world.reader().close();
                } else {
                    world.open().close();
                }
                assertThat(out[0]).as("by reader: %s", byReader).isTrue();
                world.system.faults().none();
                assertThat(lock.lock(STATE, false, Duration.ZERO)).isTrue();
            }
        }
    }
}
