package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.fileview.View;
import io.fileview.commit.CommitReader.ReadLock;
import io.fileview.memory.Fault;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What readers see while writers come, die and recover: one state, never a mixture. */
class CommitTornReadMemoryTest extends CommitReaderFixture {
    private static final long USERS = Long.MAX_VALUE - 255;
    private static final long UNAPPLIED = USERS + 4;

    private void leaveJournal() throws IOException {
        unappliedCommit(2, 'b').abandon();
    }

    private CompletableFuture<Void> recoverInBackground() {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        world.builder().lockTimeout(Duration.ofSeconds(20)).open().close();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                task -> new Thread(task).start());
    }

    @Test
    void aSnapshotHasTheLeftCommitsWhileANewWriterWaitsToRecoverThem() throws Exception {
        leaveJournal();
        CompletableFuture<Void> writer;
        byte seen;
        try (CommitReader reader = world.reader(); ReadLock lock = reader.readLock()) {
            assertThat(lock).isNotNull();
            world.system.faults().restart();
            writer = recoverInBackground();
            awaitCall(Operation.LOCK, STATE);
            try (Snapshot snapshot = reader.snapshot(); View then = snapshot.map()) {
                seen = then.guarded().getByte(2 * PAGE);
            }
        }
        writer.join();
        assertThat((char) seen).isEqualTo('b');
    }

    @Test
    void aReaderThatOvertakesARecoveryShowsTheLeftCommits() throws Exception {
        leaveJournal();
        CompletableFuture<Void> writer;
        byte seen;
        try (CommitReader reader = world.reader(); ReadLock lock = reader.readLock()) {
            assertThat(lock).isNotNull();
            world.system.faults().restart();
            writer = recoverInBackground();
            awaitCall(Operation.LOCK, STATE);
            try (CommitReader late = world.reader();
                    View view = late.map();
                    ReadLock second = late.readLock()) {
                assertThat(second).isNotNull();
                seen = view.guarded().getByte(2 * PAGE);
            }
        }
        writer.join();
        assertThat((char) seen).isEqualTo('b');
    }

    /** Any reader, at the moment at which the new writer opens the journal. */
    @Test
    void aReaderThatComesBeforeARecoveryHasBegunShowsTheLeftCommits() throws Exception {
        leaveJournal();
        AtomicReference<Byte> seen = new AtomicReference<>();
        try (CommitReader reader = world.reader(); View view = reader.map()) {
            AtomicBoolean once = new AtomicBoolean();
            world.system.faults()
                    .plan(
                            call -> {
                                if (of(Operation.OPEN_ENTRY, "journal").test(call)
                                        && once.compareAndSet(false, true)) {
                                    CompletableFuture.runAsync(
                                            () -> {
                                                try (ReadLock lock = reader.readLock()) {
                                                    assertThat(lock).isNotNull();
                                                    seen.set(view.guarded().getByte(2 * PAGE));
                                                } catch (IOException e) {
                                                    throw new AssertionError(e);
                                                }
                                            },
                                            task -> new Thread(task).start())
                                            .join();
                                }
                                return Fault.NONE;
                            });
            world.open().close();
        }
        assertThat((char) seen.get().byteValue()).isEqualTo('b');
    }

    /** A writer that could not apply its commit dies between the two questions of a reader. */
    @Test
    void aWriterThatDiesWhileAReaderAsksLeavesTheCommitVisible() throws Exception {
        try (CommitReader reader = world.reader(); View view = reader.map()) {
            CommitMapping commits = unappliedCommit(2, 'b');
            try (ReadLock lock = reader.readLock()) {
                assertThat(lock).isNotNull();
                assertThat(view.guarded().getByte(2 * PAGE)).isEqualTo((byte) 'b');
            }
            AtomicBoolean once = new AtomicBoolean();
            world.system.faults()
                    .plan(
                            call -> {
                                if (lock(UNAPPLIED).test(call)
                                        && once.compareAndSet(false, true)) {
                                    commits.abandon();
                                }
                                return Fault.NONE;
                            });
            try (ReadLock lock = reader.readLock()) {
                assertThat(lock).isNotNull();
                assertThat((char) view.guarded().getByte(2 * PAGE)).isEqualTo('b');
            }
        }
    }

    /** "its views remain mapped, and show later commits" */
    @Test
    void viewsOfAClosedReaderShowLaterCommits() throws Exception {
        leaveJournal();
        CommitReader reader = world.reader();
        try (View view = reader.map()) {
            reader.close();
            try (CommitMapping commits = world.open(); View writes = commits.map()) {
                CommitWorld.fill(writes, 0, PAGE, 'c');
                CommitWorld.fill(writes, 2L * PAGE, PAGE, 'c');
                commits.commit();
            }
            assertThat((char) view.guarded().getByte(0)).isEqualTo('c');
            assertThat((char) view.guarded().getByte(2 * PAGE)).isEqualTo('c');
        }
    }

    /** "The view also shows later commits once they are in the file." */
    @Test
    void aViewThatIsMappedAfterARecoveryShowsLaterCommits() throws Exception {
        leaveJournal();
        try (CommitReader reader = world.reader();
                CommitMapping commits = world.open();
                View writes = commits.map()) {
            CommitWorld.fill(writes, 2L * PAGE, PAGE, 'c');
            commits.commit();
            try (View view = reader.map()) {
                CommitWorld.fill(writes, 2L * PAGE, PAGE, 'd');
                commits.commit();
                assertThat((char) view.guarded().getByte(2 * PAGE)).isEqualTo('d');
            }
        }
    }

    /** Mapping without a lock reads the journal of a living writer, which changes under it. */
    @Test
    void mappingDoesNotFailWhileAnotherWriterCommits() throws Exception {
        leaveJournal();
        try (CommitReader reader = world.reader();
                CommitMapping commits = world.builder().journalLimit(1 << 20).open();
                View writes = commits.map()) {
            AtomicBoolean end = new AtomicBoolean();
            CompletableFuture<Void> writer =
                    CompletableFuture.runAsync(
                            () -> {
                                try {
                                    for (int i = 0; !end.get(); i++) {
                                        CommitWorld.fill(writes, 2L * PAGE, PAGE, i);
                                        commits.commit();
                                        if (i % 7 == 0) {
                                            commits.checkpoint();
                                        }
                                    }
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            },
                            task -> new Thread(task).start());
            try {
                for (int i = 0; i < 2000; i++) {
                    reader.map().close();
                }
            } finally {
                end.set(true);
                writer.join();
            }
        }
    }

    @Test
    void aViewThatIsRemappedUnderAReadLockShowsTheLeftCommits() throws Exception {
        leaveJournal();
        try (CommitReader reader = world.reader();
                View view = reader.map(0, PAGE);
                ReadLock lock = reader.readLock()) {
            assertThat(lock).isNotNull();
            view.remap(SIZE);
            assertThat((char) view.guarded().getByte(2 * PAGE)).isEqualTo('b');
        }
    }

    /** A recovery that fails again and again does not change what readers see. */
    @Test
    void aRecoveryThatFailsLeavesTheLeftCommitsVisible() throws Exception {
        leaveJournal();
        AtomicReference<Byte> seen = new AtomicReference<>();
        try (CommitReader reader = world.reader(); View view = reader.map()) {
            world.system.faults()
                    .plan(
                            call -> {
                                if (of(Operation.READ_ATTRIBUTE, "/file").test(call)
                                        && seen.compareAndSet(null, (byte) 0)) {
                                    CompletableFuture.runAsync(
                                            () -> {
                                                try (ReadLock lock = reader.readLock()) {
                                                    assertThat(lock).isNotNull();
                                                    seen.set(view.guarded().getByte(2 * PAGE));
                                                } catch (IOException e) {
                                                    throw new AssertionError(e);
                                                }
                                            },
                                            task -> new Thread(task).start())
                                            .join();
                                    return Fault.error(OsError.EIO);
                                }
                                return Fault.NONE;
                            });
            assertThatCode(world::open).isInstanceOf(IOException.class);
        }
        assertThat((char) seen.get().byteValue()).isEqualTo('b');
    }
}
