package io.fileview.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.testing.Background;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Which waits are refused, and the words for the threads. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class WaitingThreadsTest {
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void end() {
        end.countDown();
    }

    /** A thread that is registered as waiting for others, until the test ends. */
    private Background waiter(String name, Collection<Thread> blockers)
            throws InterruptedException {
        CountDownLatch registered = new CountDownLatch(1);
        Background waiter =
                Background.start(
                        () -> {
                            Thread.currentThread().setName(name);
                            WaitingThreads.begin("x", () -> blockers);
                            registered.countDown();
                            end.await();
                            WaitingThreads.end();
                        });
        registered.await();
        return waiter;
    }

    private static void waitFor(Thread... blockers) {
        WaitingThreads.begin("the thing", () -> List.of(blockers));
        WaitingThreads.end();
    }

    @Test
    void aThreadDoesNotWaitForItself() {
        assertThatIllegalStateException().isThrownBy(() -> waitFor(Thread.currentThread()))
                .withMessage(
                        "this thread cannot wait for the thing, because it is using it itself; let"
                                + " that call return first");
    }

    @Test
    void aThreadDoesNotWaitForOneThatWaitsForIt() throws Exception {
        Background direct = waiter("direct", List.of(Thread.currentThread()));
        Background through = waiter("through", List.of(direct.thread()));
        for (Background blocker : List.of(direct, through)) {
            assertThatIllegalStateException().isThrownBy(() -> waitFor(blocker.thread()))
                    .withMessage(
                            "this thread cannot wait for the thing, because thread \"direct\","
                                    + " which must end its use first, waits for this thread; let"
                                    + " this thread end what it has begun, and try again");
        }
        end.countDown();
        direct.returns();
        assertThatCode(() -> waitFor(direct.thread(), through.thread())).doesNotThrowAnyException();
    }

    @Test
    void waitsThatCanEndAreNotRefused() throws Exception {
        Background last = waiter("last", List.of());
        Background first = waiter("first", List.of(last.thread()));
        Background second = waiter("second", List.of(last.thread(), first.thread()));
        assertThatCode(() -> waitFor(first.thread(), second.thread(), last.thread()))
                .doesNotThrowAnyException();
    }

    @Test
    void aWaitThatWasRefusedIsNotRegistered() throws Exception {
        assertThatIllegalStateException().isThrownBy(() -> waitFor(Thread.currentThread()));
        Thread self = Thread.currentThread();
        Background.start(() -> waitFor(self)).returns();
    }

    @Test
    void aWaitThatHasEndedBlocksNobody() throws Exception {
        Thread self = Thread.currentThread();
        CountDownLatch asks = new CountDownLatch(1);
        Background other =
                Background.start(
                        () -> {
                            asks.await();
                            waitFor(self);
                        });
        waitFor(other.thread());
        asks.countDown();
        other.returns();
    }

    @Test
    void aThreadIsDescribedByItsNameOrElseItsNumber() {
        Thread.Builder platform = Thread.ofPlatform();
        assertThat(WaitingThreads.describe(platform.name("a name").unstarted(() -> {})))
                .isEqualTo("thread \"a name\"");
        assertThat(WaitingThreads.describe(Thread.ofVirtual().name("a name").unstarted(() -> {})))
                .isEqualTo("virtual thread \"a name\"");
        Thread nameless = Thread.ofVirtual().unstarted(() -> {});
        assertThat(WaitingThreads.describe(nameless))
                .isEqualTo("virtual thread #" + nameless.threadId());
    }
}
