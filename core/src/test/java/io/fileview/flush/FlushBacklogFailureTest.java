package io.fileview.flush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.testing.Background;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What becomes of a backlog if flushes fail, and when it is closed. */
class FlushBacklogFailureTest extends FlushBacklogFixture {
    @Test
    void aFailureGoesToThoseWhoWaitedAndToNobodyElse() throws Exception {
        Background first = Background.start(() -> backlog.awaitFlush(FILE, FOREVER)).waits();
        Background second = Background.start(() -> backlog.awaitFlush(FILE, FOREVER)).waits();
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
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> backlog.awaitFlush(FILE, FOREVER))
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
        FlushBacklog impatient = new FlushBacklog(100, 2, FOREVER);
        assertThat(impatient.awaitWork()).isTrue();
        impatient.flushed(failure("one"));
        assertThat(impatient.now().bytes()).isZero();
        assertThat(impatient.now().oldest()).isZero();
        assertThat(impatient.awaitWork()).isTrue();
        impatient.flushed(null);
        assertThat(impatient.now().lastFailure()).isNull();
    }

    @Test
    void aFlushThatFailedWithoutBytesLeavesOthersTheirAge() throws IOException {
        Background.start(() -> backlog.awaitFlush(FILE, FOREVER)).waits();
        assertThat(backlog.awaitWork()).isTrue();
        long before = System.nanoTime();
        backlog.add(5, FILE);
        backlog.flushed(failure("one"));
        assertThat(backlog.now().oldest().toNanos())
                .isLessThanOrEqualTo(System.nanoTime() - before);
    }

    /** Though a flush succeeds before the call has noticed. */
    @Test
    void aCallThatWaitedWhileAFlushFailedThrowsTheFailure() throws Exception {
        for (int i = 0; i < 300; i++) {
            FlushBacklog impatient = new FlushBacklog(100, 1, FOREVER);
            Background waits = Background.start(() -> impatient.awaitFlush(FILE, FOREVER)).waits();
            assertThat(impatient.awaitWork()).isTrue();
            IOException failure = failure("one");
            impatient.flushed(failure);
            assertThat(impatient.awaitWork()).isTrue();
            impatient.flushed(null);
            assertThat(waits.fails()).isSameAs(failure);
            impatient.add(0, FILE); // It has been told, so nobody else is.
        }
    }

    /** Or a device that fails would be tried without a pause. */
    @Test
    void afterAFailureBytesMakeNoFlushDue() throws Exception {
        backlog.add(60, FILE);
        assertThat(backlog.awaitWork()).isTrue();
        backlog.flushed(failure("one"));
        Background flusher = Background.start(() -> assertThat(backlog.awaitWork()).isTrue());
        flusher.waitsTimed();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> backlog.add(1, FILE));
        flusher.waitsTimed();
        Background waiting = Background.start(() -> backlog.awaitFlush(FILE, FOREVER));
        flusher.returns(); // Who asks for one gets one at once.
        backlog.flushed(null);
        waiting.returns();
        assertBacklog(0);
    }

    @Test
    void aWriterThatWaitsWhileTheDeviceFailsIsTold() throws Exception {
        backlog.add(100, FILE);
        Background writer = Background.start(() -> backlog.add(50, FILE)).waits();
        assertThat(backlog.awaitWork()).isTrue();
        backlog.flushed(failure("one"));
        assertThat(writer.fails()).hasMessage("one");
        assertBacklog(150);
        Background next = Background.start(() -> backlog.add(1, FILE)).waits();
        Background flusher = Background.start(() -> assertThat(backlog.awaitWork()).isTrue());
        flusher.waitsTimed(); // It asks for no flush while the device fails.
        Background.start(() -> backlog.awaitFlush(FILE, FOREVER));
        flusher.returns();
        backlog.flushed(null);
        next.returns();
    }

    @Test
    void closingWaitsForALastFlush() throws Exception {
        backlog.add(10, FILE);
        Background closer = Background.start(() -> backlog.flushAndClose(FILE, FOREVER)).waits();
        assertThatIllegalStateException().isThrownBy(() -> backlog.add(1, FILE))
                .withMessage("the flush scheduler of the file is closed; start another one");
        assertThatIllegalStateException().isThrownBy(() -> backlog.awaitFlush(FILE, FOREVER));
        assertThatIllegalStateException().isThrownBy(() -> backlog.flushAndClose(FILE, FOREVER));
        assertThat(backlog.awaitWork()).isTrue();
        backlog.flushed(null);
        closer.returns();
        assertThat(backlog.awaitWork()).isFalse();
        assertBacklog(0);
    }

    @Test
    void closingEndsTheWaitOfTheFlusher() throws Exception {
        Background flusher =
                Background.start(
                        () -> {
                            while (backlog.awaitWork()) {
                                backlog.flushed(null);
                            }
                        });
        flusher.waitsTimed();
        backlog.flushAndClose(FILE, FOREVER);
        flusher.returns();
    }

    @Test
    void closingThrowsAFailureThatNobodyWasTold() throws Exception {
        backlog.add(60, FILE);
        assertThat(backlog.awaitWork()).isTrue();
        IOException earlier = failure("earlier");
        backlog.flushed(earlier);
        Background closer = Background.start(() -> backlog.flushAndClose(FILE, FOREVER)).waits();
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
        Background closer = Background.start(() -> backlog.flushAndClose(FILE, FOREVER)).waits();
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
        Background closer = Background.start(() -> backlog.flushAndClose(FILE, FOREVER)).waits();
        assertThat(backlog.awaitWork()).isTrue();
        backlog.flushed(same);
        assertThat(closer.fails()).isSameAs(same).hasNoSuppressedExceptions();
    }
}
