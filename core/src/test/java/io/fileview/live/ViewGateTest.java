package io.fileview.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.testing.Background;
import io.fileview.waiting.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Calls pass while the view is mapped, and unmapping passes while no call is under way. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ViewGateTest {
    private final ViewGate gate = new ViewGate("view 7 of x", Deadline.FOREVER);

    /** A call that is under way until it is released. */
    private Background callUnderWay(CountDownLatch release) throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        Background call =
                Background.start(
                        () -> gate.call(
                                () -> {
                                    inside.countDown();
                                    try {
                                        return release.getCount() >= 0 && await(release);
                                    } catch (InterruptedException e) {
                                        throw new IOException(e);
                                    }
                                }));
        inside.await();
        return call;
    }

    private static boolean await(CountDownLatch latch) throws InterruptedException {
        latch.await();
        return true;
    }

    @Test
    void callsPassAndReturnWhatTheyFound() throws IOException {
        boolean[] ran = new boolean[1];
        gate.run(() -> ran[0] = true);
        assertThat(ran[0]).isTrue();
        assertThat(gate.call(() -> "found")).isEqualTo("found");
        assertThat(gate.whileMapped(() -> 5)).isEqualTo(5);
        assertThat(gate.isMapped()).isTrue();
    }

    @Test
    void callsThatThrowLeaveTheGate() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(
                        () -> gate.run(
                                () -> {
                                    throw new IOException("x");
                                }))
                .withMessage("x");
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> gate.whileMapped(
                                () -> {
                                    throw new IllegalStateException("y");
                                }))
                .withMessage("y");
        assertThat(gate.closeOnce(gate::shut)).isTrue();
    }

    @Test
    void afterClosingNoCallPasses() {
        assertThat(gate.closeOnce(gate::shut)).isTrue();
        assertThat(gate.isMapped()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> gate.run(() -> {}))
                .withMessage("view 7 of x has been unmapped; map it again");
        assertThatIllegalStateException().isThrownBy(() -> gate.call(() -> 1));
        assertThatIllegalStateException().isThrownBy(() -> gate.whileMapped(() -> 1));
        assertThatIllegalStateException().isThrownBy(() -> gate.exclusively(() -> {}));
    }

    @Test
    void closingHappensOnce() {
        int[] times = new int[1];
        ViewGate.Action unmap =
                () -> {
                    times[0]++;
                    gate.shut();
                };
        assertThat(gate.closeOnce(unmap)).isTrue();
        assertThat(gate.closeOnce(unmap)).isFalse();
        assertThat(times[0]).isEqualTo(1);
    }

    @Test
    void closingThatFailsCanBeTriedAgain() throws IOException {
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(
                        () -> gate.closeOnce(
                                () -> {
                                    throw new IOException("x");
                                }))
                .withCauseInstanceOf(IOException.class);
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> gate.closeOnce(
                                () -> {
                                    throw new IllegalStateException("in use");
                                }));
        assertThat(gate.isMapped()).isTrue();
        assertThat(gate.call(() -> 1)).isEqualTo(1);
        assertThat(gate.closeOnce(gate::shut)).isTrue();
    }

    @Test
    void anExclusiveActionThatFailsLeavesTheGateOpen() throws IOException {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(
                        () -> gate.exclusively(
                                () -> {
                                    throw new IOException("x");
                                }));
        assertThat(gate.call(() -> 1)).isEqualTo(1);
        boolean[] ran = new boolean[1];
        gate.exclusively(() -> ran[0] = true);
        assertThat(ran[0]).isTrue();
        gate.exclusively(gate::shut);
        assertThat(gate.isMapped()).isFalse();
    }

    @Test
    void closingWaitsForACallUnderWay() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Background call = callUnderWay(release);
        Background close = Background.start(() -> assertThat(gate.closeOnce(gate::shut)).isTrue());
        close.waits();
        assertThat(gate.isMapped()).isTrue();
        release.countDown();
        call.returns();
        close.returns();
        assertThat(gate.isMapped()).isFalse();
    }

    @Test
    void closingWaitsForTheLastOfSeveralCalls() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        Background firstCall = callUnderWay(first);
        Background secondCall = callUnderWay(second);
        Background close = Background.start(() -> gate.closeOnce(gate::shut));
        close.waits();
        first.countDown();
        firstCall.returns();
        close.waits();
        second.countDown();
        secondCall.returns();
        close.returns();
    }

    @Test
    void anExclusiveActionWaitsForCallsAndKeepsNewOnesOut() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Background call = callUnderWay(release);
        int[] order = new int[2];
        Background exclusive =
                Background.start(() -> gate.exclusively(() -> order[0] = ++order[1]));
        exclusive.waits();
        int[] seen = new int[1];
        Background late = Background.start(() -> gate.run(() -> seen[0] = order[0]));
        late.waits();
        release.countDown();
        call.returns();
        exclusive.returns();
        late.returns();
        assertThat(seen[0]).isEqualTo(1);
    }

    @Test
    void whatAnExclusiveActionChangesIsSeenAfterIt() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger state = new AtomicInteger(1);
        assertThat(gate.seen(state::get)).isEqualTo(1);
        Background exclusive =
                Background.start(
                        () -> gate.exclusively(
                                () -> {
                                    state.set(2); // half changed
                                    assertThat(gate.seen(state::get)).isEqualTo(2);
                                    returned(() -> release.await());
                                    state.set(3);
                                }));
        exclusive.waits();
        Background late = Background.start(() -> assertThat(gate.seen(state::get)).isEqualTo(3));
        late.waits();
        release.countDown();
        exclusive.returns();
        late.returns();
        assertThat(gate.closeOnce(gate::shut)).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> gate.seen(state::get));
    }

    @Test
    void whatChangesWhileItIsLookedAtIsLookedAtAgain() throws Exception {
        int[] looks = new int[1];
        int seen =
                gate.seen(
                        () -> {
                            if (looks[0]++ == 0) {
                                Background change =
                                        Background.start(() -> gate.exclusively(() -> {}));
                                returned(change::returns);
                            }
                            return looks[0];
                        });
        assertThat(seen).isEqualTo(2);
    }

    private static void returned(Background.Work waiting) {
        try {
            waiting.run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void newCallsWaitWhileAnybodyWaitsToClose() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Background call = callUnderWay(release);
        Background first = Background.start(() -> gate.closeOnce(gate::shut));
        first.waits();
        Background second = Background.start(() -> gate.closeOnce(gate::shut));
        second.waits();
        Background late = Background.start(() -> gate.run(() -> {}));
        late.waits();
        release.countDown();
        call.returns();
        first.returns();
        second.returns();
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(late::returns)
                .withMessageContaining("has been unmapped");
    }

    @Test
    void anInterruptNeitherEndsTheWaitNorGetsLost() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Background call = callUnderWay(release);
        boolean[] kept = new boolean[1];
        Background close =
                Background.start(
                        () -> {
                            gate.closeOnce(gate::shut);
                            kept[0] = Thread.currentThread().isInterrupted();
                        });
        close.waits();
        close.interrupt();
        close.waits();
        assertThat(gate.isMapped()).isTrue();
        release.countDown();
        call.returns();
        close.returns();
        assertThat(kept[0]).isTrue();
    }

    /** The call waits between two who close, in whichever order they are woken. */
    @Test
    void theLastWhoHasClosedWakesTheCallsThatWait() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Background call = callUnderWay(release);
        Background first = Background.start(() -> gate.exclusively(() -> {}));
        first.waits();
        Background late = Background.start(() -> gate.run(() -> {}));
        late.waits();
        Background second = Background.start(() -> gate.exclusively(() -> {}));
        second.waits();
        release.countDown();
        call.returns();
        first.returns();
        second.returns();
        late.returns();
    }
}
