package io.fileview.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.Background;
import io.fileview.waiting.Deadline;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Waiting for the flushes that overlapped with one (F1). */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class FlushesUnderWayTest {
    private final FlushesUnderWay underWay = new FlushesUnderWay();

    private Background waiting() {
        return Background.start(this::awaitOthers).waits();
    }

    private void awaitOthers() {
        try {
            underWay.awaitOthers(Deadline.FOREVER);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whereNoneIsUnderWayNobodyWaits() {
        awaitOthers();
        underWay.end(underWay.begin());
        awaitOthers();
    }

    @Test
    void ticketsDiffer() {
        long first = underWay.begin();
        long second = underWay.begin();
        underWay.end(first);
        assertThat(underWay.begin()).isNotIn(first, second);
    }

    @Test
    void f1ItWaitsForAllThatBeganBefore() throws Exception {
        long first = underWay.begin();
        long second = underWay.begin();
        Background call = waiting();
        underWay.end(second);
        call.waits();
        underWay.end(first);
        call.returns();
    }

    @Test
    void itDoesNotWaitForThoseThatBegunLater() throws Exception {
        long first = underWay.begin();
        Background call = waiting();
        long later = underWay.begin();
        underWay.end(first);
        call.returns();
        underWay.end(later);
    }

    @Test
    void anInterruptDoesNotEndTheWait() throws Exception {
        long first = underWay.begin();
        boolean[] kept = new boolean[1];
        Background call =
                Background.start(
                        () -> {
                            awaitOthers();
                            kept[0] = Thread.currentThread().isInterrupted();
                        });
        call.waits();
        call.interrupt();
        call.waits();
        underWay.end(first);
        call.returns();
        assertThat(kept[0]).isTrue();
    }
}
