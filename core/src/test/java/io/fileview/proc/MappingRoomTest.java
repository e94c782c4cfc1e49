package io.fileview.proc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.proc.MappingRoom.Shortage;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When mappings are counted, and what is granted, with a limit, a count and a clock of the test's. */
class MappingRoomTest {
    private static final long LIMIT = 10_000;

    private final AtomicLong limit = new AtomicLong(LIMIT);
    private final AtomicLong mappings = new AtomicLong(300);
    private final AtomicInteger counts = new AtomicInteger();
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // a clock may overflow
    private final MappingRoom room =
            new MappingRoom(
                    () -> limit.get() < 0 ? OptionalLong.empty() : OptionalLong.of(limit.get()),
                    this::count,
                    now::get);

    private OptionalLong count() {
        counts.incrementAndGet();
        return mappings.get() < 0 ? OptionalLong.empty() : OptionalLong.of(mappings.get());
    }

    @Test
    void isGrantedUpToWhatIsLeftToTheJvm() {
        int taken = 0;
        while (room.take(1, 1).isEmpty()) {
            mappings.incrementAndGet();
            taken++;
        }
        assertThat(taken).isBetween(8_700, 8_700 + 50);
        assertThat(counts).hasValueBetween(5, 20);
        assertThat(room.take(1, 1))
                .hasValueSatisfying(
                        shortage -> {
                            assertThat(shortage.limit()).isEqualTo(LIMIT);
                            assertThat(shortage.count()).isEqualTo(mappings.get());
                            assertThat(shortage.isCounted()).isTrue();
                            assertThat(shortage.clause())
                                    .contains("10000", Long.toString(mappings.get()), "1000")
                                    .doesNotContain("estimate");
                        });
    }

    @Test
    void roomIsFoundAgainAsSoonAsThereIsSome() {
        mappings.set(9_000);
        assertThat(room.take(1, 1)).isPresent();
        mappings.set(8_990);
        assertThat(room.take(11, 11)).isPresent();
        assertThat(room.take(10, 10)).isEmpty();
    }

    @Test
    void whatOthersMapIsSeenWhenTimeHasPassed() {
        assertThat(room.take(1, 1)).isEmpty();
        mappings.set(LIMIT);
        assertThat(room.take(1, 1)).as("granted before").isEmpty();
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(room.take(1, 1)).isPresent();
        assertThat(counts).hasValue(2);
    }

    /** A machine so busy that the thread waits for the processor while it counts. */
    @Test
    void aCountOfFewMappingsIsSoonRepeatedHoweverLongItTook() {
        MappingRoom busy =
                new MappingRoom(
                        () -> OptionalLong.of(LIMIT),
                        () -> {
                            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
                            return count();
                        },
                        now::get);
        assertThat(busy.take(1, 1)).isEmpty();
        mappings.set(LIMIT);
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
        assertThat(busy.take(1, 1)).isPresent();
    }

    /** Counting takes so long that the time alone would let others map too much. */
    @Test
    void whatOthersMapBesideEachMappingIsTakenIntoAccount() {
        MappingRoom slow =
                new MappingRoom(
                        () -> OptionalLong.of(LIMIT),
                        () -> {
                            now.addAndGet(TimeUnit.MICROSECONDS.toNanos(mappings.get()));
                            return count();
                        },
                        now::get);
        while (mappings.get() < 2 * LIMIT && slow.take(1, 1).isEmpty()) {
            mappings.addAndGet(4); // three of them by others
            now.addAndGet(TimeUnit.MICROSECONDS.toNanos(25));
        }
        assertThat(mappings.get()).isBetween(LIMIT - 1_100, LIMIT - 900);
        assertThat(counts.get()).isLessThan(60);
    }

    @Test
    void fewAreCountedOnceInManyCalls() {
        for (int i = 0; i < 4_000; i++) {
            assertThat(room.take(1, 1)).isEmpty();
        }
        assertThat(counts).hasValue(1);
    }

    /** Two neighbours may stay as two mappings when the one between them goes. */
    @Test
    void unmappingMayTakeRoomToo() {
        for (int i = 0; i < 3_000; i++) {
            room.take(1, 1);
            room.giveBack(1);
        }
        assertThat(counts).hasValue(2);
    }

    @ParameterizedTest
    @CsvSource({"-1, 300", "10000, -1", "-1, -1"})
    void theDefaultLimitHoldsWhereNothingIsKnown(long known, long counted) {
        limit.set(known);
        mappings.set(counted);
        int taken = 0;
        for (int i = 0; i < 1_000_000; i++) { // given back at once
            room.take(2, 1);
            room.giveBack(1);
        }
        int before = counts.get();
        while (taken < 100_000 && room.take(1, 1).isEmpty()) {
            if (counted >= 0) {
                mappings.incrementAndGet();
            }
            taken++;
        }
        long most = (known < 0 ? 65_530 : known) - 1_000 - (counted < 0 ? 1_000 : counted);
        assertThat(taken).isBetween((int) most, (int) most + 50);
        assertThat(counts.get() - before).isLessThan(30);
        Shortage shortage = room.take(1, 1).orElseThrow();
        assertThat(shortage.isCounted()).isEqualTo(counted >= 0);
        assertThat(shortage.clause().contains("estimate")).isEqualTo(counted < 0);
        for (int i = 0; i < 1_000; i++) {
            room.take(1, 1);
        }
        if (counted < 0) {
            assertThat(counts.get() - before).as("not tried again at once").isLessThan(30);
            room.giveBack(500);
            assertThat(room.take(400, 400)).isEmpty();
        }
    }

    @Test
    void aSmallLimitKeepsLessForTheJvm() {
        limit.set(1_000);
        mappings.set(500);
        assertThat(room.take(400, 400)).isEmpty();
        assertThat(room.take(401, 401)).hasValueSatisfying(
                shortage -> assertThat(shortage.reserved()).isEqualTo(100));
    }
}
