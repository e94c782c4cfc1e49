package io.fileview.flush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.FileMapping;
import io.fileview.FlushFailedException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.MemoryFileSystem;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import io.fileview.testing.Background;
import io.fileview.testing.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Flushes in the background, of a file in memory. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class FlushSchedulerMemoryTest {
    private static final Path FILE = Path.of("/scheduled/file").toAbsolutePath();
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int SIZE = 8192;

    private final MemoryFileSystem system = new MemoryFileSystem(Options.DEFAULT);
    private FileMapping mapping;
    private View view;

    @BeforeEach
    void open() throws IOException {
        system.others().createDirectories(FILE.getParent());
        system.others().write(FILE, new byte[SIZE]);
        mapping = open(Protection.READ_WRITE);
        view = mapping.map();
    }

    @AfterEach
    void close() {
        system.faults().none();
        view.close();
        mapping.close();
    }

    private FileMapping open(Protection protection) throws IOException {
        return FileMapping.builder(FILE).engine(system.engine()).protection(protection).open();
    }

    private void write(int offset, int value) throws IOException {
        view.guarded().setByte(offset, (byte) value);
    }

    private byte durable(int offset) throws IOException {
        return system.disk().readDurable(FILE)[offset];
    }

    @Test
    void boundsThatCannotBeKeptAreRefused() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlushScheduler.start(mapping, 0, HOUR))
                .withMessageContaining("maxBytes 0 and maxDelay PT1H are out of range");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlushScheduler.start(mapping, 1, Duration.ofNanos(1_999_999)));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> FlushScheduler.start(mapping, 1,
                                Duration.ofDays(100_000).plusNanos(1)));
        FlushScheduler.start(mapping, 1, Duration.ofMillis(2)).close();
        FlushScheduler.start(mapping, 1, Duration.ofDays(100_000)).close();
        view.close();
        mapping.close();
        system.others().delete(FILE);
        assertThat(system.usedSpace()).isZero(); // None of those refused keeps the file open.
        open();
    }

    @Test
    void whatReachesNoFileIsNotFlushed() throws IOException {
        for (Protection protection : new Protection[] {Protection.READ_ONLY,
            Protection.COPY_ON_WRITE}) {
            try (FileMapping other = open(protection)) {
                assertThatExceptionOfType(UnsupportedOperationException.class)
                        .isThrownBy(() -> FlushScheduler.start(other, 1, HOUR))
                        .withMessageContaining("cannot be flushed");
            }
        }
        try (FileMapping memory =
                FileMapping.memoryBuilder(10).engine(system.engine()).open()) {
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> FlushScheduler.start(memory, 1, HOUR));
        }
        FileMapping closed = open(Protection.READ_WRITE);
        closed.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> FlushScheduler.start(closed, 1, HOUR));
    }

    @Test
    void whatWasReportedIsDurableWhenOneHasWaited() throws IOException {
        try (FlushScheduler scheduler = FlushScheduler.start(mapping, 1 << 20, HOUR)) {
            write(100, 'x');
            scheduler.wrote(view, 100, 1);
            assertThat(scheduler.backlog().bytes()).isEqualTo(1);
            assertThat(durable(100)).isZero();
            scheduler.awaitDurable();
            assertThat(durable(100)).isEqualTo((byte) 'x');
            assertThat(scheduler.backlog().bytes()).isZero();
        }
    }

    @Test
    void closingMakesEverythingDurableAndClosesTheFile() throws IOException {
        FlushScheduler scheduler = FlushScheduler.start(mapping, 1 << 20, HOUR);
        write(100, 'x');
        scheduler.wrote(view, 100, 1);
        View old = view;
        view.close();
        mapping.close(); // The scheduler keeps the file open.
        scheduler.close();
        scheduler.close();
        assertThat(durable(100)).isEqualTo((byte) 'x');
        system.others().delete(FILE);
        assertThat(system.usedSpace()).isZero();
        open();
        assertThatIllegalStateException().isThrownBy(() -> scheduler.wrote(old, 0, 1))
                .withMessageContaining("flush scheduler");
        assertThatIllegalStateException().isThrownBy(scheduler::awaitDurable);
    }

    /** Who deletes the file after closing must not find it open. */
    @Test
    void closingWaitsUntilTheThreadHasReleasedTheFile() throws Exception {
        FlushScheduler scheduler = FlushScheduler.start(mapping, 1 << 20, HOUR);
        view.close();
        mapping.close();
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch closes = new CountDownLatch(1);
        boolean[] flushed = new boolean[1];
        system.faults()
                .plan(
                        call -> {
                            flushed[0] |= call.operation() == Operation.FLUSH;
                            if (flushed[0]
                                    && call.operation() == Operation.LOOK_FOR_WRITE_ERROR) {
                                closes.countDown();
                                return Fault.delay(release, HOUR);
                            }
                            return Fault.NONE;
                        });
        Background closer = Background.start(scheduler::close);
        closes.await(); // by the thread of the scheduler, which has flushed
        Eventually.waits(closer.thread());
        release.countDown();
        closer.returns();
        open();
    }

    @Test
    void onlyRangesOfViewsThatWriteToTheFileAreCounted() throws IOException {
        Path other = FILE.resolveSibling("other");
        system.others().write(other, new byte[10]);
        try (FlushScheduler scheduler = FlushScheduler.start(mapping, 1 << 20, HOUR);
                FileMapping another =
                        FileMapping.builder(other)
                                .engine(system.engine())
                                .protection(Protection.READ_WRITE)
                                .open();
                View ofAnother = another.map();
                FileMapping same = open(Protection.READ_WRITE);
                View ofSame = same.map()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> scheduler.wrote(ofAnother, 0, 1))
                    .withMessageContaining("does not write to the file of");
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> scheduler.wrote(view, SIZE, 1))
                    .withMessageContaining("ends beyond the 8192 bytes");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> scheduler.wrote(view, -1, 1));
            assertThat(scheduler.backlog().bytes()).isZero();
            scheduler.wrote(view, SIZE, 0);
            scheduler.wrote(ofSame, 0, SIZE);
            assertThat(scheduler.backlog().bytes()).isEqualTo(SIZE);
            view.close();
            scheduler.wrote(view, 0, 5);
            assertThat(scheduler.backlog().bytes()).isEqualTo(SIZE + 5);
        }
    }

    @Test
    void aFailureIsToldAndTheNextFlushRepairs() throws IOException {
        try (FlushScheduler scheduler = FlushScheduler.start(mapping, 1 << 20, HOUR)) {
            write(100, 'x');
            scheduler.wrote(view, 100, 1);
            system.faults().plan(Faults.once(Operation.DISK_WRITE, Fault.error(OsError.EIO)));
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(scheduler::awaitDurable);
            assertThat(scheduler.backlog().bytes()).isEqualTo(1);
            assertThat(scheduler.backlog().lastFailure())
                    .isInstanceOf(FlushFailedException.class);
            assertThat(mapping.pending()).isNotEmpty();
            scheduler.awaitDurable();
            assertThat(durable(100)).isEqualTo((byte) 'x');
            assertThat(scheduler.backlog().lastFailure()).isNull();
        }
    }

    @Test
    void whatBreaksOffIsAFailureAndNotTheEnd() throws IOException {
        try (FlushScheduler scheduler = FlushScheduler.start(mapping, 1 << 20, HOUR)) {
            boolean[] thrown = new boolean[1];
            system.faults()
                    .plan(
                            call -> {
                                if (call.operation() == Operation.FLUSH && !thrown[0]) {
                                    thrown[0] = true;
                                    throw new IllegalStateException("the test wants it");
                                }
                                return Fault.NONE;
                            });
            assertThatExceptionOfType(IOException.class).isThrownBy(scheduler::awaitDurable)
                    .withMessageContaining("ended unexpectedly")
                    .withCauseInstanceOf(IllegalStateException.class);
            scheduler.awaitDurable();
        }
    }

    @Test
    void closingThatFailsClosesAllTheSame() throws IOException {
        FlushScheduler scheduler = FlushScheduler.start(mapping, 1 << 20, HOUR);
        write(100, 'x');
        scheduler.wrote(view, 100, 1);
        system.faults().plan(Faults.once(Operation.DISK_WRITE, Fault.error(OsError.EIO)));
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(scheduler::close);
        scheduler.close();
        assertThatIllegalStateException().isThrownBy(scheduler::awaitDurable);
        assertThat(mapping.pending()).isNotEmpty();
    }

    @Test
    void withoutAReportTheFileIsFlushedToo() throws Exception {
        CountDownLatch flushes = new CountDownLatch(3);
        system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.FLUSH) {
                                flushes.countDown();
                            }
                            return Fault.NONE;
                        });
        try (FlushScheduler scheduler =
                FlushScheduler.start(mapping, 1 << 20, Duration.ofMillis(10))) {
            assertThat(flushes.await(50, TimeUnit.SECONDS)).isTrue();
            assertThat(scheduler.backlog().bytes()).isZero();
        }
    }

    @Test
    void itsThreadIsADaemonWithAName() throws IOException {
        try (FlushScheduler scheduler = FlushScheduler.start(mapping, 1 << 20, HOUR)) {
            assertThat(scheduler.backlog()).isNotNull();
            assertThat(Thread.getAllStackTraces().keySet())
                    .anyMatch(
                            thread -> thread.isDaemon()
                                    && thread.getName()
                                            .equals("fileview flush of " + mapping));
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("fileview flush of " + mapping));
    }
}
