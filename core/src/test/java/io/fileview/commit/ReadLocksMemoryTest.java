package io.fileview.commit;

import static io.fileview.testing.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.View;
import io.fileview.commit.CommitFailedException.Outcome;
import io.fileview.commit.CommitReader.ReadLock;
import io.fileview.spi.FileIdentity;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Which threads hold read locks of which files, and who is told about them. */
class ReadLocksMemoryTest extends CommitReaderFixture {
    private static final FileIdentity.Key ONE = new FileIdentity.Key("volume", 0, 1);
    private static final FileIdentity.Key OTHER = new FileIdentity.Key("volume", 0, 2);

    private static final String HELD_HERE = "in this process, a read lock is held by ";

    @Test
    void aThreadHoldsAFileUntilItHasReleasedEachLockOfIt() {
        Thread me = Thread.currentThread();
        assertThat(ReadLocks.areHeld()).isFalse();
        ReadLocks.acquired(me, ONE);
        ReadLocks.acquired(me, ONE);
        ReadLocks.acquired(me, ONE);
        ReadLocks.acquired(me, OTHER);
        assertThat(ReadLocks.areHeldOf(ONE)).isTrue();
        assertThat(ReadLocks.areHeldOf(OTHER)).isTrue();
        ReadLocks.released(me, ONE, 2);
        assertThat(ReadLocks.areHeldOf(ONE)).isTrue();
        ReadLocks.released(me, ONE, 1);
        assertThat(ReadLocks.areHeldOf(ONE)).isFalse();
        assertThat(ReadLocks.areHeldOf(OTHER)).isTrue();
        assertThat(ReadLocks.areHeld()).isTrue();
        ReadLocks.released(me, OTHER, 1);
        assertThat(ReadLocks.areHeld()).isFalse();
        ReadLocks.released(me, OTHER, 1);
        assertThat(ReadLocks.areHeld()).isFalse();
    }

    @Test
    void locksOfAnotherThreadAreNotThoseOfThisOne() throws Exception {
        Thread me = Thread.currentThread();
        ReadLocks.acquired(me, ONE);
        try {
            inBackground(
                    () -> {
                        assertThat(ReadLocks.areHeld()).isFalse();
                        assertThat(ReadLocks.areHeldOf(ONE)).isFalse();
                        assertThatCode(() -> ReadLocks.requireNone(ONE, "file", "wait"))
                                .doesNotThrowAnyException();
                    })
                    .get();
            assertThatIllegalStateException()
                    .isThrownBy(() -> ReadLocks.requireNone(ONE, "file", "wait"))
                    .withMessage(
                            "this thread holds a read lock of file and cannot wait, because that"
                                    + " waits for read locks; release it first");
        } finally {
            ReadLocks.released(me, ONE, 1);
        }
    }

    /** A thread that holds a read lock until it is told to release it. */
    private Thread holder(Thread.Builder thread, CommitReader reader, CountDownLatch release)
            throws InterruptedException {
        CountDownLatch holds = new CountDownLatch(1);
        Thread started =
                thread.start(
                        () -> {
                            try (ReadLock lock = reader.readLock()) {
                                assertThat(lock).isNotNull();
                                holds.countDown();
                                release.await();
                            } catch (IOException | InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
        holds.await();
        return started;
    }

    @Test
    void aCommitThatReadersKeepOutNamesTheThreadsThatHoldTheirLocks() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CommitWorld elsewhere = new CommitWorld(SIZE);
        try (CommitMapping commits = world.builder().lockTimeout(Duration.ZERO).open();
                CommitReader reader = world.reader();
                CommitReader ofAnotherFile = elsewhere.reader();
                View view = commits.map()) {
            Thread named = holder(Thread.ofPlatform().name("the-reader"), reader, release);
            Thread unnamed = holder(Thread.ofVirtual(), reader, release);
            Thread uninvolved =
                    holder(Thread.ofPlatform().name("uninvolved"), ofAnotherFile, release);
            view.guarded().setByte(0, (byte) 'b');
            assertThatExceptionOfType(CommitFailedException.class)
                    .isThrownBy(commits::commit)
                    .satisfies(
                            failure -> {
                                assertThat(failure.outcome())
                                        .isEqualTo(Outcome.COMMITTED_NOT_APPLIED);
                                assertThat(failure.getCause())
                                        .isInstanceOf(CommitInUseException.class);
                                assertThat(failure.getCause().getMessage())
                                        .startsWith(
                                                CommitWorld.FILE
                                                        + ": is in use by a reader with a read lock")
                                        .contains(HELD_HERE)
                                        .contains("thread the-reader")
                                        .contains("thread " + unnamed.threadId())
                                        .doesNotContain("uninvolved");
                            });
            release.countDown();
            named.join();
            unnamed.join();
            uninvolved.join();
            commits.commit();
            assertThat(world.file()[0]).isEqualTo((byte) 'b');
        }
    }

    @Test
    void aRecoveryThatAReaderKeepsOutNamesTheThreadThatHoldsTheLock() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (CommitReader reader = world.reader()) {
            unappliedCommit(2, 'b').abandon();
            Thread named = holder(Thread.ofPlatform().name("the-reader"), reader, release);
            assertThatExceptionOfType(CommitInUseException.class)
                    .isThrownBy(() -> world.builder().lockTimeout(Duration.ZERO).open())
                    .withMessageEndingWith(HELD_HERE + "thread the-reader");
            release.countDown();
            named.join();
            world.open().close();
        }
    }
}
