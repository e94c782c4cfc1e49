package io.fileview.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.spi.Place;
import io.fileview.spi.WritebackRepair;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is pending after a flush that failed. */
class FlushDebtTest {
    private static final long UNKNOWN = WritebackRepair.UNKNOWN_EVICTIONS;
    private static final List<Durability> LEVELS =
            List.of(Durability.SCHEDULED, Durability.WRITTEN, Durability.DEVICE);
    private static final ByteRange FIRST = new ByteRange(0, 10);
    private static final ByteRange SECOND = new ByteRange(20, 10);

    private final FlushDebt debt = new FlushDebt();

    private static FlushFailedException failure(String what) {
        return new FlushFailedException(Place.of("file"), what, null);
    }

    private static ByteRanges ranges(ByteRange... all) {
        ByteRanges ranges = new ByteRanges();
        for (ByteRange each : all) {
            ranges.add(each);
        }
        return ranges;
    }

    private void fail(Durability at, long evictions, ByteRange... dirtied) {
        debt.failed(ranges(dirtied), at, evictions, failure("at " + at));
    }

    private List<ByteRange> pending() {
        return debt.pending(0, Long.MAX_VALUE);
    }

    private boolean repaired(Durability at) {
        return debt.settle(at, debt.failures(), debt.closings());
    }

    @Test
    void atFirstNothingIsPending() {
        assertThat(debt.isPending()).isFalse();
        assertThat(pending()).isEmpty();
        assertThat(debt.doubtful()).isEmpty();
        assertThat(debt.failures()).isZero();
        assertThat(debt.closings()).isZero();
        assertThat(debt.lastFailure()).isNull();
        assertThat(repaired(Durability.DEVICE)).isTrue();
    }

    @Test
    void d1WhatMayHaveBeenChangedIsPendingAfterAFailure() {
        fail(Durability.DEVICE, 1, FIRST, SECOND);
        assertThat(debt.isPending()).isTrue();
        assertThat(pending()).containsExactly(FIRST, SECOND);
        assertThat(debt.pending(5, 25)).containsExactly(new ByteRange(5, 5), new ByteRange(20, 5));
        assertThat(debt.failures()).isEqualTo(1);
        assertThat(debt.lastFailure()).hasMessageContaining("at DEVICE");
        fail(Durability.WRITTEN, 1, new ByteRange(10, 10));
        assertThat(pending()).containsExactly(new ByteRange(0, 30));
        assertThat(debt.failures()).isEqualTo(2);
        assertThat(debt.lastFailure()).hasMessageContaining("at WRITTEN");
    }

    @Test
    void d1WhatClosedViewsMayHaveChangedIsPendingToo() {
        debt.viewClosed(20, 30);
        assertThat(debt.isPending()).isFalse();
        assertThat(debt.closings()).isEqualTo(1);
        fail(Durability.DEVICE, 1, FIRST);
        assertThat(pending()).containsExactly(FIRST, SECOND);
    }

    @Test
    void d1AFlushToTheDeviceForgetsTheClosedViewsThatItCovered() {
        debt.viewClosed(0, 10);
        debt.viewClosed(20, 30);
        debt.flushed(new ByteRange(0, 25), Durability.DEVICE, debt.closings());
        fail(Durability.DEVICE, 1);
        assertThat(pending()).containsExactly(new ByteRange(25, 5));
    }

    @Test
    void d1AFlushThatDoesNotReachTheDeviceForgetsNone() {
        debt.viewClosed(20, 30);
        debt.flushed(new ByteRange(0, 100), Durability.WRITTEN, debt.closings());
        debt.flushed(new ByteRange(0, 100), Durability.SCHEDULED, debt.closings());
        fail(Durability.DEVICE, 1);
        assertThat(pending()).containsExactly(SECOND);
    }

    /** The view may have been written to after the flush had passed its pages. */
    @Test
    void d1AFlushForgetsNoViewThatWasClosedMeanwhile() {
        long before = debt.closings();
        debt.viewClosed(20, 30);
        debt.flushed(new ByteRange(0, 100), Durability.DEVICE, before);
        fail(Durability.DEVICE, 1);
        assertThat(pending()).containsExactly(SECOND);
    }

    @Test
    void d1ARepairForgetsClosedViewsAsAFlushDoes() {
        debt.viewClosed(20, 30);
        fail(Durability.DEVICE, 1, FIRST);
        debt.dirtiedAgain(debt.failures(), 1);
        assertThat(repaired(Durability.DEVICE)).isTrue();
        fail(Durability.DEVICE, 1);
        assertThat(pending()).isEmpty();
        repaired(Durability.DEVICE);
        debt.viewClosed(20, 30);
        fail(Durability.WRITTEN, 1, FIRST);
        debt.dirtiedAgain(debt.failures(), 1);
        assertThat(repaired(Durability.WRITTEN)).isTrue();
        assertThat(debt.isPending()).isFalse();
        fail(Durability.DEVICE, 1);
        assertThat(pending()).containsExactly(SECOND);
    }

    @Test
    void d1ARepairForgetsNoViewThatWasClosedMeanwhile() {
        fail(Durability.DEVICE, 1, FIRST);
        debt.dirtiedAgain(debt.failures(), 1);
        long before = debt.closings();
        debt.viewClosed(20, 30);
        assertThat(debt.settle(Durability.DEVICE, debt.failures(), before)).isTrue();
        assertThat(debt.isPending()).isFalse();
        fail(Durability.DEVICE, 1);
        assertThat(pending()).containsExactly(SECOND);
    }

    @Test
    void d2ARepairClearsNothingIfAFlushHasFailedMeanwhile() {
        fail(Durability.DEVICE, 1, FIRST);
        long before = debt.failures();
        fail(Durability.DEVICE, 1, SECOND);
        debt.dirtiedAgain(debt.failures(), 1);
        assertThat(debt.settle(Durability.DEVICE, before, debt.closings())).isFalse();
        assertThat(pending()).containsExactly(FIRST, SECOND);
        assertThat(repaired(Durability.DEVICE)).isTrue();
        assertThat(pending()).isEmpty();
    }

    @Test
    void d3ARepairClearsNothingAtALowerLevelThanTheFailure() {
        fail(Durability.DEVICE, 1, FIRST);
        debt.dirtiedAgain(debt.failures(), 1);
        assertThat(repaired(Durability.WRITTEN)).isTrue();
        assertThat(pending()).containsExactly(FIRST);
        assertThat(repaired(Durability.DEVICE)).isTrue();
        assertThat(pending()).isEmpty();
    }

    @Test
    void d3TheHighestLevelOfSeveralFailuresCounts() {
        fail(Durability.DEVICE, 1, FIRST);
        fail(Durability.WRITTEN, 1, SECOND);
        debt.dirtiedAgain(debt.failures(), 1);
        repaired(Durability.WRITTEN);
        assertThat(pending()).containsExactly(FIRST, SECOND);
        repaired(Durability.DEVICE);
        fail(Durability.WRITTEN, 1, FIRST);
        debt.dirtiedAgain(debt.failures(), 1);
        repaired(Durability.WRITTEN); // The level of the past does not count any more.
        assertThat(pending()).isEmpty();
    }

    @Test
    void d3AFailureOfAScheduledFlushIsClearedAtAnyLevel() {
        fail(Durability.SCHEDULED, 1, FIRST);
        debt.dirtiedAgain(debt.failures(), 1);
        repaired(Durability.WRITTEN);
        assertThat(pending()).isEmpty();
    }

    @Test
    void d4NothingIsClearedWhileAByteIsDoubtful() {
        fail(Durability.DEVICE, 1, FIRST);
        debt.dirtiedAgain(debt.failures(), 2);
        assertThat(debt.doubtful()).containsExactly(FIRST);
        assertThat(repaired(Durability.DEVICE)).isFalse();
        assertThat(pending()).containsExactly(FIRST);
        debt.trustMemory(2);
        assertThat(debt.doubtful()).isEmpty();
        assertThat(pending()).containsExactly(FIRST);
        assertThat(repaired(Durability.DEVICE)).isTrue();
        assertThat(pending()).isEmpty();
    }

    @Test
    void d5PagesThatLeftTheCacheBetweenTheLastSoundMomentAndTheRepairAreDoubtful() {
        fail(Durability.DEVICE, 7, FIRST);
        debt.dirtiedAgain(debt.failures(), 7);
        assertThat(debt.doubtful()).isEmpty();
        debt.dirtiedAgain(debt.failures(), 8); // They are dirty now, and do not leave.
        assertThat(debt.doubtful()).isEmpty();
        fail(Durability.DEVICE, 8, SECOND);
        debt.dirtiedAgain(debt.failures(), 9);
        assertThat(debt.doubtful()).containsExactly(FIRST, SECOND);
    }

    @Test
    void d5WhereNobodyCountsEverythingIsDoubtful() {
        fail(Durability.DEVICE, UNKNOWN, FIRST);
        debt.dirtiedAgain(debt.failures(), UNKNOWN);
        assertThat(debt.doubtful()).containsExactly(FIRST);
    }

    @Test
    void d5TheFirstOfSeveralFailuresCounts() {
        fail(Durability.DEVICE, 1, FIRST);
        fail(Durability.DEVICE, 2, SECOND);
        debt.dirtiedAgain(debt.failures(), 2);
        assertThat(debt.doubtful()).containsExactly(FIRST, SECOND);
    }

    /** A failure may be recorded after another one that was found later. */
    @Test
    void d5TheEarliestOfTheChecksBeforeSeveralFailuresCounts() {
        fail(Durability.DEVICE, 2, FIRST);
        fail(Durability.DEVICE, 1, SECOND);
        debt.dirtiedAgain(debt.failures(), 2);
        assertThat(debt.doubtful()).containsExactly(FIRST, SECOND);
    }

    @Test
    void d5WithOneFailureWhoseEvictionsNobodyCountedEverythingIsDoubtful() {
        fail(Durability.DEVICE, 2, FIRST);
        fail(Durability.DEVICE, UNKNOWN, SECOND);
        debt.dirtiedAgain(debt.failures(), 2);
        assertThat(debt.doubtful()).containsExactly(FIRST, SECOND);
    }

    /** Pages that failed while others were made dirty again are still exposed. */
    @Test
    void d5AFailureDuringTheRepairLeavesPagesExposed() {
        fail(Durability.DEVICE, 1, FIRST);
        long before = debt.failures();
        fail(Durability.DEVICE, 1, SECOND);
        debt.dirtiedAgain(before, 1);
        assertThat(debt.doubtful()).isEmpty();
        debt.dirtiedAgain(debt.failures(), 2);
        assertThat(debt.doubtful()).containsExactly(FIRST, SECOND);
    }

    @Test
    void d5WhoHasVerifiedMemoryStartsANewCount() {
        fail(Durability.DEVICE, 1, FIRST);
        debt.trustMemory(5);
        debt.dirtiedAgain(debt.failures(), 5);
        assertThat(debt.doubtful()).isEmpty();
        fail(Durability.DEVICE, 5, FIRST);
        debt.trustMemory(6);
        debt.dirtiedAgain(debt.failures(), 7);
        assertThat(debt.doubtful()).containsExactly(FIRST);
    }

    @Test
    void d5WithoutAMappingEverythingPendingIsDoubtful() {
        debt.lastUserGone();
        assertThat(debt.doubtful()).isEmpty();
        fail(Durability.DEVICE, 1, FIRST, SECOND);
        debt.dirtiedAgain(debt.failures(), 1);
        debt.lastUserGone();
        assertThat(debt.doubtful()).containsExactly(FIRST, SECOND);
    }

    /** Against a model of single bytes: what may be lost is never cleared. */
    @Test
    void d1NoOrderOfCallsLosesAByte() {
        long seed = 31;
        System.out.println("steps of a debt from the seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 300; run++) {
            FlushDebt tried = new FlushDebt();
            BitSet unflushed = new BitSet(); // of closed views
            BitSet owed = new BitSet();
            boolean doubtful = false;
            Durability level = Durability.SCHEDULED;
            for (int step = 0; step < 60; step++) {
                int start = random.nextInt(100);
                int end = start + 1 + random.nextInt(20);
                Durability at = LEVELS.get(random.nextInt(3));
                switch (random.nextInt(6)) {
                    case 0 -> {
                        tried.viewClosed(start, end);
                        unflushed.set(start, end);
                    }
                    case 1 -> {
                        tried.failed(ranges(new ByteRange(start, end - start)), at, 0,
                                failure("x"));
                        owed.set(start, end);
                        owed.or(unflushed);
                        level = at.compareTo(level) > 0 ? at : level;
                    }
                    case 2 -> {
                        tried.flushed(new ByteRange(start, end - start), at, tried.closings());
                        if (at == Durability.DEVICE) {
                            unflushed.clear(start, end);
                        }
                    }
                    case 3 -> {
                        int evictions = random.nextInt(4) == 0 ? 1 : 0;
                        boolean wasExposed = !tried.pending(0, 200).isEmpty();
                        tried.dirtiedAgain(tried.failures(), evictions);
                        doubtful |= wasExposed && !tried.doubtful().isEmpty();
                    }
                    case 4 -> {
                        boolean settled =
                                tried.settle(at, tried.failures(), tried.closings());
                        assertThat(settled).isEqualTo(tried.doubtful().isEmpty());
                        if (settled && at.compareTo(level) >= 0) {
                            owed.clear();
                            level = Durability.SCHEDULED;
                            if (at == Durability.DEVICE) {
                                unflushed.clear();
                            }
                        }
                    }
                    default -> {
                        tried.trustMemory(0);
                        doubtful = false;
                    }
                }
                assertThat(bits(tried.pending(0, 200))).isEqualTo(owed);
                assertThat(!tried.doubtful().isEmpty()).isEqualTo(doubtful);
            }
        }
    }

    private static BitSet bits(List<ByteRange> ranges) {
        BitSet bits = new BitSet();
        ranges.forEach(range -> bits.set((int) range.offset(), (int) range.end()));
        return bits;
    }
}
