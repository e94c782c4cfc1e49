package io.fileview.repair;

import static io.fileview.repair.FlushWorld.PAGE;
import static io.fileview.repair.FlushWorld.fill;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.FlushFailedException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.live.Counters;
import io.fileview.memory.Ability;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Flushes of a file that has several openings, or none any more, and of memory that is in doubt. */
class FlushOpeningsTest extends FlushFixture {
    @Test
    void d4WhileMemoryIsDoubtfulFlushesThrowButWrite() throws IOException {
        fill(view, 1, 'b');
        world.failInBackground();
        world.system.countForeignEviction();
        failing(() -> mapping.flush(Durability.DEVICE));
        assertThat(mapping.doubtful()).containsExactly(new ByteRange(0, PAGES * PAGE));
        FlushFailedException failure = failing(() -> view.flush(PAGE, 3, Durability.DEVICE));
        assertThat(failure)
                .hasMessageContainingAll("the bytes in memory are on the device now",
                        "old bytes in 1 range from 0 to " + PAGES * PAGE, "trustMemory()");
        assertThat(failure.doubtful()).isEqualTo(mapping.doubtful());
        assertThat(failure.offset()).isEqualTo(PAGE);
        assertThat(world.durable(1)).isEqualTo((byte) 'b');
        mapping.trustMemory();
        assertThat(mapping.doubtful()).isEmpty();
        mapping.flush(Durability.DEVICE);
        assertThat(mapping.pending()).isEmpty();
    }

    @Test
    void d4SeveralDoubtfulRangesAreCounted() throws IOException {
        view.close();
        mapping.flush(Durability.DEVICE); // Nothing of the closed view is left to doubt.
        view = mapping.map(0, PAGE);
        View second = mapping.map(4 * PAGE, PAGE);
        view.guarded().setByte(0, (byte) 'b');
        world.failInBackground();
        world.system.countForeignEviction();
        failing(() -> view.flush(Durability.DEVICE));
        assertThat(failing(() -> view.flush(Durability.DEVICE)))
                .hasMessageContaining("old bytes in 2 ranges from 0 to " + 5 * PAGE);
        second.close();
    }

    @Test
    void d5ASoundFlushStartsANewTimeThatIsWatched() throws IOException {
        fill(view, 1, 'b');
        world.system.countForeignEviction();
        mapping.flush(Durability.DEVICE);
        fill(view, 1, 'c');
        world.failOnce(Operation.DISK_WRITE);
        failing(() -> mapping.flush(Durability.DEVICE));
        assertThat(mapping.doubtful()).isEmpty();
    }

    @Test
    void d5ARepairStartsANewTimeThatIsWatched() throws IOException {
        fill(view, 1, 'b');
        world.failOnce(Operation.DISK_WRITE);
        failing(() -> mapping.flush(Durability.DEVICE));
        world.system.countForeignEviction();
        mapping.flush(Durability.DEVICE);
        fill(view, 1, 'c');
        world.failInBackground();
        failing(() -> mapping.flush(Durability.DEVICE));
        assertThat(mapping.doubtful()).isEmpty();
    }

    @Test
    void d5WhereNobodyCountsEverythingIsDoubtful() throws IOException {
        world.system.behaviour().countsEvictions(false);
        use(Options.DEFAULT);
        world.system.behaviour().countsEvictions(false);
        fill(view, 1, 'c');
        world.failOnce(Operation.DISK_WRITE);
        failing(() -> mapping.flush(Durability.DEVICE));
        assertThat(mapping.doubtful()).isNotEmpty();
        mapping.trustMemory();
        mapping.flush(Durability.DEVICE);
        assertThat(mapping.pending()).isEmpty();
    }

    @Test
    void aReadOnlyMappingRepairsThroughAWritableOne() throws IOException {
        fill(view, 1, 'b');
        world.failOnce(Operation.DISK_WRITE);
        failing(() -> mapping.flush(Durability.DEVICE));
        world.system.faults().none();
        try (FileMapping readOnly = world.open(Protection.READ_ONLY)) {
            assertThat(readOnly.pending()).isNotEmpty();
            readOnly.flush(Durability.DEVICE);
            assertThat(readOnly.pending()).isEmpty();
            assertThat(world.durable(1)).isEqualTo((byte) 'b');
        }
    }

    @Test
    void aReadOnlyMappingAloneCannotRepair() throws IOException {
        fill(view, 1, 'b');
        world.failOnce(Operation.DISK_WRITE);
        failing(() -> mapping.flush(Durability.DEVICE));
        world.system.faults().none();
        try (FileMapping readOnly = world.open(Protection.READ_ONLY)) {
            view.close();
            mapping.close();
            FlushFailedException failure = failing(() -> readOnly.flush(Durability.DEVICE));
            assertThat(failure)
                    .hasMessageContainingAll("open for reading only", "open it READ_WRITE");
            assertThat(failure.length()).isEqualTo(PAGES * PAGE);
            assertThat(failure.offset()).isZero();
            mapping = world.open();
            view = mapping.map();
            readOnly.flush(Durability.DEVICE);
            assertThat(readOnly.pending()).isEmpty();
        }
    }

    /** The kernel tells each opening of a failure once: the others' news are taken as well. */
    @Test
    void aRepairTakesTheErrorsThatOtherOpeningsWereNotToldYet() throws IOException {
        try (FileMapping other = world.open()) {
            fill(view, 1, 'b');
            world.failOnce(Operation.DISK_WRITE);
            failing(() -> mapping.flush(Durability.DEVICE));
            world.watch();
            mapping.flush(Durability.DEVICE);
            assertThat(world.calls(Operation.LOOK_FOR_WRITE_ERROR)).isEqualTo(2);
            other.flush(Durability.DEVICE); // It is not told of what has been repaired.
            assertThat(other.pending()).isEmpty();
        }
    }

    @Test
    void f1AFailureOfOneOpeningIsKnownToTheOther() throws IOException {
        try (FileMapping other = world.open()) {
            fill(view, 1, 'b');
            world.failOnce(Operation.DISK_WRITE);
            failing(() -> mapping.flush(Durability.DEVICE));
            world.watch();
            assertThat(other.pending()).isNotEmpty();
            other.flush(Durability.DEVICE);
            assertThat(world.durable(1)).isEqualTo((byte) 'b');
            assertThat(mapping.pending()).isEmpty();
        }
    }

    /** Or every later flush would wait for it. */
    @Test
    void f1ACallOfTheEngineThatBreaksOffIsInProgressNoLonger() throws IOException {
        for (boolean pending : new boolean[] {false, true}) {
            for (Operation operation : List.of(Operation.LOOK_FOR_WRITE_ERROR, Operation.FLUSH)) {
                if (pending) {
                    world.failOnce(Operation.FLUSH);
                    failing(() -> mapping.flush(Durability.DEVICE));
                }
                boolean[] broke = new boolean[1];
                world.system.faults()
                        .plan(
                                call -> {
                                    if (call.operation() == operation && !broke[0]) {
                                        broke[0] = true;
                                        throw new IllegalStateException("the engine broke off");
                                    }
                                    return Fault.NONE;
                                });
                assertThatIllegalStateException()
                        .isThrownBy(() -> mapping.flush(Durability.DEVICE))
                        .withMessage("the engine broke off");
                mapping.flush(Durability.DEVICE);
                assertThat(mapping.pending()).isEmpty();
            }
        }
    }

    @Test
    void f1ARepairDuringWhichAFlushFailsIsNotBelieved() throws IOException {
        try (FileMapping other = world.open()) {
            fill(view, 1, 'b');
            world.failOnce(Operation.DISK_WRITE);
            failing(() -> mapping.flush(Durability.DEVICE));
            boolean[] meanwhile = new boolean[2];
            world.system.faults()
                    .plan(
                            call -> {
                                if (call.operation() == Operation.NOT_ON_DISK && !meanwhile[0]) {
                                    meanwhile[0] = true;
                                    meanwhile[1] = true;
                                    failing(() -> other.flush(Durability.SCHEDULED));
                                    meanwhile[1] = false;
                                }
                                return call.operation() == Operation.FLUSH && meanwhile[1]
                                        ? Fault.error(OsError.EIO)
                                        : Fault.NONE;
                            });
            assertThat(failing(() -> mapping.flush(Durability.DEVICE)))
                    .hasMessageContaining("another flush of the file failed while this one");
            assertThat(mapping.pending()).isNotEmpty();
            mapping.flush(Durability.DEVICE);
            assertThat(mapping.pending()).isEmpty();
        }
    }

    @Test
    void aFlushToTheDeviceMakesTheSizeDurableThatAnotherOpeningChanged() throws IOException {
        try (FileMapping other = world.open()) {
            other.grow(PAGES * PAGE + 10);
            world.watch();
            mapping.flush(Durability.WRITTEN);
            assertThat(world.calls(Operation.FLUSH_METADATA)).isZero();
            view.flush(0, 1, Durability.DEVICE);
            assertThat(world.system.disk().readDurable(FlushWorld.FILE))
                    .hasSize(PAGES * PAGE + 10);
            world.failOnce(Operation.FLUSH_METADATA);
            failing(() -> view.flush(0, 1, Durability.DEVICE));
            assertThat(mapping.pending()).isNotEmpty();
            world.failOnce(Operation.FLUSH_METADATA);
            failing(() -> view.flush(0, 1, Durability.DEVICE)); // Also at the end of a repair.
            assertThat(mapping.pending()).isNotEmpty();
            world.system.faults().none();
            mapping.flush(Durability.DEVICE);
            assertThat(mapping.pending()).isEmpty();
        }
    }

    @Test
    void f5WhenTheLastOpeningIsClosedItIsAskedForErrors() throws IOException {
        long closedPending = Counters.CLOSED_PENDING.get();
        fill(view, 1, 'b');
        world.failInBackground();
        world.watch();
        view.close();
        mapping.close();
        assertThat(world.calls(Operation.LOOK_FOR_WRITE_ERROR)).isEqualTo(1);
        assertThat(world.calls(Operation.DIRTY_AGAIN)).isEqualTo(1);
        assertThat(Counters.CLOSED_PENDING.get()).isEqualTo(closedPending + 1);
        mapping = world.open();
        view = mapping.map();
        assertThat(mapping.pending()).containsExactly(new ByteRange(0, PAGES * PAGE));
        assertThat(mapping.doubtful()).isEqualTo(mapping.pending());
        mapping.trustMemory();
        mapping.flush(Durability.DEVICE);
        assertThat(world.durable(1)).isEqualTo((byte) 'b');
        assertThat(mapping.pending()).isEmpty();
    }

    @Test
    void f5AnErrorWhilePagesAreMadeDirtyAgainDoesNotKeepTheFileOpen() throws IOException {
        fill(view, 1, 'b');
        world.failInBackground();
        world.failEach(call -> call.operation() == Operation.DIRTY_AGAIN);
        view.close();
        mapping.close();
        world.system.faults().none();
        mapping = world.open();
        view = mapping.map();
        assertThat(mapping.pending()).isNotEmpty();
        assertThat(failing(() -> mapping.flush(Durability.DEVICE)).getCause().getSuppressed())
                .singleElement()
                .satisfies(e -> assertThat(e).hasMessageContaining("DIRTY_AGAIN"));
    }

    @Test
    void f5AReadOnlyOpeningIsNotAsked() throws IOException {
        try (FileMapping readOnly = world.open(Protection.READ_ONLY)) {
            world.watch();
            assertThat(readOnly.size()).isPositive();
        }
        assertThat(world.calls(Operation.LOOK_FOR_WRITE_ERROR)).isZero();
    }

    @Test
    void closingWithoutTheAbilityAsksNobody() throws IOException {
        use(Options.DEFAULT.without(Ability.WRITEBACK_REPAIR));
        world.watch();
        view.close();
        mapping.close();
        assertThat(world.system.faults().log()).extracting(Call::operation)
                .doesNotContain(Operation.LOOK_FOR_WRITE_ERROR);
        mapping = world.open();
        view = mapping.map();
    }

    /** Of a view that was mapped after the first failure, and changed before the repair. */
    @Test
    void d1WhatFailedInTheBackgroundSinceIsRepairedToo() throws IOException {
        view.close();
        mapping.flush(Durability.DEVICE);
        view = mapping.map(0, PAGE);
        fill(view, 0, 'b');
        world.failOnce(Operation.DISK_WRITE);
        failing(() -> view.flush(Durability.DEVICE));
        assertThat(mapping.pending()).containsExactly(new ByteRange(0, PAGE));
        try (View later = mapping.map(4 * PAGE, PAGE)) {
            fill(later, 0, 'c');
            world.failEach(call -> call.operation() == Operation.DISK_WRITE);
            world.system.disk().writeBack(FlushWorld.FILE);
            world.system.faults().none();
            view.flush(Durability.DEVICE);
            assertThat(world.durable(0)).isEqualTo((byte) 'b');
            assertThat(world.durable(4)).isEqualTo((byte) 'c');
            assertThat(mapping.pending()).isEmpty();
        }
    }

    /** No view may have changed anything, and the flush itself was for the whole file. */
    @Test
    void d1WhatWasToBeFlushedIsPending() throws IOException {
        view.close();
        mapping.flush(Durability.DEVICE);
        world.failOnce(Operation.FLUSH);
        failing(() -> mapping.flush(Durability.DEVICE));
        assertThat(mapping.pending()).containsExactly(new ByteRange(0, PAGES * PAGE));
        view = mapping.map();
    }

    @Test
    void whoUsesOtherOpeningsReleasesThem() throws IOException {
        FileMapping other = world.open();
        mapping.flush(Durability.DEVICE);
        other.close();
        view.close();
        mapping.close();
        world.system.others().delete(FlushWorld.FILE);
        assertThat(world.system.usedSpace()).isZero();
        open(); // for the end of the test
    }
}
