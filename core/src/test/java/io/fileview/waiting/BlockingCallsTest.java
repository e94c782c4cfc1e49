package io.fileview.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Calls that may block are not made by virtual threads. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class BlockingCallsTest {
    private interface Work {
        void run() throws Exception;
    }

    private static void inVirtualThread(Work work) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        work.run();
                                        done.complete(null);
                                    } catch (Throwable failure) {
                                        done.completeExceptionally(failure);
                                    }
                                });
        thread.join();
        done.get();
    }

    @Test
    void aPlatformThreadMakesItsOwnCalls() {
        assertThat(BlockingCalls.make(Thread::currentThread)).isSameAs(Thread.currentThread());
    }

    @Test
    void aVirtualThreadHasThemMade() throws Exception {
        inVirtualThread(
                () -> {
                    Thread made = BlockingCalls.make(Thread::currentThread);
                    assertThat(made.isVirtual()).isFalse();
                    assertThat(made.isDaemon()).isTrue();
                });
    }

    @Test
    void whatACallThrowsComesOut() throws Exception {
        inVirtualThread(
                () -> {
                    assertThatExceptionOfType(IOException.class)
                            .isThrownBy(() -> BlockingCalls.make(BlockingCallsTest::ioFailure))
                            .withMessage("x");
                    assertThatIllegalStateException()
                            .isThrownBy(
                                    () -> BlockingCalls.make(
                                            () -> {
                                                throw new IllegalStateException("y");
                                            }))
                            .withMessage("y");
                    assertThatExceptionOfType(AssertionError.class)
                            .isThrownBy(
                                    () -> BlockingCalls.make(
                                            () -> {
                                                throw new AssertionError("z");
                                            }))
                            .withMessage("z");
                });
    }

    private static boolean ioFailure() throws IOException {
        throw new IOException("x");
    }

    @Test
    void anInterruptDoesNotEndItAndIsKept() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        inVirtualThread(
                () -> {
                    Thread waiting = Thread.currentThread();
                    waiting.interrupt();
                    // Only after the interrupt has been met, or nothing would have to be kept.
                    Thread.ofPlatform()
                            .daemon()
                            .start(
                                    () -> {
                                        awaitWaiting(waiting);
                                        release.countDown();
                                    });
                    assertThat(
                            BlockingCalls.make(
                                    () -> {
                                        release.await();
                                        return 5;
                                    }))
                            .isEqualTo(5);
                    assertThat(Thread.interrupted()).isTrue();
                });
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.isInterrupted() || thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }
}
