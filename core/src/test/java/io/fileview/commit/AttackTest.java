package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.fileview.Protection;
import io.fileview.View;
import io.fileview.Views;
import io.fileview.commit.CommitReader.ReadLock;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.waiting.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What an outsider found: each test states what is promised, and fails. */
class AttackTest extends CommitReaderFixture {
    private static final long USERS = Long.MAX_VALUE - 255;
    private static final long WRITER = USERS + 1;
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

    /** A recovery through another name removes the mark, and then fails to remove the journal. */
    @Test
    void aJournalThatWasReplayedIsNotReplayedAgainOverLaterCommits() throws Exception {
        leaveJournal();
        Path link = CommitWorld.DIRECTORY.resolve("link");
        world.system.others().link(link, CommitWorld.FILE);
        world.system.faults()
                .plan(Faults.once(of(Operation.REMOVE, "journal"), Fault.error(OsError.EIO)));

        try {
            CommitMapping.builder(link).engine(world.system.engine()).open().close();
        } catch (IOException theJournalWasNotRemoved) {
            assertThat(world.journalIsThere()).isTrue();
        }
        world.system.faults().none();
        try (CommitMapping commits =
                CommitMapping.builder(link).engine(world.system.engine()).open();
                View view = commits.map()) {
            CommitWorld.fill(view, 2L * PAGE, PAGE, 'c');
            commits.commit();
        }
        assertThat((char) world.file()[2 * PAGE]).isEqualTo('c');
        world.open().close();
        assertThat((char) world.file()[2 * PAGE]).isEqualTo('c');
    }

    /** The same with a file that was renamed in between, and without another link. */
    @Test
    void aReplayedJournalIsNotReplayedAgainAfterTheFileWasRenamedAndBack() throws Exception {
        leaveJournal();
        Path moved = CommitWorld.DIRECTORY.resolve("moved");
        world.system.faults()
                .plan(Faults.once(of(Operation.REMOVE, "journal"), Fault.error(OsError.EIO)));
        assertThatCode(world::open).isInstanceOf(IOException.class);
        world.system.faults().none();
        world.system.others().rename(CommitWorld.FILE, moved);
        try (CommitMapping commits =
                CommitMapping.builder(moved).engine(world.system.engine()).open();
                View view = commits.map()) {
            CommitWorld.fill(view, 2L * PAGE, PAGE, 'c');
            commits.commit();
        }
        world.system.others().rename(moved, CommitWorld.FILE);
        world.open().close();
        assertThat((char) world.file()[2 * PAGE]).isEqualTo('c');
    }

    @Test
    void growingDoesNotHideThatTheFileWasTruncated() throws Exception {
        CommitMapping commits = world.open();
        try (View view = commits.map()) {
            CommitWorld.fill(view, 4L * PAGE, PAGE, 'b');
            commits.commit();
        }
        world.system.others().truncate(CommitWorld.FILE, PAGE);
        boolean said = false;
        try {
            commits.grow(8 * PAGE);
            try (View view = commits.map()) {
                CommitWorld.fill(view, 0, PAGE, 'c');
                commits.commit();
            }
            commits.close();
        } catch (IOException e) {
            said = true;
            commits.abandon();
        }
        if (!said) {
            assertThat((char) world.file()[4 * PAGE]).isEqualTo('b');
            assertThat((char) world.file()[3 * PAGE]).isEqualTo('a');
        }
    }

    @Test
    void settlingDoesNotHideThatTheFileWasTruncated() throws Exception {
        CommitMapping commits = world.builder().lockTimeout(Duration.ofMillis(5)).open();
        try (CommitReader reader = world.reader(); View view = commits.map()) {
            AtomicReference<ReadLock> lock = new AtomicReference<>();
            CompletableFuture.runAsync(
                    () -> {
                        try {
                            lock.set(reader.readLock());
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    },
                    task -> new Thread(task).start())
                    .join();
            CommitWorld.fill(view, 5L * PAGE, 7, 'b'); // the end of the file
            assertThatCode(commits::commit).isInstanceOf(CommitFailedException.class);
            lock.get().close();
        }
        world.system.others().truncate(CommitWorld.FILE, PAGE);
        boolean said = false;
        try {
            commits.rollback(); // applies the commit, and makes the file as long as it was
            try (View view = commits.map()) {
                CommitWorld.fill(view, 0, PAGE, 'c');
                commits.commit();
            }
            commits.close();
        } catch (IOException e) {
            said = true;
            commits.abandon();
        }
        if (!said) {
            assertThat((char) world.file()[3 * PAGE]).isEqualTo('a');
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

    /** "A thread that holds a read lock of any file does not wait for a writer that waits." */
    @Test
    void aThreadWithAReadLockDoesNotWaitForAThreadThatWaitsForTheWriter() throws Exception {
        CommitMapping commits = world.builder().lockTimeout(Duration.ofSeconds(20)).open();
        try (CommitReader first = world.reader(); CommitReader second = world.reader()) {
            ReadLock held = second.readLock();
            world.system.faults().restart();
            CompletableFuture<Void> commit =
                    CompletableFuture.runAsync(
                            () -> {
                                try (View view = commits.map()) {
                                    CommitWorld.fill(view, 0, PAGE, 'c');
                                    commits.commit();
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            },
                            task -> new Thread(task).start());
            awaitCall(Operation.LOCK, STATE);
            CountDownLatch started = new CountDownLatch(1);
            CompletableFuture<Void> other =
                    CompletableFuture.runAsync(
                            () -> {
                                try {
                                    started.countDown();
                                    first.readLock(Duration.ofSeconds(20)).close();
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            },
                            task -> new Thread(task).start());
            started.await();
            Thread.sleep(200); // it waits for the turnstile, with the monitor of the reader
            try {
                assertThatCode(() -> first.readLock(Duration.ofSeconds(2)).close())
                        .doesNotThrowAnyException();
            } finally {
                held.close();
                commit.join();
                other.join();
            }
        } finally {
            commits.close();
        }
    }

    /** "Nobody else uses it": but the locks are released before the file is removed. */
    @Test
    void anOpeningThatFailsDoesNotRemoveTheCommitsOfAnother() throws Exception {
        Path file = CommitWorld.DIRECTORY.resolve("new");
        AtomicBoolean full = new AtomicBoolean();
        AtomicBoolean removing = new AtomicBoolean();
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.WRITE && call.isOf("journal")
                                    && full.compareAndSet(false, true)) {
                                return Fault.error(OsError.ENOSPC);
                            }
                            if (call.operation() == Operation.DISCARD_CREATED
                                    && removing.compareAndSet(false, true)) {
                                try (CommitMapping second =
                                        CommitMapping.builder(file)
                                                .engine(world.system.engine())
                                                .create()
                                                .size(PAGE)
                                                .open();
                                        View view = second.map()) {
                                    CommitWorld.fill(view, 0, PAGE, 'z');
                                    second.commit();
                                }
                            }
                            return Fault.NONE;
                        });
        assertThatCode(
                () -> CommitMapping.builder(file)
                        .engine(world.system.engine())
                        .create()
                        .size(PAGE)
                        .open())
                .isInstanceOf(IOException.class);
        assertThat(removing).isTrue();
        assertThat(world.system.others().exists(file)).isTrue();
    }

    @Test
    void aClosedReaderEndsAWaitWithoutLimitWithAnException() throws Exception {
        CommitReader reader = world.reader();
        CommitReader other = world.reader();
        ReadLock held = other.readLock();
        CommitMapping commits = world.builder().lockTimeout(Duration.ofSeconds(20)).open();
        world.system.faults().restart();
        CompletableFuture<Void> commit =
                CompletableFuture.runAsync(
                        () -> {
                            try (View view = commits.map()) {
                                CommitWorld.fill(view, 0, PAGE, 'c');
                                commits.commit();
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        },
                        task -> new Thread(task).start());
        awaitCall(Operation.LOCK, STATE);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread waiting =
                new Thread(
                        () -> {
                            try {
                                reader.readLock(Deadline.FOREVER);
                            } catch (Throwable e) {
                                thrown.set(e);
                            }
                        });
        waiting.start();
        Thread.sleep(200);
        reader.close();
        waiting.join();
        held.close();
        commit.join();
        commits.close();
        other.close();
        assertThat(thrown.get()).isNotInstanceOf(ArithmeticException.class);
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

    /** A writer whose locks need the lock file comes after the reader has looked for that file. */
    @Test
    void aReaderSeesALockFileThatWasCreatedAfterItLooked() throws Exception {
        AtomicBoolean once = new AtomicBoolean();
        try (CommitReader reader = world.reader()) {
            AtomicReference<EngineFile> besides = new AtomicReference<>();
            world.system.faults()
                    .plan(
                            call -> {
                                if (lock(STATE).test(call) && call.isOf("/file")
                                        && once.compareAndSet(false, true)) {
                                    // as the portable engine: free in the file, then here only
                                    world.system.others().write(CommitWorld.LOCK, new byte[0]);
                                    EngineFile file =
                                            world.system.engine()
                                                    .open(
                                                            FileLocation.of(CommitWorld.LOCK),
                                                            OpenRequest.existing(
                                                                    Protection.READ_WRITE));
                                    besides.set(file);
                                    file.lock(USERS, true, Duration.ZERO);
                                    file.lock(WRITER, false, Duration.ZERO);
                                    file.lock(STATE, false, Duration.ZERO);
                                }
                                return Fault.NONE;
                            });
            try {
                assertThatCode(() -> reader.readLock(Duration.ofMillis(50)))
                        .isInstanceOf(CommitInUseException.class);
            } finally {
                besides.get().close();
            }
        }
    }

    @Test
    void aTurnstileThatCannotBeUnlockedDoesNotLeaveTheStateLocked() throws Exception {
        try (CommitMapping commits = world.builder().lockTimeout(Duration.ofMillis(50)).open();
                CommitReader reader = world.reader();
                View view = commits.map()) {
            world.system.faults()
                    .plan(
                            Faults.once(
                                    call -> call.operation() == Operation.UNLOCK
                                            && call.offset() == TURNSTILE,
                                    Fault.error(OsError.EIO)));
            assertThatCode(reader::readLock).isInstanceOf(IOException.class);
            world.system.faults().none();
            CommitWorld.fill(view, 0, PAGE, 'c');
            assertThatCode(commits::commit).doesNotThrowAnyException();
        }
    }

    /** In a directory like /tmp, with an engine that needs no lock file. */
    @Test
    void aLockFileOfAStrangerKeepsNobodyOut() throws Exception {
        world.system.administrator().chown(CommitWorld.FILE, "1000", "1000");
        world.system.others().write(CommitWorld.LOCK, new byte[0]);
        world.system.administrator().chown(CommitWorld.LOCK, "1234", "1234");
        world.system.administrator().chmod(CommitWorld.FILE, 0600);
        world.system.administrator().chmod(CommitWorld.LOCK, 0666);
        try (EngineFile planted =
                world.system.engine()
                        .open(
                                FileLocation.of(CommitWorld.LOCK),
                                OpenRequest.existing(Protection.READ_WRITE))) {
            planted.lock(WRITER, false, Duration.ZERO);
            planted.lock(STATE, false, Duration.ZERO);
            assertThatCode(() -> world.open().close()).doesNotThrowAnyException();
        }
    }

    @Test
    void aLockFileOfAStrangerIsNotRemoved() throws Exception {
        world.system.administrator().chown(CommitWorld.FILE, "1000", "1000");
        world.system.others().write(CommitWorld.LOCK, new byte[0]);
        world.system.administrator().chown(CommitWorld.LOCK, "1234", "1234");
        world.open().close();
        assertThat(world.lockIsThere()).isTrue();
    }

    /** "before that, the thread that acquired it cannot commit to the file" */
    @Test
    void aReadLockOfAClosedReaderStillKeepsItsThreadFromCommitting() throws Exception {
        try (CommitMapping commits = world.open(); View view = commits.map()) {
            CommitReader reader = world.reader();
            ReadLock lock = reader.readLock();
            reader.close();
            CommitWorld.fill(view, 0, PAGE, 'c');
            assertThatCode(commits::commit).isInstanceOf(IllegalStateException.class);
            lock.close();
        }
    }

    /** What a thread that is asked to end leaves: from some call on, nothing works any more. */
    private interface Steps {
        void run() throws IOException;
    }

    private void stopAt(int at, Steps steps) {
        world.system.faults().plan(Faults.from(at, Fault.error(OsError.EIO)));
        try {
            steps.run();
        } catch (IOException | RuntimeException stopped) {
            assertThat(stopped).isNotNull();
        }
    }

    /** Whatever call is the last one before a crash, commits by any name survive. */
    @Test
    void commitsByAllNamesSurviveACrashAtEachCall() throws Exception {
        Path link = CommitWorld.DIRECTORY.resolve("link");
        StringBuilder wrong = new StringBuilder();
        int checked = 0;
        for (int kind = 0; kind < 3; kind++) {
            boolean reached = true;
            for (int at = 0; reached; at++) {
                world = new CommitWorld(SIZE);
                world.system.others().link(link, CommitWorld.FILE);
                if (kind == 0) {
                    leaveJournal();
                }
                CommitMapping[] opened = new CommitMapping[1];
                if (kind == 1) {
                    opened[0] = world.open();
                    try (View view = opened[0].map()) {
                        CommitWorld.fill(view, 2L * PAGE, PAGE, 'b');
                        opened[0].commit();
                    }
                }
                int choice = kind;
                stopAt(
                        at,
                        () -> {
                            if (choice == 0) {
                                opened[0] = builder(link).open();
                            } else if (choice == 2) {
                                opened[0] = world.open();
                                try (View view = opened[0].map()) {
                                    CommitWorld.fill(view, 2L * PAGE, PAGE, 'b');
                                    opened[0].commit();
                                }
                            }
                            opened[0].close();
                        });
                reached = world.system.faults().count() > at;
                world.system.faults().none();
                if (opened[0] != null) {
                    opened[0].abandon();
                }
                checked++;
                String what = kind + "/" + at + " ";
                try {
                    try (CommitMapping commits = builder(link).open(); View view = commits.map()) {
                        byte before = view.guarded().getByte(2 * PAGE);
                        if (kind < 2 && before != 'b') {
                            wrong.append(what).append("lost ").append((char) before).append("; ");
                        }
                        CommitWorld.fill(view, 2L * PAGE, PAGE, 'c');
                        commits.commit();
                    }
                    world.open().close();
                    if (world.file()[2 * PAGE] != 'c') {
                        wrong.append(what)
                                .append("replayed ")
                                .append((char) world.file()[2 * PAGE])
                                .append("; ");
                    }
                } catch (IOException e) {
                    wrong.append(what).append("refused: ").append(e.getMessage()).append("; ");
                }
            }
        }
        assertThat(wrong.toString()).as("%d crashes", checked).isEmpty();
    }

    private CommitMappingBuilder builder(Path path) {
        return CommitMapping.builder(path)
                .engine(world.system.engine())
                .journalLimit(CommitWorld.JOURNAL_LIMIT);
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

    /** A reader that is stopped between two calls is not "already open for commits". */
    @Test
    void aReaderThatAsksWhetherThereIsAWriterIsNotTakenForOne() throws Exception {
        AtomicBoolean once = new AtomicBoolean();
        AtomicReference<Throwable> refused = new AtomicReference<>();
        try (CommitReader reader = world.reader()) {
            world.system.faults()
                    .plan(
                            call -> {
                                if (call.operation() == Operation.UNLOCK
                                        && call.offset() == WRITER
                                        && once.compareAndSet(false, true)) {
                                    try {
                                        world.open().close();
                                    } catch (IOException e) {
                                        refused.set(e);
                                    }
                                }
                                return Fault.NONE;
                            });
            reader.readLock().close();
        }
        assertThat(refused.get()).isNull();
    }

    /** The statistics promise to count it, and the commit to go on. */
    @Test
    void aReadLockThatNobodyCanReleaseIsFoundAndCounted() throws Exception {
        long before = Views.statistics().leakedReadLocks();
        try (CommitReader reader = world.reader()) {
            Thread thread =
                    new Thread(
                            () -> {
                                try {
                                    assertThat(reader.readLock()).isNotNull();
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            thread.start();
            thread.join();
            for (int i = 0; i < 40 && Views.statistics().leakedReadLocks() == before; i++) {
                System.gc();
                Thread.sleep(50);
            }
            assertThat(Views.statistics().leakedReadLocks()).isGreaterThan(before);
        }
    }
}
