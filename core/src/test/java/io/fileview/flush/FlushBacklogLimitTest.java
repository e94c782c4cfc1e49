package io.fileview.flush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.WaitTimeoutException;
import io.fileview.testing.Background;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Waits for a flush that end without one, and the last flush of a backlog. */
class FlushBacklogLimitTest extends FlushBacklogFixture {
    private static final Duration SHORT = Duration.ofMillis(1);

    private final FlushBacklog quick = new FlushBacklog(100, LONG, SHORT);

    @Test
    void aReportThatWaitedInVainSaysThatNoFlushHasStarted() throws IOException {
        quick.add(100, FILE);
        assertThatExceptionOfType(WaitTimeoutException.class)
                .isThrownBy(() -> quick.add(1, FILE))
                .withMessageContainingAll(
                        FILE,
                        "after a wait of 1 ms, 101 reported bytes are not durable: no flush has"
                                + " started; they stay in the backlog")
                .withNoCause()
                .satisfies(e -> assertThat(e.file()).isEqualTo(FILE));
        assertThat(quick.now().bytes()).isEqualTo(101);
    }

    @Test
    void aWaitInVainNamesTheThreadThatFlushesAndForHowLong() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        long before = System.nanoTime();
        CountDownLatch begun = new CountDownLatch(1);
        backlog.add(60, FILE);
        Background flusher =
                Background.start(
                        () -> {
                            Thread.currentThread().setName("who flushes");
                            backlog.awaitWork();
                            begun.countDown();
                            end.await();
                            backlog.flushed(null);
                        });
        begun.await();
        Thread.sleep(5);
        assertThatExceptionOfType(WaitTimeoutException.class)
                .isThrownBy(() -> backlog.awaitFlush(FILE, SHORT))
                .withMessageContainingAll("60 reported bytes", "thread \"who flushes\"")
                .satisfies(
                        e -> assertThat(millis(e.getMessage()))
                                .isBetween(5L, (System.nanoTime() - before) / 1_000_000));
        end.countDown();
        flusher.returns();
        assertBacklog(0);
    }

    private static long millis(String message) {
        Matcher matcher = Pattern.compile("began ([0-9]+) ms ago").matcher(message);
        assertThat(matcher.find()).as(message).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    @Test
    void aWaitInVainSaysThatTheLastFlushFailed() throws IOException {
        quick.add(60, FILE);
        assertThat(quick.awaitWork()).isTrue();
        IOException failure = failure("the disk refused it");
        quick.flushed(failure);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> quick.add(0, FILE))
                .withMessage("the disk refused it");
        assertThatExceptionOfType(WaitTimeoutException.class)
                .isThrownBy(() -> quick.add(50, FILE))
                .withMessageContainingAll("110 reported bytes",
                        "the last flush failed (the disk refused it) and the next one has not"
                                + " started")
                .withCause(failure);
    }

    @Test
    void aFlushThatSomebodyHasAskedForIsDueThoughHeWaitsNoLonger() {
        assertThatExceptionOfType(WaitTimeoutException.class)
                .isThrownBy(() -> backlog.awaitFlush(FILE, Duration.ZERO));
        assertThat(backlog.awaitWork()).isTrue();
    }

    @Test
    void aThreadThatFlushesDoesNotWaitForItself() {
        FlushBacklog mine = new FlushBacklog(100, 1, SHORT);
        assertThat(mine.awaitWork()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> mine.awaitFlush(FILE, SHORT))
                .withMessage(
                        "the flush of the file cannot wait for itself; let it return first");
        mine.flushed(null);
        assertThatExceptionOfType(WaitTimeoutException.class)
                .isThrownBy(() -> mine.awaitFlush(FILE, SHORT));
    }

    @Test
    void closingInVainClosesAllTheSame() throws IOException {
        quick.add(60, FILE);
        assertThat(quick.awaitWork()).isTrue();
        Background closer = Background.start(() -> quick.flushAndClose(FILE, SHORT));
        assertThatExceptionOfType(WaitTimeoutException.class)
                .isThrownBy(
                        () -> {
                            throw closer.fails();
                        })
                .withMessageContaining("60 reported bytes");
        assertThatIllegalStateException().isThrownBy(() -> quick.add(1, FILE));
        quick.flushed(null);
        assertThat(quick.awaitWork()).isFalse();
    }

    @Test
    void anInterruptBeforeOrWhileClosingIsKeptAndEndsNothing() throws Exception {
        for (boolean before : new boolean[] {true, false}) {
            FlushBacklog closed = new FlushBacklog(100, LONG, FOREVER);
            boolean[] kept = new boolean[1];
            Background closer =
                    Background.start(
                            () -> {
                                if (before) {
                                    Thread.currentThread().interrupt();
                                }
                                closed.flushAndClose(FILE, FOREVER);
                                kept[0] = Thread.currentThread().isInterrupted();
                            });
            closer.waits();
            if (!before) {
                closer.interrupt();
                closer.waits();
            }
            assertThat(closed.awaitWork()).isTrue();
            closed.flushed(null);
            closer.returns();
            assertThat(kept[0]).as("interrupted before: %s", before).isTrue();
        }
    }

    @Test
    void withoutAnInterruptClosingLeavesNone() throws Exception {
        boolean[] interrupted = new boolean[1];
        Background closer =
                Background.start(
                        () -> {
                            backlog.flushAndClose(FILE, FOREVER);
                            interrupted[0] = Thread.currentThread().isInterrupted();
                        });
        closer.waits();
        assertThat(backlog.awaitWork()).isTrue();
        backlog.flushed(null);
        closer.returns();
        assertThat(interrupted[0]).isFalse();
    }

    @Test
    void aBacklogThatNobodyCanCloseIsFlushedOnceMore() {
        assertThat(backlog.abandon()).isTrue();
        assertThat(backlog.abandon()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> backlog.add(1, FILE));
        assertThat(backlog.awaitWork()).isTrue();
        backlog.flushed(failure("one"));
        assertThat(backlog.awaitWork()).isFalse();
    }

    /** The flush in progress may have passed the pages that were reported last. */
    @Test
    void itIsFlushedOnceMoreAfterAFlushThatIsInProgress() throws Exception {
        backlog.add(60, FILE);
        assertThat(backlog.awaitWork()).isTrue();
        assertThat(backlog.abandon()).isTrue();
        backlog.flushed(null);
        assertThat(backlog.awaitWork()).isTrue();
        backlog.flushed(null);
        assertThat(backlog.awaitWork()).isFalse();
    }

    @Test
    void theWaitOfTheFlusherEndsWhenNobodyCanCloseTheBacklog() throws Exception {
        Background flusher =
                Background.start(
                        () -> {
                            while (backlog.awaitWork()) {
                                backlog.flushed(null);
                            }
                        });
        flusher.waitsTimed();
        backlog.abandon();
        flusher.returns();
    }

    @Test
    void aBacklogThatIsClosedIsNotAbandoned() throws Exception {
        Background closer = Background.start(() -> backlog.flushAndClose(FILE, FOREVER));
        closer.waits();
        assertThat(backlog.abandon()).isFalse();
        assertThat(backlog.awaitWork()).isTrue();
        backlog.flushed(null);
        closer.returns();
        assertThat(backlog.awaitWork()).isFalse();
    }
}
