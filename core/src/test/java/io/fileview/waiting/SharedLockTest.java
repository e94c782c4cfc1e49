package io.fileview.waiting;

import static io.fileview.testing.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.testing.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** A lock that many share or one has alone, whose waits end. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class SharedLockTest {
    private static final Duration LONG = Duration.ofDays(1);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final SharedLock lock = new SharedLock("the thing");

    /** A thread that does one thing after another. */
    private static final class Actor {
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private final AtomicReference<Thread> thread = new AtomicReference<>();
        private final CountDownLatch has = new CountDownLatch(1);
        private final CompletableFuture<Void> done;

        private interface Step {
            void run() throws Exception;
        }

        Actor(String name, Step take, Step give) throws InterruptedException {
            CountDownLatch started = new CountDownLatch(1);
            done =
                    inBackground(
                            () -> {
                                thread.set(Thread.currentThread());
                                thread.get().setName(name);
                                started.countDown();
                                take.run();
                                has.countDown();
                                end.get();
                                give.run();
                            });
            started.await();
        }

        Actor has() throws InterruptedException {
            has.await();
            return this;
        }

        Actor waits() {
            Eventually.waits(thread.get());
            assertThat(has.getCount()).isEqualTo(1);
            return this;
        }

        void ends() throws Exception {
            end.complete(null);
            done.get();
        }
    }

    private Actor sharer(String name) throws InterruptedException {
        return new Actor(name, () -> lock.share(LONG, true), lock::unshare);
    }

    private Actor owner(String name) throws InterruptedException {
        return new Actor(name, () -> lock.own(LONG, true), lock::disown);
    }

    @Test
    void manyShareItAndOneHasItAlone() throws Exception {
        Actor first = sharer("first").has();
        Actor second = sharer("second").has();
        Actor alone = owner("alone").waits();
        first.ends();
        alone.waits();
        second.ends();
        alone.has();
        Actor third = sharer("third").waits();
        Actor next = owner("next").waits();
        alone.ends();
        next.has();
        third.waits();
        next.ends();
        third.has().ends();
    }

    /** Or many who share it one after another would keep out who wants it alone. */
    @Test
    void whoWantsItAloneComesBeforeThoseWhoNewlyShareIt() throws Exception {
        Actor sharing = sharer("sharing").has();
        Actor alone = owner("alone").waits();
        Actor late = sharer("late").waits();
        sharing.ends();
        alone.has();
        late.waits();
        alone.ends();
        late.has().ends();
    }

    @Test
    void whoSharesItMayShareItAgain() throws Exception {
        lock.share(LONG, true);
        Actor alone = owner("alone").waits();
        lock.share(LONG, true);
        lock.unshare();
        alone.waits();
        lock.unshare();
        alone.has().ends();
        lock.own(LONG, true);
        lock.share(LONG, true);
        lock.unshare();
        lock.disown();
        sharer("later").has().ends();
    }

    @Test
    void onlyWhoHasItGivesItBack() throws Exception {
        assertThatExceptionOfType(IllegalMonitorStateException.class)
                .isThrownBy(lock::unshare)
                .withMessage("this thread does not share the thing");
        assertThatExceptionOfType(IllegalMonitorStateException.class)
                .isThrownBy(lock::disown)
                .withMessage("this thread does not have the thing");
        Actor other = owner("other").has();
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::disown);
        other.ends();
    }

    @Test
    void aThreadDoesNotWaitForItself() throws Exception {
        lock.share(LONG, true);
        assertThatIllegalStateException().isThrownBy(() -> lock.own(LONG, true))
                .withMessage(
                        "this thread cannot wait for the thing, because it is using it itself; let"
                                + " that call return first");
        lock.unshare();
        lock.own(LONG, false);
        assertThatIllegalStateException().isThrownBy(() -> lock.own(LONG, false));
        lock.disown();
        sharer("later").has().ends();
    }

    @Test
    void theTimeEndsAWaitWithTheNamesOfThoseWhoHoldIt() throws Exception {
        Actor first = sharer("first").has();
        Actor second = sharer("second").has();
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> lock.own(SHORT, true))
                .withMessageMatching(
                        "the thing is still in use after a wait of 1 ms, by thread \"first\" for"
                                + " [0-9]+ ms, thread \"second\" for [0-9]+ ms");
        sharer("third").has().ends(); // Nobody wants it alone any more.
        Actor alone = owner("alone").waits();
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> lock.share(Duration.ZERO, true))
                .withMessageContaining("thread \"alone\"");
        first.ends();
        second.ends();
        alone.has();
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> lock.share(SHORT, false))
                .withMessageContaining("thread \"alone\"");
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> lock.own(SHORT, false))
                .withMessageContaining("thread \"alone\"");
        alone.ends();
    }

    @Test
    void theNamesComeWithHowLongTheyHaveHeldIt() throws Exception {
        long before = System.nanoTime();
        Actor holder = owner("holder").has();
        long after = System.nanoTime();
        Thread.sleep(5);
        long least = (System.nanoTime() - after) / 1_000_000;
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> lock.share(Duration.ZERO, true))
                .satisfies(
                        e -> assertThat(millis(e.getMessage()))
                                .isBetween(least, (System.nanoTime() - before) / 1_000_000));
        holder.ends();
    }

    private static long millis(String message) {
        Matcher matcher = Pattern.compile("\"holder\" for ([0-9]+) ms").matcher(message);
        assertThat(matcher.find()).as(message).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    @Test
    void whoWaitsForOneWhoWantsItAloneIsWokenWhenThatOneGivesUp() throws Exception {
        Actor sharing = sharer("sharing").has();
        Actor alone = owner("alone").waits();
        Actor late = sharer("late").waits();
        alone.thread.get().interrupt();
        late.has().ends();
        sharing.ends();
    }

    /** A wait that ended without the lock makes no cycle either. */
    @Test
    void whoHasGivenUpMayBeWaitedForByTheOneWhoHoldsTheLock() throws Exception {
        SharedLock other = new SharedLock("the other");
        CountDownLatch wants = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        Actor holder =
                new Actor(
                        "holder",
                        () -> {
                            lock.share(LONG, true);
                            wants.await();
                            goesOn.countDown();
                            other.own(LONG, true);
                        },
                        () -> {
                            other.disown();
                            lock.unshare();
                        });
        Eventually.waits(holder.thread.get());
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> lock.own(SHORT, true));
        other.own(LONG, true);
        wants.countDown();
        goesOn.await();
        holder.waits();
        other.disown();
        holder.has().ends();
    }

    @Test
    void anInterruptEndsOnlyAWaitThatItMayEnd() throws Exception {
        Actor holder = owner("holder").has();
        Actor ends = owner("ends").waits();
        ends.thread.get().interrupt();
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(ends.done::get)
                .withCauseInstanceOf(InterruptedException.class);
        List<Boolean> kept = new ArrayList<>();
        Actor goesOn =
                new Actor(
                        "goes on",
                        () -> {
                            lock.share(LONG, false);
                            kept.add(Thread.interrupted());
                        },
                        lock::unshare)
                        .waits();
        goesOn.thread.get().interrupt();
        Eventually.holds("it was noticed", () -> !goesOn.thread.get().isInterrupted());
        goesOn.waits();
        holder.ends();
        goesOn.has();
        assertThat(kept).containsExactly(true);
        goesOn.ends();
    }

    /** Three threads that each share a lock and want the next one's alone. */
    @Test
    void aCycleOfThreeIsRefused() throws Exception {
        List<SharedLock> locks =
                List.of(new SharedLock("a"), new SharedLock("b"), new SharedLock("c"));
        CountDownLatch all = new CountDownLatch(3);
        AtomicInteger refused = new AtomicInteger();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            SharedLock mine = locks.get(i);
            SharedLock next = locks.get((i + 1) % 3);
            threads.add(
                    inBackground(
                            () -> {
                                mine.share(LONG, true);
                                try {
                                    all.countDown();
                                    all.await();
                                    next.own(LONG, true);
                                    next.disown();
                                } catch (IllegalStateException e) {
                                    assertThat(e).hasMessageContaining("waits for this thread");
                                    refused.incrementAndGet();
                                } finally {
                                    mine.unshare();
                                }
                            }));
        }
        for (CompletableFuture<Void> thread : threads) {
            thread.get();
        }
        assertThat(refused).hasValue(1);
    }

    /** Who waits to share waits for who wants it alone, too. */
    @Test
    void aCycleThroughOneWhoOnlyWantsItIsRefused() throws Exception {
        SharedLock other = new SharedLock("the other");
        lock.share(LONG, true);
        Actor alone =
                new Actor(
                        "alone",
                        () -> {
                            other.own(LONG, true);
                            lock.own(LONG, true);
                        },
                        () -> {
                            lock.disown();
                            other.disown();
                        })
                        .waits();
        assertThatIllegalStateException().isThrownBy(() -> other.share(LONG, true))
                .withMessageContainingAll("the other", "thread \"alone\"");
        lock.unshare();
        alone.has().ends();
        other.share(LONG, true);
        other.unshare();
    }

    /** A wait that has ended is part of no cycle: nobody is refused who could go on. */
    @Test
    void noWaitIsRefusedThatWouldEnd() throws Exception {
        AtomicInteger turns = new AtomicInteger();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            boolean shares = i % 2 == 0;
            threads.add(
                    inBackground(
                            () -> {
                                for (int turn = 0; turn < 5_000; turn++) {
                                    if (shares) {
                                        lock.share(LONG, true);
                                        lock.unshare();
                                    } else {
                                        lock.own(LONG, true);
                                        turns.set(turns.get() + 1);
                                        lock.disown();
                                    }
                                }
                            }));
        }
        for (CompletableFuture<Void> thread : threads) {
            thread.get();
        }
        assertThat(turns).hasValue(10_000);
    }
}
