package io.fileview.flush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What was reported and is not durable, with the test in the place of the thread that flushes. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class FlushBacklogTest {
    private static final String FILE = "the file";
    private static final long LONG = Duration.ofDays(1).toNanos();

    private final FlushBacklog backlog = new FlushBacklog(100, LONG);

    private interface Work {
        void run() throws IOException;
    }

    /** A call that another thread makes. */
    private static final class Other {
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final Thread thread;

        Other(Work work) {
            thread =
                    Thread.ofPlatform()
                            .daemon()
                            .start(
                                    () -> {
                                        try {
                                            work.run();
                                            done.complete(null);
                                        } catch (Throwable failure) {
                                            done.completeExceptionally(failure);
                                        }
                                    });
        }

        Other waits() {
            while (thread.getState() != Thread.State.WAITING) {
                assertThat(done).as("the call waits").isNotDone();
                Thread.onSpinWait();
            }
            return this;
        }

        /** The thread that flushes waits no longer than until the next flush is due. */
        void waitsTimed() {
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                assertThat(done).as("the call waits").isNotDone();
                Thread.onSpinWait();
            }
        }

        void returns() throws Exception {
            done.get();
        }

        IOException fails() {
            try {
                done.get();
            } catch (ExecutionException e) {
                return (IOException) e.getCause();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            throw new AssertionError("the call returned");
        }
    }

    private static IOException failure(String what) {
        return new IOException(what);
    }

    private void assertBacklog(long bytes) {
        assertThat(backlog.now().bytes()).isEqualTo(bytes);
    }

    @Test
    void whatIsReportedIsCounted() throws IOException {
        assertBacklog(0);
        assertThat(backlog.now().oldest()).isZero();
        assertThat(backlog.now().lastFailure()).isNull();
        backlog.add(0, FILE);
        assertBacklog(0);
        assertThat(backlog.now().oldest()).isZero();
        backlog.add(10, FILE);
        backlog.add(20, FILE);
        assertBacklog(30);
        Duration age = backlog.now().oldest();
        assertThat(age).isPositive();
        assertThat(backlog.now().oldest()).isGreaterThanOrEqualTo(age);
    }

    @Test
    void halfOfTheBytesMakeAFlushDue() throws IOException {
        Other flusher = new Other(() -> assertThat(backlog.awaitWork()).isTrue());
        backlog.add(49, FILE);
        flusher.waitsTimed();
        backlog.add(1, FILE);
        flusher.done.join();
        assertBacklog(50);
        backlog.flushed(null);
        assertBacklog(0);
        assertThat(backlog.now().oldest()).isZero();
    }

    @Test
    void ofAnOddNumberTheLargerHalfMakesItDue() throws IOException {
        FlushBacklog odd = new FlushBacklog(5, LONG);
        Other flusher = new Other(() -> assertThat(odd.awaitWork()).isTrue());
        odd.add(2, FILE);
        flusher.waitsTimed();
        odd.add(1, FILE);
        flusher.done.join();
    }

    @Test
    void whatIsReportedDuringAFlushBelongsToTheNext() throws IOException {
        backlog.add(60, FILE);
        assertThat(backlog.awaitWork()).isTrue();
        backlog.add(10, FILE);
        assertBacklog(70);
        backlog.flushed(null);
        assertBacklog(10);
    }

    @Test
    void whoReportsMoreThanIsAllowedWaitsForAFlush() throws Exception {
        backlog.add(100, FILE);
        Other writer = new Other(() -> backlog.add(1, FILE)).waits();
        assertThat(backlog.awaitWork()).isTrue();
        writer.waits();
        backlog.flushed(null);
        writer.returns();
        assertBacklog(0);
    }

    @Test
    void exactlyWhatIsAllowedDoesNotWait() throws IOException {
        backlog.add(100, FILE);
        assertBacklog(100);
    }

    @Test
    void bytesInFlightCountToo() throws Exception {
        backlog.add(60, FILE);
        assertThat(backlog.awaitWork()).isTrue();
        backlog.add(40, FILE);
        Other writer = new Other(() -> backlog.add(1, FILE)).waits();
        backlog.flushed(null);
        writer.returns();
        assertBacklog(41);
    }

    @Test
    void anAgeThatIsNotAllowedWaitsForAFlush() throws Exception {
        FlushBacklog impatient = new FlushBacklog(100, 1);
        Other writer = new Other(() -> impatient.add(1, FILE)).waits();
        assertThat(impatient.awaitWork()).isTrue();
        impatient.flushed(null);
        writer.returns();
        assertThat(impatient.now().bytes()).isZero();
    }

    @Test
    void halfOfTheDelayMakesAFlushDueThoughNothingWasReported() {
        FlushBacklog impatient = new FlushBacklog(100, Duration.ofMillis(2).toNanos());
        assertThat(impatient.awaitWork()).isTrue();
        impatient.flushed(null);
        assertThat(impatient.awaitWork()).isTrue();
        impatient.flushed(null);
    }

    @Test
    void whoWaitsForDurabilityWaitsForAFlushThatStartsLater() throws Exception {
        backlog.add(60, FILE);
        assertThat(backlog.awaitWork()).isTrue();
        Other waiting = new Other(() -> backlog.awaitFlush(FILE)).waits();
        backlog.flushed(null); // This one may have passed its pages already.
        waiting.waits();
        assertThat(backlog.awaitWork()).isTrue(); // It is due at once.
        backlog.flushed(null);
        waiting.returns();
    }

    @Test
    void twoWhoWaitAreServedByOneFlush() throws Exception {
        Other first = new Other(() -> backlog.awaitFlush(FILE)).waits();
        Other second = new Other(() -> backlog.awaitFlush(FILE)).waits();
        assertThat(backlog.awaitWork()).isTrue();
        backlog.flushed(null);
        first.returns();
        second.returns();
    }

    @Test
    void aFailureGoesToThoseWhoWaitedAndToNobodyElse() throws Exception {
        Other first = new Other(() -> backlog.awaitFlush(FILE)).waits();
        Other second = new Other(() -> backlog.awaitFlush(FILE)).waits();
        assertThat(backlog.awaitWork()).isTrue();
        IOException failure = failure("one");
        backlog.flushed(failure);
        assertThat(first.fails()).isSameAs(failure);
        assertThat(second.fails()).isSameAs(failure);
        backlog.add(1, FILE);
        assertThat(backlog.now().lastFailure()).isSameAs(failure);
    }

    @Test
    void aFailureThatNobodyWaitedForGoesToTheNextCallOnce() throws IOException {
        backlog.add(60, FILE);
        assertThat(backlog.awaitWork()).isTrue();
        backlog.flushed(failure("one"));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> backlog.add(5, FILE))
                .withMessage("one");
        assertBacklog(65); // The range has been recorded all the same.
        backlog.add(5, FILE);
        assertBacklog(70);
        backlog.add(10, FILE);
    }

    @Test
    void aFailureThatNobodyWaitedForGoesToWhoWaitsForDurability() throws IOException {
        backlog.add(60, FILE);
        assertThat(backlog.awaitWork()).isTrue();
        backlog.flushed(failure("one"));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> backlog.awaitFlush(FILE))
                .withMessage("one");
    }

    @Test
    void bytesOfAFlushThatFailedStayAtTheirAge() throws Exception {
        backlog.add(60, FILE);
        Thread.sleep(5);
        assertThat(backlog.awaitWork()).isTrue();
        long inFlight = backlog.now().oldest().toNanos();
        assertThat(inFlight).isGreaterThanOrEqualTo(5_000_000);
        backlog.add(10, FILE);
        backlog.flushed(failure("one"));
        assertBacklog(70);
        assertThat(backlog.now().oldest().toNanos()).isGreaterThanOrEqualTo(inFlight);
    }

    @Test
    void aFlushThatFailedWithoutBytesAddsNone() {
        FlushBacklog impatient = new FlushBacklog(100, 2);
        assertThat(impatient.awaitWork()).isTrue();
        impatient.flushed(failure("one"));
        assertThat(impatient.now().bytes()).isZero();
        assertThat(impatient.now().oldest()).isZero();
        assertThat(impatient.awaitWork()).isTrue();
        impatient.flushed(null);
        assertThat(impatient.now().lastFailure()).isNull();
    }

    /** Or a device that fails would be tried without a pause. */
    @Test
    void afterAFailureBytesMakeNoFlushDue() throws IOException {
        backlog.add(60, FILE);
        assertThat(backlog.awaitWork()).isTrue();
        backlog.flushed(failure("one"));
        Other flusher = new Other(() -> assertThat(backlog.awaitWork()).isTrue());
        flusher.waitsTimed();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> backlog.add(1, FILE));
        flusher.waitsTimed();
        Other waiting = new Other(() -> backlog.awaitFlush(FILE));
        flusher.done.join(); // Who asks for one gets one at once.
        backlog.flushed(null);
        waiting.done.join();
        assertBacklog(0);
    }

    @Test
    void aWriterThatWaitsWhileTheDeviceFailsIsTold() throws Exception {
        backlog.add(100, FILE);
        Other writer = new Other(() -> backlog.add(50, FILE)).waits();
        assertThat(backlog.awaitWork()).isTrue();
        backlog.flushed(failure("one"));
        assertThat(writer.fails()).hasMessage("one");
        assertBacklog(150);
        Other next = new Other(() -> backlog.add(1, FILE)).waits();
        Other flusher = new Other(() -> assertThat(backlog.awaitWork()).isTrue());
        flusher.waitsTimed(); // It asks for no flush while the device fails.
        new Other(() -> backlog.awaitFlush(FILE));
        flusher.done.join();
        backlog.flushed(null);
        next.returns();
    }

    @Test
    void aFlushUnderWayIsNotAskedForAgain() throws Exception {
        backlog.add(100, FILE);
        assertThat(backlog.awaitWork()).isTrue();
        Other writer = new Other(() -> backlog.add(1, FILE)).waits();
        backlog.flushed(null);
        writer.returns();
        Other flusher = new Other(() -> assertThat(backlog.awaitWork()).isTrue());
        flusher.waitsTimed();
        backlog.add(60, FILE);
        flusher.done.join();
    }

    @Test
    void anInterruptEndsTheWaitAndIsKept() throws Exception {
        backlog.add(100, FILE);
        boolean[] kept = new boolean[1];
        Other writer =
                new Other(
                        () -> {
                            try {
                                backlog.add(1, FILE);
                            } finally {
                                kept[0] = Thread.currentThread().isInterrupted();
                            }
                        });
        writer.waits();
        writer.thread.interrupt();
        assertThat(writer.fails()).isInstanceOf(InterruptedIOException.class);
        assertThat(kept[0]).isTrue();
        assertBacklog(101); // The range has been recorded all the same.
    }

    @Test
    void anInterruptOfTheFlusherIsIgnored() throws IOException {
        Other flusher = new Other(() -> assertThat(backlog.awaitWork()).isTrue());
        flusher.waitsTimed();
        flusher.thread.interrupt();
        backlog.add(60, FILE);
        flusher.done.join();
    }

    @Test
    void closingWaitsForALastFlush() throws Exception {
        backlog.add(10, FILE);
        Other closer = new Other(() -> backlog.flushAndClose(FILE)).waits();
        assertThatIllegalStateException().isThrownBy(() -> backlog.add(1, FILE))
                .withMessage("the flush scheduler of the file is closed");
        assertThatIllegalStateException().isThrownBy(() -> backlog.awaitFlush(FILE));
        assertThatIllegalStateException().isThrownBy(() -> backlog.flushAndClose(FILE));
        assertThat(backlog.awaitWork()).isTrue();
        backlog.flushed(null);
        closer.returns();
        assertThat(backlog.awaitWork()).isFalse();
        assertBacklog(0);
    }

    @Test
    void closingEndsTheWaitOfTheFlusher() throws Exception {
        Other flusher =
                new Other(
                        () -> {
                            while (backlog.awaitWork()) {
                                backlog.flushed(null);
                            }
                        });
        flusher.waitsTimed();
        backlog.flushAndClose(FILE);
        flusher.returns();
    }

    @Test
    void closingThrowsAFailureThatNobodyWasTold() throws Exception {
        backlog.add(60, FILE);
        assertThat(backlog.awaitWork()).isTrue();
        IOException earlier = failure("earlier");
        backlog.flushed(earlier);
        Other closer = new Other(() -> backlog.flushAndClose(FILE)).waits();
        assertThat(backlog.awaitWork()).isTrue();
        backlog.flushed(null);
        assertThat(closer.fails()).isSameAs(earlier);
        assertThat(backlog.awaitWork()).isFalse();
    }

    @Test
    void closingThrowsTheLastFailureWithTheEarlierOne() throws Exception {
        backlog.add(60, FILE);
        assertThat(backlog.awaitWork()).isTrue();
        IOException earlier = failure("earlier");
        backlog.flushed(earlier);
        Other closer = new Other(() -> backlog.flushAndClose(FILE)).waits();
        assertThat(backlog.awaitWork()).isTrue();
        IOException last = failure("last");
        backlog.flushed(last);
        assertThat(closer.fails()).isSameAs(last).hasSuppressedException(earlier);
        assertThat(backlog.awaitWork()).isFalse();
        assertBacklog(60);
    }

    @Test
    void oneFailureIsNotItsOwnCompanion() throws Exception {
        backlog.add(60, FILE);
        assertThat(backlog.awaitWork()).isTrue();
        IOException same = failure("same");
        backlog.flushed(same);
        Other closer = new Other(() -> backlog.flushAndClose(FILE)).waits();
        assertThat(backlog.awaitWork()).isTrue();
        backlog.flushed(same);
        assertThat(closer.fails()).isSameAs(same).hasNoSuppressedExceptions();
    }

    @Test
    void countsDoNotOverflow() throws IOException {
        FlushBacklog boundless = new FlushBacklog(Long.MAX_VALUE, LONG);
        boundless.add(Long.MAX_VALUE - 5, FILE);
        boundless.add(10, FILE);
        assertThat(boundless.now().bytes()).isEqualTo(Long.MAX_VALUE);
        assertThat(boundless.awaitWork()).isTrue();
        boundless.add(10, FILE);
        assertThat(boundless.now().bytes()).isEqualTo(Long.MAX_VALUE);
        boundless.flushed(failure("one"));
        assertThat(boundless.now().bytes()).isEqualTo(Long.MAX_VALUE);
    }

    /** Any order of reports, flushes and failures, against a model: never less than there is. */
    @Test
    void itEqualsAModelAfterEachStep() throws IOException {
        long seed = 5;
        System.out.println("backlogs from the seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 200; run++) {
            FlushBacklog tried = new FlushBacklog(1_000_000, LONG);
            long waiting = 0;
            long inFlight = 0;
            boolean flushing = false;
            boolean untold = false;
            for (int step = 0; step < 50; step++) {
                if (random.nextInt(3) > 0) {
                    long bytes = random.nextInt(5_000);
                    waiting += bytes;
                    boolean told = false;
                    try {
                        tried.add(bytes, FILE);
                    } catch (IOException e) {
                        told = true;
                    }
                    assertThat(told).isEqualTo(untold);
                    untold = false;
                } else if (!flushing && waiting >= 500_000 && tried.now().lastFailure() == null) {
                    assertThat(tried.awaitWork()).isTrue();
                    flushing = true;
                    inFlight = waiting;
                    waiting = 0;
                } else if (!flushing) {
                    waiting += 500_000 - Math.min(waiting, 500_000);
                    tried = restart(waiting);
                    untold = false;
                } else {
                    boolean fails = random.nextInt(3) == 0;
                    tried.flushed(fails ? failure("x") : null);
                    flushing = false;
                    untold |= fails;
                    waiting += fails ? inFlight : 0;
                    inFlight = 0;
                }
                assertThat(tried.now().bytes()).isEqualTo(waiting + inFlight);
            }
        }
    }

    private static FlushBacklog restart(long bytes) throws IOException {
        FlushBacklog fresh = new FlushBacklog(1_000_000, LONG);
        fresh.add(bytes, FILE);
        return fresh;
    }
}
