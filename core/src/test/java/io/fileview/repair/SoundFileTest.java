package io.fileview.repair;

import static io.fileview.repair.FlushWorld.FILE;
import static io.fileview.repair.FlushWorld.PAGE;
import static io.fileview.repair.FlushWorld.fill;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FileShrankException;
import io.fileview.FlushFailedException;
import io.fileview.memory.Ability;
import io.fileview.memory.Fault;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.spi.Place;
import io.fileview.spi.WritebackRepair;
import io.fileview.testing.Background;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * Since when a file is known to be sound, which decides whose pages are doubtful after a failure
 * (D5): since the last check or flush that would have reported an earlier failure.
 */
class SoundFileTest extends FlushFixture {
    private static final ByteRange ALL = new ByteRange(0, PAGES * PAGE);

    @Test
    void d5ACheckThatFindsNoErrorMakesTheFileSound() throws IOException {
        world.system.countForeignEviction();
        fill(view, 1, 'b');
        world.failOnce(Operation.DISK_WRITE); // The check before it has found none.
        failing(() -> mapping.flush(Durability.DEVICE));
        assertThat(mapping.doubtful()).isEmpty();
    }

    /** Where only a flush exposes an error, nobody has looked for one before the flush that failed. */
    @Test
    void d5PagesEvictedBeforeTheFlushThatExposesTheirErrorAreDoubtful() throws IOException {
        world.system.behaviour().exposesErrorsOnlyByFlushes(true);
        fill(view, 1, 'b');
        world.failInBackground();
        world.system.disk().evict(FILE);
        failing(() -> mapping.flush(Durability.DEVICE));
        assertThat(view.guarded().getByte(PAGE)).isEqualTo((byte) 'a'); // The change is lost.
        assertThat(mapping.doubtful()).containsExactly(ALL);
        failing(() -> mapping.flush(Durability.DEVICE));
    }

    @Test
    void d5AFlushThatSucceedsMakesTheFileSoundThereToo() throws IOException {
        world.system.behaviour().exposesErrorsOnlyByFlushes(true);
        world.system.countForeignEviction();
        view.flush(PAGE, PAGE, Durability.WRITTEN);
        fill(view, 1, 'b');
        world.failInBackground();
        failing(() -> mapping.flush(Durability.DEVICE));
        assertThat(mapping.doubtful()).isEmpty();
    }

    @Test
    void d5EvictionsDuringAFlushThatSucceedsCountForTheNext() throws IOException {
        world.system.behaviour().exposesErrorsOnlyByFlushes(true);
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.FLUSH_RANGE) {
                                world.system.countForeignEviction();
                            }
                            return Fault.NONE;
                        });
        view.flush(PAGE, PAGE, Durability.WRITTEN);
        fill(view, 1, 'b');
        world.failInBackground();
        failing(() -> mapping.flush(Durability.DEVICE));
        assertThat(mapping.doubtful()).containsExactly(ALL);
    }

    @Test
    void d5PagesThatFailAgainAndAreEvictedBeforeTheRepairAreDoubtful() throws IOException {
        fill(view, 1, 'b');
        world.failOnce(Operation.DISK_WRITE);
        failing(() -> mapping.flush(Durability.DEVICE));
        assertThat(mapping.doubtful()).isEmpty(); // They are dirty again.
        world.failInBackground();
        world.system.disk().evict(FILE);
        assertThat(failing(() -> mapping.flush(Durability.DEVICE)).doubtful())
                .containsExactly(ALL);
    }

    @Test
    void d5WithoutARepairItIsUnknownSinceWhenTheFileIsSound() throws IOException {
        use(Options.DEFAULT.without(Ability.WRITEBACK_REPAIR));
        try (TestOpening opening = new TestOpening(world.system, FILE)) {
            new FileFlushes(opening).flush(opening, ALL, Durability.DEVICE, () -> {});
            assertThat(opening.evictionsWhenSound())
                    .isEqualTo(WritebackRepair.UNKNOWN_EVICTIONS);
        }
    }

    @Test
    void d5AFlushOfNoByteProvesNothing() throws IOException {
        world.system.behaviour().exposesErrorsOnlyByFlushes(true);
        try (TestOpening opening = new TestOpening(world.system, FILE)) {
            FileFlushes flushes = new FileFlushes(opening);
            world.system.countForeignEviction();
            flushes.flush(opening, new ByteRange(PAGE, 0), Durability.DEVICE, () -> {});
            assertThat(opening.evictionsWhenSound()).isZero();
            flushes.flush(opening, new ByteRange(PAGE, 1), Durability.DEVICE, () -> {});
            assertThat(opening.evictionsWhenSound()).isEqualTo(1);
        }
    }

    @Test
    void d5AFlushOfARangeThatTheFileHasLostProvesNothing() throws IOException {
        world.system.behaviour().exposesErrorsOnlyByFlushes(true);
        try (TestOpening opening = new TestOpening(world.system, FILE)) {
            FileFlushes flushes = new FileFlushes(opening);
            world.system.countForeignEviction();
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(
                            () -> flushes.flush(
                                    opening,
                                    new ByteRange(PAGES * PAGE, 1),
                                    Durability.DEVICE,
                                    () -> {}));
            assertThat(opening.evictionsWhenSound()).isZero();
        }
    }

    /** The second flush finds no error, because the first has it and has not recorded it yet. */
    @Test
    void d5AnErrorIsNotForgivenByAConcurrentCheckThatCouldNotSeeIt() throws Exception {
        try (TestOpening opening = new TestOpening(world.system, FILE)) {
            FileFlushes flushes = new FileFlushes(opening);
            CountDownLatch taken = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            Background first =
                    Background.start(
                            () -> flushes.flush(
                                    opening,
                                    ALL,
                                    Durability.DEVICE,
                                    () -> {
                                        FlushFailedException error = takeErrorOfEvictedPage();
                                        taken.countDown();
                                        awaitUninterruptibly(release);
                                        throw error;
                                    }));
            taken.await();
            Background second =
                    Background.start(
                            () -> flushes.flush(opening, ALL, Durability.DEVICE, () -> {}));
            second.waits(); // for the first, after its check
            release.countDown();
            assertThat(first.fails()).isInstanceOf(FlushFailedException.class);
            assertThat(second.fails()).isInstanceOf(FlushFailedException.class);
            assertThat(flushes.debt().doubtful()).isEqualTo(List.of(ALL));
        }
    }

    private FlushFailedException takeErrorOfEvictedPage() {
        world.system.countForeignEviction();
        return new FlushFailedException(Place.of("the file"), "failed", null);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
