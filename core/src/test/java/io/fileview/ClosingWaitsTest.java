package io.fileview;

import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.guarded.GuardedAccess;
import io.fileview.testing.AddressSpace;
import io.fileview.testing.DisturbedMapping;
import io.fileview.testing.Eventually;
import io.fileview.testing.NeedsSegment;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Closing a view waits for calls of other threads on it that are under way. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ClosingWaitsTest {
    @TempDir
    Path directory;

    private final CountDownLatch underWay = new CountDownLatch(1);
    private final CountDownLatch mayReturn = new CountDownLatch(1);
    private final AtomicReference<String> slowMethod = new AtomicReference<>("none");
    private FileMapping mapping;
    private View view;

    @BeforeEach
    void open() throws IOException {
        mapping =
                DisturbedMapping.open(
                        Sample.file(directory, 10_000),
                        Protection.READ_WRITE,
                        method -> {
                            if (method.equals(slowMethod.get())) {
                                underWay.countDown();
                                mayReturn.await();
                            }
                        });
        view = mapping.map();
    }

    @AfterEach
    void close() {
        mayReturn.countDown();
        view.close();
        mapping.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flush", "prefetch", "advise", "pages"})
    void forEachKindOfCall(String method) throws Exception {
        CompletableFuture<Void> call = startSlow(method);
        Thread closer = new Thread(view::close);
        closer.start();
        Eventually.waits(closer);
        assertThat(view.isMapped()).isTrue();
        AddressSpace.mustBeMapped(view.address(), view.length());

        mayReturn.countDown();
        call.get();
        closer.join();
        assertThat(view.isMapped()).isFalse();
        AddressSpace.mustBeFree(view.address(), view.length());
    }

    @Test
    void alsoWhenItIsInterruptedMeanwhile() throws Exception {
        CompletableFuture<Void> call = startSlow("flush");
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread closer =
                new Thread(
                        () -> {
                            view.close();
                            interrupted.set(Thread.currentThread().isInterrupted());
                        });
        closer.start();
        Eventually.waits(closer);
        closer.interrupt();
        // It wakes up, which takes the interrupt from it, and waits again.
        Eventually.holds("the interrupt was noticed", () -> !closer.isInterrupted());
        Eventually.waits(closer);
        assertThat(view.isMapped()).isTrue();
        mayReturn.countDown();
        call.get();
        closer.join();
        assertThat(view.isMapped()).isFalse();
        assertThat(interrupted).as("the interrupt is still to be seen").isTrue();
    }

    @Test
    void remappingWaitsToo() throws Exception {
        mapping.grow(20_000);
        CompletableFuture<Void> call = startSlow("flush");
        Thread remapper = new Thread(() -> run(() -> view.remap(20_000)));
        remapper.start();
        Eventually.waits(remapper);
        assertThat(view.length()).isEqualTo(10_000);
        mayReturn.countDown();
        call.get();
        remapper.join();
        assertThat(view.length()).isEqualTo(20_000);
    }

    @Test
    @NeedsSegment
    void anAccessBySystemCallIsACall() throws Exception {
        GuardedAccess access = view.guarded().bySystemCall();
        slowMethod.set("segment");
        CompletableFuture<Void> call =
                CompletableFuture.runAsync(() -> run(() -> access.getByte(0)));
        underWay.await();
        Thread closer = new Thread(view::close);
        closer.start();
        Eventually.waits(closer);
        mayReturn.countDown();
        call.get();
        closer.join();
        assertThat(view.isMapped()).isFalse();
    }

    @Test
    void otherViewsAreNotHeldUp() throws Exception {
        View other = mapping.map(0, 10);
        CompletableFuture<Void> call = startSlow("flush");
        other.close();
        assertThat(call).isNotDone();
        assertThat(bytesOf(view).get(0)).isEqualTo(Sample.bytes(10_000)[0]);
    }

    @Test
    void onlyOneOfManyThreadsThatCloseAtOnceUnmaps() throws Exception {
        ViewStatistics before = Views.statistics();
        CompletableFuture<?>[] closers =
                Stream.generate(() -> CompletableFuture.runAsync(view::close))
                        .limit(8)
                        .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(closers).get();
        assertThat(Views.statistics().liveViews()).isEqualTo(before.liveViews() - 1);
        assertThat(Views.statistics().mappedBytes()).isEqualTo(before.mappedBytes() - 10_000);
    }

    @Test
    void callsThatBeginLaterAreNotWaitedFor() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger calls = new AtomicInteger();
        List<Thread> callers =
                Stream.generate(() -> new Thread(() -> lookUntil(stop, calls))).limit(4).toList();
        callers.forEach(Thread::start);
        Eventually.holds("the view is called all the time", () -> calls.get() >= 1_000);
        Thread closer = new Thread(view::close);
        closer.start();
        closer.join(TimeUnit.MINUTES.toMillis(Eventually.MINUTES));
        boolean closed = !closer.isAlive();
        stop.set(true);
        closer.join();
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(closed).as("closed while other threads call the view all the time").isTrue();
    }

    private void lookUntil(AtomicBoolean stop, AtomicInteger calls) {
        try {
            while (!stop.get()) {
                view.pages();
                calls.incrementAndGet();
            }
        } catch (IllegalStateException unmapped) {
            // As it should be.
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCallThatComesAfterwardsIsRefused() throws Exception {
        CompletableFuture<Void> call = startSlow("flush");
        Thread closer = new Thread(view::close);
        closer.start();
        Eventually.waits(closer);
        mayReturn.countDown();
        closer.join();
        call.get();
        assertThatIllegalStateException().isThrownBy(view::pages);
    }

    private CompletableFuture<Void> startSlow(String method) throws InterruptedException {
        slowMethod.set(method);
        CompletableFuture<Void> call = CompletableFuture.runAsync(() -> run(() -> callOn(method)));
        underWay.await();
        return call;
    }

    private void callOn(String method) throws IOException {
        switch (method) {
            case "flush" -> view.flush(Durability.DEVICE);
            case "prefetch" -> view.prefetch();
            case "advise" -> view.advise(Advice.NORMAL);
            case "pages" -> view.pages();
            default -> throw new AssertionError(method);
        }
    }

    private interface Act {
        void run() throws IOException;
    }

    private static void run(Act act) {
        try {
            act.run();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
