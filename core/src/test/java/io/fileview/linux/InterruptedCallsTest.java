package io.fileview.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** System calls that a signal interrupts are repeated, and not for ever. */
@Tag("linux-only")
class InterruptedCallsTest {
    private int calls;

    private long interruptedUntil(int last) {
        calls++;
        return calls < last ? -Errno.EINTR : 5;
    }

    @Test
    void aCallIsRepeatedUntilNoSignalInterruptsIt() {
        assertThat(SystemCalls.untilNotInterrupted(() -> interruptedUntil(1))).isEqualTo(5);
        assertThat(calls).isEqualTo(1);
        assertThat(SystemCalls.untilNotInterrupted(() -> interruptedUntil(1_000))).isEqualTo(5);
        assertThat(calls).isEqualTo(1_000);
    }

    @Test
    void aCallThatIsAlwaysInterruptedFails() {
        assertThat(SystemCalls.untilNotInterrupted(() -> interruptedUntil(Integer.MAX_VALUE)))
                .isEqualTo(-Errno.EINTR);
        assertThat(calls).isEqualTo(SystemCalls.MOST_INTERRUPTED_CALLS);
    }

    /** Such a call may block, and would keep the carrier of a virtual thread as long. */
    @Test
    void aPlatformThreadMakesTheCallOfAVirtualThread() throws Exception {
        AtomicLong virtual = new AtomicLong(-1);
        Thread.ofVirtual()
                .start(
                        () -> virtual.set(
                                SystemCalls.untilNotInterrupted(
                                        () -> Thread.currentThread().isVirtual() ? 1 : 0)))
                .join();
        assertThat(virtual).hasValue(0);
    }

    @Test
    void otherErrorsAreNotRepeated() {
        assertThat(
                SystemCalls.untilNotInterrupted(
                        () -> {
                            calls++;
                            return -Errno.EBADF;
                        }))
                .isEqualTo(-Errno.EBADF);
        assertThat(calls).isEqualTo(1);
    }
}
