package io.fileview.live;

import static io.fileview.testing.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.testing.Eventually;
import io.fileview.waiting.Deadline;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** A thread that would wait for itself is refused at once. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ViewGateCyclesTest {
    private final ViewGate gate = new ViewGate("view 7 of x", Deadline.FOREVER);
    private final ViewGate other = new ViewGate("view 8 of y", Deadline.FOREVER);

    @Test
    void aViewIsNotClosedWithinACallOnIt() throws IOException {
        gate.run(
                () -> assertThatIllegalStateException()
                        .isThrownBy(() -> gate.closeOnce(gate::shut))
                        .withMessageContaining(
                                "cannot wait for view 7 of x, because it is using it itself"));
        gate.run(
                () -> assertThatIllegalStateException()
                        .isThrownBy(() -> gate.exclusively(() -> {})));
        assertThat(gate.isMapped()).isTrue();
        assertThat(gate.closeOnce(gate::shut)).isTrue();
    }

    @Test
    void aViewIsNotClosedWhileTheSameThreadUnmapsIt() {
        assertThat(
                gate.closeOnce(
                        () -> {
                            assertThatIllegalStateException()
                                    .isThrownBy(() -> gate.closeOnce(gate::shut));
                            gate.shut();
                        }))
                .isTrue();
        assertThat(gate.closeOnce(gate::shut)).isFalse();
    }

    /** The closer waits for the outer call, so the inner one must not wait for the closer. */
    @Test
    void aCallWithinACallPassesThoughAnotherThreadWaitsToClose() throws Exception {
        AtomicReference<Thread> closer = new AtomicReference<>();
        AtomicReference<CompletableFuture<Void>> close = new AtomicReference<>();
        gate.run(
                () -> {
                    CountDownLatch started = new CountDownLatch(1);
                    close.set(
                            inBackground(
                                    () -> {
                                        closer.set(Thread.currentThread());
                                        started.countDown();
                                        gate.closeOnce(gate::shut);
                                    }));
                    await(started);
                    Eventually.waits(closer.get());
                    assertThat(gate.call(() -> 5)).isEqualTo(5);
                    assertThat(gate.whileMapped(() -> 6)).isEqualTo(6);
                });
        close.get().get();
        assertThat(gate.isMapped()).isFalse();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Two threads that each use a view, and close the one that the other uses. */
    @Test
    void ofTwoThreadsThatWaitForEachOtherOneIsRefused() throws Exception {
        CountDownLatch bothInside = new CountDownLatch(2);
        CompletableFuture<Void> first = inBackground(() -> useAndClose(gate, other, bothInside));
        CompletableFuture<Void> second = inBackground(() -> useAndClose(other, gate, bothInside));
        CompletableFuture.allOf(first, second).exceptionally(refused -> null).get();
        assertThat(first.isCompletedExceptionally())
                .isNotEqualTo(second.isCompletedExceptionally());
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy((first.isCompletedExceptionally() ? first : second)::get)
                .withCauseInstanceOf(IllegalStateException.class)
                .withMessageContaining("waits for this thread");
    }

    private static void useAndClose(ViewGate uses, ViewGate closes, CountDownLatch bothInside)
            throws IOException {
        uses.run(
                () -> {
                    bothInside.countDown();
                    await(bothInside);
                    closes.closeOnce(closes::shut);
                });
    }
}
