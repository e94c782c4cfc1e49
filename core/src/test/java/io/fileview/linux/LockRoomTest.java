package io.fileview.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.MappingLimitException;
import io.fileview.proc.AvailableMemory.Limit;
import io.fileview.proc.MemoryCgroup;
import io.fileview.spi.Place;
import io.fileview.testing.EngineUnderTest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** When the system is asked for memory, and which locks are refused. */
class LockRoomTest {
    private static final long PAGE = EngineUnderTest.pageSize();
    private static final long MIB = 1 << 20;

    private long now;
    private int asked;
    private long pinned = 60 * MIB;
    private long evictable;
    private Optional<Limit> machine = Optional.empty();
    private boolean hasCgroup = true;

    private final LockRoom room =
            new LockRoom(
                    () -> machine,
                    () -> {
                        asked++;
                        return hasCgroup
                                ? Optional.of(
                                        new MemoryCgroup(
                                                Path.of("/group"),
                                                "memory.max",
                                                300 * MIB,
                                                pinned,
                                                evictable))
                                : Optional.empty();
                    },
                    () -> now);

    private void lock(long bytes, LongUnaryOperator absent) throws MappingLimitException {
        room.require(bytes, absent, () -> Place.of("file", 0, bytes));
    }

    private void lock(long bytes) throws MappingLimitException {
        lock(bytes, most -> bytes);
    }

    private static void assertRefused(String because, ThrowingCallable lock) {
        assertThatExceptionOfType(MappingLimitException.class)
                .isThrownBy(lock)
                .withMessageContaining(because)
                .withMessageContaining("besides what is kept for the JVM");
    }

    private void assertEndsWithReserve(long step) throws MappingLimitException {
        try {
            while (pinned < 300 * MIB) {
                lock(step);
                pinned += step;
            }
        } catch (MappingLimitException refused) {
            assertThat(300 * MIB - pinned).isBetween(32 * MIB, 80 * MIB);
            return;
        }
        throw new AssertionError("nothing was refused");
    }

    @Test
    void largeStepsLeaveTheReserve() throws Exception {
        assertEndsWithReserve(16 * MIB);
    }

    @Test
    void smallStepsLeaveTheReserve() throws Exception {
        assertEndsWithReserve(PAGE);
        assertThat(asked).isBetween(2, 40);
    }

    @Test
    void anAnswerGrowsOld() throws Exception {
        lock(PAGE);
        pinned = 290 * MIB;
        lock(PAGE);
        now += 1_000_000_000;
        assertRefused("memory.max", () -> lock(PAGE));
    }

    @Test
    void pagesInMemoryNeedRoomOnlyIfTheCgroupHasThem() throws Exception {
        pinned = 290 * MIB;
        lock(PAGE, most -> 0);
        evictable = 2 * PAGE;
        assertRefused("memory.max", () -> lock(PAGE, most -> 0));
    }

    @Test
    void theMachineHasALimitToo() throws Exception {
        hasCgroup = false;
        lock(1L << 40);
        machine = Optional.of(new Limit("the machine", 8192 * MIB, 8000 * MIB));
        assertRefused("the machine", () -> lock(128 * MIB));
        lock(128 * MIB, most -> 0);
    }
}
