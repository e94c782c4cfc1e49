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
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Locks that fail, that strangers plant, and that nobody releases. */
class CommitLockEdgesMemoryTest extends CommitReaderFixture {
    private static final long USERS = Long.MAX_VALUE - 255;
    private static final long WRITER = USERS + 1;

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
