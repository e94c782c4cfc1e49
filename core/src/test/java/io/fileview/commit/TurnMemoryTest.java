package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.View;
import io.fileview.commit.CommitReader.ReadLock;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Operation;
import io.fileview.testing.Background;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** One thread at a time uses a commit mapping; how long the others wait. */
class TurnMemoryTest extends CommitReaderFixture {
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** Commits in another thread, which stops at a call. */
    private Background commitThatStopsAt(CommitMapping commits, Predicate<Call> where)
            throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        try (View view = commits.map()) {
            CommitWorld.fill(view, 0, PAGE, 'b');
        }
        world.system.faults()
                .plan(
                        call -> {
                            if (where.test(call)) {
                                stopped.countDown();
                                return Fault.delay(goOn, Duration.ofSeconds(50));
                            }
                            return Fault.NONE;
                        });
        Background commit = Background.start(commits::commit);
        stopped.await();
        return commit;
    }

    @Test
    void aCallWaitsForAnotherThreadUpToTheLimit() throws Exception {
        try (CommitMapping commits = world.builder().lockTimeout(Duration.ofMillis(10)).open()) {
            Background commit = commitThatStopsAt(commits, of(Operation.WRITE, "journal"));
            assertThatExceptionOfType(CommitInUseException.class)
                    .isThrownBy(commits::changed)
                    .withMessage(
                            CommitWorld.FILE
                                    + ": is in use by another thread, which did not finish within"
                                    + " 10 ms; allow a longer time with lockTimeout");
            goOn.countDown();
            commit.returns();
            assertThat(commits.changed()).isEmpty();
        }
    }

    @Test
    void aCallWaitsUntilTheOtherThreadHasFinished() throws Exception {
        try (CommitMapping commits = world.open()) {
            Background commit = commitThatStopsAt(commits, of(Operation.WRITE, "journal"));
            Background other = Background.start(() -> assertThat(commits.changed()).isEmpty());
            other.waitsTimed();
            Thread.sleep(50); // longer than an attempt to acquire the lock takes
            goOn.countDown();
            other.returns();
            commit.returns();
        }
    }

    @Test
    void anInterruptEndsTheWaitForAnotherThread() throws Exception {
        try (CommitMapping commits = world.open()) {
            Background commit = commitThatStopsAt(commits, of(Operation.WRITE, "journal"));
            Background other =
                    Background.start(
                            () -> {
                                assertThatExceptionOfType(InterruptedIOException.class)
                                        .isThrownBy(commits::changed);
                                assertThat(Thread.interrupted()).isTrue(); // preserved
                            });
            other.waitsTimed().thread().interrupt();
            other.returns();
            goOn.countDown();
            commit.returns();
        }
    }

    /** Only a commit that waits for readers waits for this thread. */
    @Test
    void aThreadThatReadsWaitsForACommitThatDoesNotWaitForReaders() throws Exception {
        try (CommitMapping commits = world.builder().lockTimeout(Duration.ofMillis(10)).open();
                CommitReader reader = world.reader()) {
            ReadLock lock = reader.readLock();
            Background commit = commitThatStopsAt(commits, of(Operation.WRITE, "journal"));
            assertThatExceptionOfType(CommitInUseException.class).isThrownBy(commits::changed);
            lock.close();
            goOn.countDown();
            commit.returns();
        }
    }
}
