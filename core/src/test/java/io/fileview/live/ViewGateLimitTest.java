package io.fileview.live;

import static io.fileview.testing.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.testing.Eventually;
import io.fileview.waiting.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Waits at the gate of a view end when their time has passed, or the thread is interrupted. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ViewGateLimitTest {
    private final ViewGate quick = new ViewGate("view 7 of x", Duration.ofMillis(1));
    private final ViewGate patient = new ViewGate("view 8 of y", Deadline.FOREVER);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void release() {
        release.countDown();
    }

    /** A call that lasts until it is released. */
    private CompletableFuture<Void> callOn(ViewGate gate) throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CompletableFuture<Void> call =
                inBackground(
                        () -> {
                            Thread.currentThread().setName("who calls");
                            gate.run(
                                    () -> {
                                        inside.countDown();
                                        awaitRelease();
                                    });
                        });
        inside.await();
        return call;
    }

    private void awaitRelease() throws IOException {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void closingEndsWithTheNamesOfThoseWhoCall() throws Exception {
        CompletableFuture<Void> call = callOn(quick);
        assertThatIllegalStateException().isThrownBy(() -> quick.closeOnce(quick::shut))
                .withMessageContainingAll(
                        "view 7 of x is still in use after a wait of 1 ms, by thread \"who calls\"",
                        "it stays mapped", "waitLimit");
        assertThatIllegalStateException().isThrownBy(() -> quick.exclusively(() -> {}))
                .withMessageContaining("who calls");
        assertThat(quick.isMapped()).isTrue();
        assertThat(quick.call(() -> 5)).as("calls pass again").isEqualTo(5);
        release.countDown();
        call.get();
        assertThat(quick.closeOnce(quick::shut)).isTrue();
    }

    /** Such as an unmapping that the kernel does not end. */
    @Test
    void callsDoNotWaitForEverForWhoUnmaps() throws Exception {
        CountDownLatch unmapping = new CountDownLatch(1);
        CompletableFuture<Void> close =
                inBackground(
                        () -> {
                            Thread.currentThread().setName("who unmaps");
                            quick.closeOnce(
                                    () -> {
                                        unmapping.countDown();
                                        awaitRelease();
                                        quick.shut();
                                    });
                        });
        unmapping.await();
        assertThatIllegalStateException().isThrownBy(() -> quick.call(() -> 1))
                .withMessageContaining("who unmaps");
        assertThatIllegalStateException().isThrownBy(() -> quick.whileMapped(() -> 1))
                .withMessageContaining("who unmaps");
        release.countDown();
        close.get();
    }

    @Test
    void anInterruptEndsTheWaitOfACallAndOfRemapping() throws Exception {
        CountDownLatch unmapping = new CountDownLatch(1);
        CompletableFuture<Void> close =
                inBackground(
                        () -> patient.closeOnce(
                                () -> {
                                    unmapping.countDown();
                                    awaitRelease();
                                    patient.shut();
                                }));
        unmapping.await();
        List<ViewGate.Action> calls =
                List.of(() -> patient.run(() -> {}), () -> patient.exclusively(() -> {}));
        for (ViewGate.Action call : calls) {
            AtomicReference<Thread> thread = new AtomicReference<>();
            CountDownLatch begun = new CountDownLatch(1);
            List<Boolean> kept = new ArrayList<>();
            CompletableFuture<Void> waits =
                    inBackground(
                            () -> {
                                thread.set(Thread.currentThread());
                                begun.countDown();
                                try {
                                    call.run();
                                } finally {
                                    kept.add(Thread.currentThread().isInterrupted());
                                }
                            });
            begun.await();
            Eventually.waits(thread.get());
            thread.get().interrupt();
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(waits::get)
                    .withCauseInstanceOf(InterruptedIOException.class)
                    .withMessageContaining("view 8 of y");
            assertThat(kept).containsExactly(true);
        }
        release.countDown();
        close.get();
    }

    /** All carriers of virtual threads would be taken if waiting kept one. */
    @Test
    void virtualThreadsWaitWithoutACarrier() throws Exception {
        CountDownLatch unmapping = new CountDownLatch(1);
        CompletableFuture<Void> close =
                inBackground(
                        () -> patient.closeOnce(
                                () -> {
                                    unmapping.countDown();
                                    awaitRelease();
                                }));
        unmapping.await();
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 300; i++) { // more than there are carriers, even if some are added
            waiting.add(Thread.ofVirtual().start(() -> patient.whileMapped(() -> 1)));
        }
        for (Thread thread : waiting) {
            Eventually.waits(thread);
        }
        Thread.ofVirtual().start(release::countDown).join();
        close.get();
        for (Thread thread : waiting) {
            thread.join();
        }
    }
}
