package io.fileview.flush;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.Background;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What was reported and is not durable, with the test in the place of the thread that flushes. */
class FlushBacklogTest extends FlushBacklogFixture {
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
    void theAgeIsThatOfTheOldestReport() throws Exception {
        long before = System.nanoTime();
        backlog.add(10, FILE);
        long after = System.nanoTime();
        Thread.sleep(5);
        backlog.add(20, FILE);
        long least = System.nanoTime() - after;
        long age = backlog.now().oldest().toNanos();
        assertThat(age).isBetween(least, System.nanoTime() - before);
    }

    @Test
    void whatIsReportedDuringAFlushHasItsOwnAge() throws Exception {
        backlog.add(60, FILE);
        assertThat(backlog.awaitWork()).isTrue();
        long before = System.nanoTime();
        backlog.add(10, FILE);
        backlog.flushed(null);
        assertThat(backlog.now().oldest().toNanos())
                .isLessThanOrEqualTo(System.nanoTime() - before);
    }

    @Test
    void halfOfTheBytesMakeAFlushDue() throws Exception {
        Background flusher = Background.start(() -> assertThat(backlog.awaitWork()).isTrue());
        backlog.add(49, FILE);
        flusher.waitsTimed();
        backlog.add(1, FILE);
        flusher.returns();
        assertBacklog(50);
        backlog.flushed(null);
        assertBacklog(0);
        assertThat(backlog.now().oldest()).isZero();
    }

    @Test
    void ofAnOddNumberTheLargerHalfMakesItDue() throws Exception {
        FlushBacklog odd = new FlushBacklog(5, LONG, FOREVER);
        Background flusher = Background.start(() -> assertThat(odd.awaitWork()).isTrue());
        odd.add(2, FILE);
        flusher.waitsTimed();
        odd.add(1, FILE);
        flusher.returns();
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
        Background writer = Background.start(() -> backlog.add(1, FILE)).waits();
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
        Background writer = Background.start(() -> backlog.add(1, FILE)).waits();
        backlog.flushed(null);
        writer.returns();
        assertBacklog(41);
    }

    @Test
    void anAgeThatIsNotAllowedWaitsForAFlush() throws Exception {
        FlushBacklog impatient = new FlushBacklog(100, 1, FOREVER);
        Background writer = Background.start(() -> impatient.add(1, FILE)).waits();
        assertThat(impatient.awaitWork()).isTrue();
        impatient.flushed(null);
        writer.returns();
        assertThat(impatient.now().bytes()).isZero();
    }

    @Test
    void halfOfTheDelayMakesAFlushDueThoughNothingWasReported() {
        FlushBacklog impatient = new FlushBacklog(100, Duration.ofMillis(2).toNanos(), FOREVER);
        assertThat(impatient.awaitWork()).isTrue();
        impatient.flushed(null);
        assertThat(impatient.awaitWork()).isTrue();
        impatient.flushed(null);
    }

    /** The flusher waits in it, and does not try again and again. */
    @Test
    void halfOfTheLongestDelayIsWaitedForToo() throws Exception {
        FlushBacklog patient = new FlushBacklog(100, Duration.ofDays(100_000).toNanos(), FOREVER);
        Background flusher = Background.start(() -> assertThat(patient.awaitWork()).isTrue());
        flusher.waitsTimed();
        patient.add(50, FILE);
        flusher.returns();
    }

    @Test
    void whoWaitsForDurabilityWaitsForAFlushThatStartsLater() throws Exception {
        backlog.add(60, FILE);
        assertThat(backlog.awaitWork()).isTrue();
        Background waiting = Background.start(() -> backlog.awaitFlush(FILE, FOREVER)).waits();
        backlog.flushed(null); // This one may have passed its pages already.
        waiting.waits();
        assertThat(backlog.awaitWork()).isTrue(); // It is due at once.
        backlog.flushed(null);
        waiting.returns();
    }

    @Test
    void twoWhoWaitAreServedByOneFlush() throws Exception {
        Background first = Background.start(() -> backlog.awaitFlush(FILE, FOREVER)).waits();
        Background second = Background.start(() -> backlog.awaitFlush(FILE, FOREVER)).waits();
        assertThat(backlog.awaitWork()).isTrue();
        backlog.flushed(null);
        first.returns();
        second.returns();
    }

    @Test
    void aFlushUnderWayIsNotAskedForAgain() throws Exception {
        backlog.add(100, FILE);
        assertThat(backlog.awaitWork()).isTrue();
        Background writer = Background.start(() -> backlog.add(1, FILE)).waits();
        backlog.flushed(null);
        writer.returns();
        Background flusher = Background.start(() -> assertThat(backlog.awaitWork()).isTrue());
        flusher.waitsTimed();
        backlog.add(60, FILE);
        flusher.returns();
    }

    @Test
    void anInterruptEndsTheWaitAndIsKept() throws Exception {
        backlog.add(100, FILE);
        boolean[] kept = new boolean[1];
        Background writer =
                Background.start(
                        () -> {
                            try {
                                backlog.add(1, FILE);
                            } finally {
                                kept[0] = Thread.currentThread().isInterrupted();
                            }
                        });
        writer.waits();
        writer.thread().interrupt();
        assertThat(writer.fails()).isInstanceOf(InterruptedIOException.class);
        assertThat(kept[0]).isTrue();
        assertBacklog(101); // The range has been recorded all the same.
    }

    @Test
    void anInterruptOfTheFlusherIsIgnored() throws Exception {
        Background flusher = Background.start(() -> assertThat(backlog.awaitWork()).isTrue());
        flusher.waitsTimed();
        flusher.interrupt();
        backlog.add(60, FILE);
        flusher.returns();
    }

    @Test
    void countsDoNotOverflow() throws IOException {
        FlushBacklog boundless = new FlushBacklog(Long.MAX_VALUE, LONG, FOREVER);
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
            FlushBacklog tried = new FlushBacklog(1_000_000, LONG, FOREVER);
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
        FlushBacklog fresh = new FlushBacklog(1_000_000, LONG, FOREVER);
        fresh.add(bytes, FILE);
        return fresh;
    }
}
