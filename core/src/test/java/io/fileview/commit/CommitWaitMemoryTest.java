package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static io.fileview.testing.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.View;
import io.fileview.Views;
import io.fileview.commit.CommitFailedException.Outcome;
import io.fileview.commit.CommitReader.ReadLock;
import io.fileview.memory.Fault;
import io.fileview.testing.Eventually;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** No call waits without a limit, and none waits for its own thread. */
class CommitWaitMemoryTest extends CommitReaderFixture {
    private CommitMapping open(Duration limit) throws IOException {
        return world.builder().lockTimeout(limit).open();
    }

    private static void change(CommitMapping commits, int value) throws IOException {
        try (View view = commits.map()) {
            CommitWorld.fill(view, 0, PAGE, value);
        }
    }

    @Test
    void aCommitThatReadersDoNotLetThroughIsDurableAndSaysSo() throws IOException {
        try (CommitMapping commits = open(Duration.ofMillis(10));
                CommitReader reader = world.reader();
                View seen = reader.map()) {
            ReadLock lock = inAnotherThread(reader);
            change(commits, 'b');
            assertThatExceptionOfType(CommitFailedException.class)
                    .isThrownBy(commits::commit)
                    .withMessageContainingAll("a reader with a read lock", "within 10 ms")
                    .satisfies(
                            failure -> assertThat(failure.outcome())
                                    .isEqualTo(Outcome.COMMITTED_NOT_APPLIED));
            assertThat(seen.guarded().getByte(0)).isEqualTo((byte) 'a');
            lock.close();
            commits.commit();
            assertThat(seen.guarded().getByte(0)).isEqualTo((byte) 'b');
        }
    }

    private static ReadLock inAnotherThread(CommitReader reader) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return reader.readLock();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                task -> new Thread(task).start())
                .join();
    }

    @Test
    void anInterruptEndsACommitThatWaits() throws Exception {
        try (CommitMapping commits = open(Duration.ofMinutes(10));
                CommitReader reader = world.reader()) {
            ReadLock lock = inAnotherThread(reader);
            change(commits, 'b');
            world.system.faults().plan(call -> Fault.NONE);
            Thread[] thread = new Thread[1];
            CompletableFuture<Void> commit =
                    inBackground(
                            () -> {
                                thread[0] = Thread.currentThread();
                                assertThatExceptionOfType(CommitFailedException.class)
                                        .isThrownBy(commits::commit)
                                        .withCauseInstanceOf(InterruptedIOException.class);
                                assertThat(Thread.interrupted()).isTrue();
                            });
            awaitCall(io.fileview.memory.Operation.LOCK, STATE);
            thread[0].interrupt();
            commit.get();
            lock.close();
            commits.commit();
        }
        assertThat(world.file()[0]).isEqualTo((byte) 'b');
    }

    /** A writer waits for the first lock, and would be waited for by the second. */
    @Test
    void aThreadThatReadsThroughTwoReadersDoesNotWaitForItself() throws Exception {
        try (CommitMapping commits = open(Duration.ofMinutes(10));
                CommitReader first = world.reader();
                CommitReader second = world.reader()) {
            ReadLock lock = first.readLock();
            CompletableFuture<Void> commit = startCommit(commits);
            ReadLock other = second.readLock(Duration.ZERO);
            world.reader().close();
            assertThat(commit).isNotDone();
            other.close();
            lock.close();
            commit.get();
        }
    }

    private CompletableFuture<Void> startCommit(CommitMapping commits) throws IOException {
        change(commits, 'b');
        world.system.faults().plan(call -> Fault.NONE);
        CompletableFuture<Void> commit = inBackground(commits::commit);
        awaitCall(io.fileview.memory.Operation.LOCK, STATE);
        return commit;
    }

    @Test
    void threadsThatNestTheReadingOfTwoFilesDoNotWaitForEachOther() throws Exception {
        Path otherFile = CommitWorld.DIRECTORY.resolve("other");
        world.system.others().write(otherFile, CommitWorld.initial(SIZE));
        try (CommitMapping one = open(Duration.ofMinutes(10));
                CommitMapping two =
                        CommitMapping.builder(otherFile).engine(world.system.engine()).open();
                CommitReader ofOne = world.reader();
                CommitReader ofTwo = CommitReader.open(otherFile, world.system.engine())) {
            CountDownLatch hold = new CountDownLatch(2);
            CountDownLatch goOn = new CountDownLatch(1);
            CompletableFuture<Void> first = inBackground(() -> nest(ofOne, ofTwo, hold, goOn));
            CompletableFuture<Void> second = inBackground(() -> nest(ofTwo, ofOne, hold, goOn));
            hold.await();
            CompletableFuture<Void> commit = startCommit(one);
            CompletableFuture<Void> commitToo = startCommit(two);
            goOn.countDown();
            first.get();
            second.get();
            commit.get();
            commitToo.get();
        }
    }

    private static void nest(
            CommitReader outer, CommitReader inner, CountDownLatch hold, CountDownLatch goOn)
            throws Exception {
        try (ReadLock lock = outer.readLock()) {
            assertThat(lock).isNotNull();
            hold.countDown();
            goOn.await();
            inner.readLock().close();
        }
    }

    @Test
    void aThreadThatReadsIsRefusedWhileACommitWaitsForIt() throws Exception {
        try (CommitMapping commits = open(Duration.ofMinutes(10));
                CommitReader reader = world.reader()) {
            ReadLock lock = reader.readLock();
            CompletableFuture<Void> commit = startCommit(commits);
            Eventually.<IOException>holds(
                    "the thread is refused",
                    () -> {
                        assertThatIllegalStateException().isThrownBy(commits::map)
                                .withMessageContaining("while another thread commits");
                        return true;
                    });
            assertThatIllegalStateException().isThrownBy(commits::checkpoint);
            assertThatIllegalStateException().isThrownBy(commits::changed);
            assertThatIllegalStateException().isThrownBy(commits::close);
            assertThatIllegalStateException().isThrownBy(commits::snapshot);
            lock.close();
            commit.get();
        }
    }

    @Test
    void aReaderThatNobodyClosedGivesItsLocksBack() throws Exception {
        try (CommitMapping commits = open(Duration.ofMinutes(10))) {
            long leaked = Views.statistics().leakedReaders();
            dropReader();
            change(commits, 'b');
            CompletableFuture<Void> commit = inBackground(commits::commit);
            Eventually.<RuntimeException>holds(
                    "the commit is done",
                    () -> {
                        System.gc();
                        return commit.isDone();
                    });
            commit.get();
            Eventually.<RuntimeException>holds(
                    "the reader is counted", () -> Views.statistics().leakedReaders() > leaked);
        }
        assertThat(ReadLocks.areHeld()).isFalse();
    }

    private void dropReader() throws IOException {
        assertThat(world.reader().readLock()).isNotNull();
    }

    /** More readers than carriers, all of which wait or read while a commit waits. */
    @Test
    void virtualThreadsReadAndCommit() throws Exception {
        try (CommitMapping commits = open(Duration.ofMinutes(1));
                CommitReader reader = world.reader();
                View seen = reader.map();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                tasks.add(
                        threads.submit(
                                () -> {
                                    try (ReadLock lock = reader.readLock()) {
                                        assertThat(lock).isNotNull();
                                        byte before = seen.guarded().getByte(0);
                                        Thread.sleep(1);
                                        assertThat(seen.guarded().getByte(0)).isEqualTo(before);
                                    }
                                    return null;
                                }));
            }
            for (int i = 0; i < 10; i++) {
                int value = 'b' + i;
                tasks.add(
                        threads.submit(
                                () -> {
                                    change(commits, value);
                                    commits.commit();
                                    return null;
                                }));
            }
            for (Future<?> task : tasks) {
                task.get();
            }
        }
    }
}
