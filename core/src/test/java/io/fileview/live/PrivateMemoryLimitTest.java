package io.fileview.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.MappingLimitException;
import io.fileview.proc.AvailableMemory.Limit;
import io.fileview.spi.Place;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When the system is asked for memory, and which private pages are refused. */
class PrivateMemoryLimitTest {
    private static final long PAGE = 4096;
    private static final long MIB = 1 << 20;
    private static final long NEVER = 0;

    private long now;
    private int asked;
    private int looked;
    private Limit limit = new Limit("the machine", 8192 * MIB, 4096 * MIB);

    private final PrivateMemory memory =
            new PrivateMemory(
                    () -> {
                        asked++;
                        return Optional.of(limit);
                    },
                    () -> now);

    private void write(long bytes, long alreadyPrivate) throws MappingLimitException {
        memory.require(
                bytes,
                () -> {
                    looked++;
                    return alreadyPrivate;
                },
                () -> Place.of("file", 0, bytes));
    }

    @Test
    void theSystemIsAskedForManyPagesAtOnce() throws Exception {
        for (int page = 0; page < 1024 * MIB / PAGE; page++) {
            now += 1_000;
            write(PAGE, NEVER);
        }
        assertThat(asked).isBetween(1, 64);
        assertThat(looked).isZero();
    }

    @Test
    void pagesThatArePrivateAlreadyAreNotRefusedAndCostNoQuestionEach() throws Exception {
        limit = new Limit("the machine", 256 * MIB, 250 * MIB);
        for (int page = 0; page < 10_000; page++) {
            now += 10_000; // 100 ms together
            write(PAGE, PAGE);
        }
        assertThat(asked).isBetween(1, 6);
    }

    @Test
    void onlyNewPagesNeedRoom() throws Exception {
        limit = new Limit("the machine", 256 * MIB, 200 * MIB); // 48 of the 56 are kept
        write(16 * MIB, 12 * MIB);
        assertThatExceptionOfType(MappingLimitException.class)
                .isThrownBy(() -> write(16 * MIB, 4 * MIB))
                .withMessageContaining("commit or roll back");
    }

    @Test
    void roomThatHasJustBecomeFreeIsSeen() throws Exception {
        limit = new Limit("the machine", 256 * MIB, 250 * MIB);
        assertThatExceptionOfType(MappingLimitException.class).isThrownBy(() -> write(PAGE, 0));
        limit = new Limit("the machine", 256 * MIB, 100 * MIB);
        write(PAGE, NEVER);
        int before = looked;
        write(PAGE, NEVER);
        assertThat(looked).isEqualTo(before);
    }

    @Test
    void whatWasGrantedIsNeverMoreThanIsFree() throws Exception {
        limit = new Limit("the machine", 256 * MIB, 100 * MIB);
        long written = 0;
        try {
            while (written <= 256 * MIB) {
                write(PAGE, NEVER);
                written += PAGE;
                limit = new Limit("the machine", 256 * MIB, 100 * MIB + written);
            }
        } catch (MappingLimitException full) {
            assertThat(written).isBetween(64 * MIB, 156 * MIB - 32 * MIB);
            return;
        }
        throw new AssertionError("nothing was refused");
    }
}
