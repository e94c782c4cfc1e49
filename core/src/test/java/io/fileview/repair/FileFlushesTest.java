package io.fileview.repair;

import static io.fileview.repair.FlushWorld.PAGE;
import static io.fileview.repair.FlushWorld.fill;
import static io.fileview.testing.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.memory.Ability;
import io.fileview.memory.Fault;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The invariants of flushes, each attacked at the call that could break it. */
class FileFlushesTest extends FlushFixture {
    private static final Duration LIMIT = Duration.ofSeconds(50);

    @Test
    void aFlushOfASoundFileFlushesItsRangeAlone() throws IOException {
        fill(view, 1, 'b');
        fill(view, 5, 'c');
        world.watch();
        view.flush(PAGE, PAGE, Durability.DEVICE);
        assertThat(world.durable(1)).isEqualTo((byte) 'b');
        assertThat(world.durable(5)).isEqualTo((byte) 'a');
        assertThat(world.system.faults().log())
                .filteredOn(call -> call.operation() == Operation.FLUSH_RANGE)
                .singleElement()
                .satisfies(call -> assertThat(call.offset()).isEqualTo(PAGE));
        assertThat(world.calls(Operation.LOOK_FOR_WRITE_ERROR)).isEqualTo(1);
        assertThat(world.calls(Operation.DIRTY_AGAIN)).isZero();
    }

    @Test
    void f1AFailureIsToldAndEverythingThatMayHaveBeenChangedIsPending() throws IOException {
        fill(view, 1, 'b');
        world.failOnce(Operation.DISK_WRITE);
        FlushFailedException failure =
                failing(() -> view.flush(PAGE, PAGE, Durability.DEVICE));
        assertThat(failure)
                .hasMessageContaining(
                        "the next flush rewrites every range that may be affected");
        assertThat(failure.errorName()).contains("EIO");
        assertThat(failure.offset()).isEqualTo(PAGE);
        assertThat(failure.pending()).containsExactly(new ByteRange(0, PAGES * PAGE));
        assertThat(failure.doubtful()).isEmpty();
        assertThat(mapping.pending()).isEqualTo(failure.pending());
    }

    @Test
    void f4PagesThatCouldNotBeWrittenAreMadeDirtyAgainAtOnce() throws IOException {
        fill(view, 1, 'b');
        world.failOnce(Operation.DISK_WRITE);
        failing(() -> mapping.flush(Durability.DEVICE));
        assertThat(world.calls(Operation.DIRTY_AGAIN)).isEqualTo(1);
        world.system.disk().evict(FlushWorld.FILE);
        assertThat(view.guarded().getByte(PAGE)).isEqualTo((byte) 'b');
        world.system.faults().none();
        mapping.flush(Durability.DEVICE);
        assertThat(world.durable(1)).isEqualTo((byte) 'b');
        assertThat(mapping.pending()).isEmpty();
    }

    @Test
    void f2WhileRangesArePendingASmallFlushWritesAllOfThem() throws IOException {
        fill(view, 1, 'b');
        world.failOnce(Operation.DISK_WRITE);
        failing(() -> mapping.flush(Durability.DEVICE));
        world.watch();
        view.flush(6 * PAGE, 10, Durability.DEVICE);
        assertThat(world.durable(1)).isEqualTo((byte) 'b');
        assertThat(mapping.pending()).isEmpty();
        assertThat(world.calls(Operation.FLUSH_RANGE)).isZero();
        assertThat(world.calls(Operation.NOT_ON_DISK)).isEqualTo(1);
    }

    @Test
    void f2ARepairThatFailsLeavesTheRangesPending() throws IOException {
        fill(view, 1, 'b');
        world.failOnce(Operation.DISK_WRITE);
        failing(() -> mapping.flush(Durability.DEVICE));
        for (Operation operation : new Operation[] {Operation.DIRTY_AGAIN, Operation.FLUSH,
            Operation.DISK_WRITE, Operation.DISK_FLUSH, Operation.NOT_ON_DISK, Operation.SIZE}) {
            world.failEach(call -> call.operation() == operation && call.number() > 0);
            FlushFailedException failure = failing(() -> view.flush(0, PAGE, Durability.DEVICE));
            assertThat(failure.pending()).as("%s", operation).isNotEmpty();
            assertThat(mapping.pending()).as("%s", operation).isNotEmpty();
        }
        world.system.faults().none();
        mapping.trustMemory();
        mapping.flush(Durability.DEVICE);
        assertThat(world.durable(1)).isEqualTo((byte) 'b');
        assertThat(mapping.pending()).isEmpty();
    }

    @Test
    void aRepairThatCannotReachTheFileSaysWhy() throws IOException {
        fill(view, 1, 'b');
        world.failOnce(Operation.DISK_WRITE);
        failing(() -> mapping.flush(Durability.DEVICE));
        world.system.faults()
                .plan(
                        call -> call.operation() == Operation.NOT_ON_DISK
                                ? Fault.error(OsError.ESTALE)
                                : Fault.NONE);
        FlushFailedException failure = failing(() -> view.flush(PAGE, 5, Durability.DEVICE));
        assertThat(failure)
                .hasMessageContainingAll("data that an earlier flush could not make durable (",
                        "could not be rewritten (", "ESTALE", "flush again once the file");
        assertThat(failure.errorName()).contains("ESTALE");
        assertThat(failure.offset()).isEqualTo(PAGE);
        assertThat(failure.length()).isEqualTo(5);
        world.system.faults()
                .plan(
                        call -> call.operation() == Operation.NOT_ON_DISK
                                ? Fault.exception(new IOException("strange"))
                                : Fault.NONE);
        failure = failing(() -> mapping.flush(Durability.DEVICE));
        assertThat(failure.errorName()).isEmpty();
        assertThat(failure).hasMessageContaining("strange");
    }

    @Test
    void f3BlocksThatTheDiskWouldNotGiveBackAreReplaced() throws IOException {
        world.system.behaviour().losesFailedFirstWrites(true);
        mapping.grow(2L * PAGES * PAGE);
        view.close();
        view = mapping.map();
        fill(view, PAGES + 1, 'b');
        world.failOnce(Operation.DISK_WRITE);
        failing(() -> mapping.flush(Durability.DEVICE));
        world.watch();
        mapping.flush(Durability.DEVICE);
        assertThat(world.calls(Operation.TAKE_FRESH_BLOCKS)).isEqualTo(1);
        assertThat(world.calls(Operation.FLUSH)).isEqualTo(2);
        assertThat(world.durable(PAGES + 1)).isEqualTo((byte) 'b');
        assertThat(mapping.pending()).isEmpty();
    }

    @Test
    void f3ARepairDoesNotReportSuccessWhileBlocksAreMissing() throws IOException {
        world.system.behaviour().losesFailedFirstWrites(true).givesFreshBlocks(false);
        mapping.grow(2L * PAGES * PAGE);
        view.close();
        view = mapping.map();
        fill(view, PAGES + 1, 'b');
        world.failOnce(Operation.DISK_WRITE);
        failing(() -> mapping.flush(Durability.DEVICE));
        world.watch();
        FlushFailedException failure = failing(() -> mapping.flush(Durability.DEVICE));
        assertThat(failure)
                .hasMessageContainingAll("does not count the blocks as written", "1 range,",
                        "the first at offset " + (PAGES + 1) * PAGE + " with length " + PAGE,
                        "they are intact in memory");
        assertThat(mapping.pending()).isNotEmpty();
        assertThat(world.calls(Operation.FLUSH)).isEqualTo(1);
        world.system.behaviour().givesFreshBlocks(true);
        mapping.flush(Durability.DEVICE);
        assertThat(world.durable(PAGES + 1)).isEqualTo((byte) 'b');
    }

    @Test
    void f3WhereNobodyKnowsWhatIsOnDiskNoRepairIsBelieved() throws IOException {
        world.system.behaviour().losesFailedFirstWrites(true).knowsWhatIsOnDisk(false);
        fill(view, 1, 'b');
        fill(view, 3, 'b');
        world.failOnce(Operation.DISK_WRITE);
        failing(() -> mapping.flush(Durability.DEVICE));
        FlushFailedException failure = failing(() -> mapping.flush(Durability.DEVICE));
        assertThat(failure).hasMessageContaining("cannot be queried");
        assertThat(mapping.pending()).isNotEmpty();
    }

    @Test
    void d3ARepairAtALowerLevelClearsNothing() throws IOException {
        fill(view, 1, 'b');
        world.failOnce(Operation.DISK_WRITE);
        failing(() -> mapping.flush(Durability.DEVICE));
        mapping.flush(Durability.WRITTEN);
        assertThat(mapping.pending()).isNotEmpty();
        mapping.flush(Durability.DEVICE);
        assertThat(mapping.pending()).isEmpty();
    }

    @Test
    void aScheduledFlushPromisesNothingAndRepairsNothing() throws IOException {
        fill(view, 1, 'b');
        world.failOnce(Operation.DISK_WRITE);
        failing(() -> mapping.flush(Durability.DEVICE));
        world.watch();
        mapping.flush(Durability.SCHEDULED);
        assertThat(world.calls(Operation.LOOK_FOR_WRITE_ERROR)).isZero();
        assertThat(world.calls(Operation.FLUSH_METADATA)).isZero();
        assertThat(mapping.pending()).isNotEmpty();
        world.failOnce(Operation.FLUSH);
        assertThat(failing(() -> mapping.flush(Durability.SCHEDULED)).pending()).isNotEmpty();
    }

    @Test
    void f1AWriteThatFailedInTheBackgroundIsFoundByTheNextFlush() throws IOException {
        fill(view, 1, 'b');
        world.failInBackground();
        world.watch();
        FlushFailedException failure =
                failing(() -> view.flush(6 * PAGE, PAGE, Durability.WRITTEN));
        assertThat(failure).hasMessageContaining("written in the background");
        assertThat(world.calls(Operation.FLUSH_RANGE)).isZero(); // It would prove nothing.
        assertThat(world.calls(Operation.DIRTY_AGAIN)).isEqualTo(1); // F4
        mapping.flush(Durability.DEVICE);
        assertThat(world.durable(1)).isEqualTo((byte) 'b');
    }

    @Test
    void f1AFlushDuringWhichAnotherFailedIsNotBelieved() throws Exception {
        fill(view, 1, 'b');
        fill(view, 5, 'c');
        CountDownLatch failed = new CountDownLatch(1);
        CountDownLatch waits = new CountDownLatch(1);
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() != Operation.FLUSH_RANGE) {
                                return Fault.NONE;
                            }
                            if (call.offset() == 0) {
                                waits.countDown();
                                return Fault.delay(failed, LIMIT);
                            }
                            return Fault.error(OsError.EIO);
                        });
        CompletableFuture<Void> slow = inBackground(() -> view.flush(0, PAGE, Durability.DEVICE));
        waits.await();
        FlushFailedException first =
                failing(() -> view.flush(5 * PAGE, PAGE, Durability.DEVICE));
        failed.countDown();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(slow::get)
                .satisfies(
                        e -> assertThat(e.getCause())
                                .isInstanceOf(FlushFailedException.class)
                                .hasMessageContaining(
                                        "another flush of the file failed while this one was"
                                                + " in progress")
                                .hasMessageContaining("FLUSH_RANGE failed with EIO"));
        assertThat(first.pending()).isNotEmpty();
    }

    /** The other one has the error, and may record it only after this one has returned. */
    @Test
    void f1AFlushWaitsForThoseThatOverlappedWithIt() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch waits = new CountDownLatch(1);
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.FLUSH_RANGE && call.offset() == 0) {
                                waits.countDown();
                                return Fault.delay(release, LIMIT).and(Fault.error(OsError.EIO));
                            }
                            return Fault.NONE;
                        });
        CompletableFuture<Void> slow = inBackground(() -> view.flush(0, PAGE, Durability.DEVICE));
        waits.await();
        Thread[] thread = new Thread[1];
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> quick =
                inBackground(
                        () -> {
                            thread[0] = Thread.currentThread();
                            begun.countDown();
                            view.flush(5 * PAGE, PAGE, Durability.DEVICE);
                        });
        begun.await();
        while (thread[0].getState() != Thread.State.WAITING) {
            assertThat(quick).isNotDone();
            Thread.onSpinWait();
        }
        release.countDown();
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(slow::get);
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(quick::get)
                .withMessageContaining("another flush of the file failed");
    }

    @Test
    void twoRepairsAtATimeAreOne() throws Exception {
        fill(view, 1, 'b');
        world.failOnce(Operation.DISK_WRITE);
        failing(() -> mapping.flush(Durability.DEVICE));
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch waits = new CountDownLatch(1);
        AtomicInteger repairs = new AtomicInteger();
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.DIRTY_AGAIN
                                    && repairs.incrementAndGet() == 1) {
                                waits.countDown();
                                return Fault.delay(release, LIMIT);
                            }
                            return Fault.NONE;
                        });
        CompletableFuture<Void> first = inBackground(() -> mapping.flush(Durability.DEVICE));
        waits.await();
        Thread[] thread = new Thread[1];
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> second =
                inBackground(
                        () -> {
                            thread[0] = Thread.currentThread();
                            begun.countDown();
                            mapping.flush(Durability.DEVICE);
                        });
        begun.await();
        while (thread[0].getState() != Thread.State.WAITING) {
            assertThat(second).isNotDone();
            Thread.onSpinWait();
        }
        release.countDown();
        first.get();
        second.get();
        assertThat(repairs).hasValue(1);
        assertThat(mapping.pending()).isEmpty();
        assertThat(world.calls(Operation.FLUSH)).isEqualTo(2); // The second has flushed by itself.
    }

    @Test
    void withoutTheAbilityAFailureStaysPending() throws IOException {
        use(Options.DEFAULT.without(Ability.WRITEBACK_REPAIR));
        fill(view, 1, 'b');
        mapping.flush(Durability.DEVICE);
        fill(view, 1, 'c');
        world.failOnce(Operation.DISK_WRITE);
        FlushFailedException failure = failing(() -> mapping.flush(Durability.DEVICE));
        assertThat(failure.getSuppressed()).hasSize(1);
        world.system.faults().none();
        failure = failing(() -> view.flush(PAGE, 7, Durability.DEVICE));
        assertThat(failure)
                .hasMessageContainingAll("cannot be rewritten, because this engine cannot",
                        "through a new mapping, or copy the bytes");
        assertThat(failure.offset()).isEqualTo(PAGE);
        assertThat(failure.length()).isEqualTo(7);
        assertThat(mapping.pending()).isNotEmpty();
        mapping.trustMemory();
        assertThat(mapping.pending()).isNotEmpty();
    }

    @Test
    void aCallThatIsRefusedLeavesNothingPending() throws IOException {
        world.system.faults()
                .plan(
                        call -> call.operation() == Operation.FLUSH
                                ? Fault.exception(new IOException("refused"))
                                : Fault.NONE);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> mapping.flush(Durability.DEVICE))
                .withMessage("refused");
        assertThat(mapping.pending()).isEmpty();
        world.system.faults().none();
        mapping.flush(Durability.DEVICE); // No ticket was left behind.
    }

    @Test
    void f4WhatCannotBeMadeDirtyAgainIsToldAndStaysExposed() throws IOException {
        fill(view, 1, 'b');
        boolean[] failed = new boolean[1];
        world.system.faults()
                .plan(
                        call -> switch (call.operation()) {
                            case DIRTY_AGAIN -> Fault.error(OsError.EIO);
                            case DISK_WRITE -> {
                                failed[0] = true;
                                yield Fault.error(OsError.EIO);
                            }
                            default -> Fault.NONE;
                        });
        FlushFailedException failure = failing(() -> mapping.flush(Durability.DEVICE));
        assertThat(failed[0]).isTrue();
        assertThat(failure.getSuppressed()).hasSize(1);
        assertThat(failure.getSuppressed()[0]).hasMessageContaining("DIRTY_AGAIN");
        world.system.faults().none();
        world.system.disk().evict(FlushWorld.FILE);
        failing(() -> mapping.flush(Durability.DEVICE));
        assertThat(mapping.doubtful()).isNotEmpty();
    }
}
