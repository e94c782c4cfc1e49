package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.spi.Place;
import io.fileview.spi.WritebackRepair;
import io.fileview.testing.DisturbedMapping;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Sample;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A flush that failed leaves a debt, though the kernel forgets it. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FlushFailureTest {
    private static final int SIZE = 10_000;

    @TempDir
    Path directory;

    private final AtomicBoolean deviceFails = new AtomicBoolean();

    /** A mapping whose flushes fail while {@link #deviceFails}. */
    private FileMapping fallible(Path file) throws IOException {
        return fallible(file, Protection.READ_WRITE);
    }

    private FileMapping fallible(Path file, Protection protection) throws IOException {
        return DisturbedMapping.open(
                file, protection, method -> failWhileDeviceFails(method, file));
    }

    private void failWhileDeviceFails(String method, Path file) throws FlushFailedException {
        if (method.equals("flush") && deviceFails.get()) {
            throw failure(file);
        }
    }

    private static FlushFailedException failure(Path file) {
        return new FlushFailedException(
                Place.of(file.toString(), 0, SIZE).withError("EIO"),
                "the test lets it fail",
                null);
    }

    private void failOnce(View view, Durability durability) {
        deviceFails.set(true);
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(() -> view.flush(durability));
        deviceFails.set(false);
    }

    /** Another test's file may get the number of this one on the disk. */
    @AfterEach
    void payDebts() throws IOException {
        deviceFails.set(false);
        try (Stream<Path> files = TestFiles.list(directory)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".bin")).toList()) {
                try (FileMapping mapping = fallible(file)) {
                    mapping.trustMemory();
                    mapping.flush(Durability.DEVICE);
                    assertThat(mapping.pending()).isEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void allThatMayHaveChangedSinceIsOwed(Durability durability) throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = fallible(file);
                View view = mapping.map(5_000, 100);
                View other = mapping.map(7_000, 1_000);
                View reader = mapping.view(0, 50).protection(Protection.READ_ONLY).map()) {
            mapping.map(9_000, 10).close();
            view.flush(durability);
            assertThat(mapping.pending()).isEmpty();
            deviceFails.set(true);
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(() -> view.flush(10, 20, durability))
                    .satisfies(e -> assertThat(e.errorName()).contains("EIO"))
                    .satisfies(e -> assertThat(e.file()).isEqualTo(file.toString()))
                    .satisfies(e -> assertThat(e.pending()).isEqualTo(mapping.pending()))
                    .satisfies(e -> assertThat(e.doubtful()).isEmpty());
            assertThat(mapping.pending())
                    .containsExactly(
                            new ByteRange(5_000, 100),
                            new ByteRange(7_000, 1_000),
                            new ByteRange(9_000, 10));
            assertThat(view.pending()).containsExactly(new ByteRange(0, 100));
            assertThat(other.pending()).containsExactly(new ByteRange(0, 1_000));
            assertThat(reader.pending()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "SCHEDULED")
    void theNextFlushPays(Durability durability) throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = fallible(file);
                View view = mapping.map()) {
            failOnce(view, durability);
            view.flush(100, 10, durability);
            assertThat(mapping.pending()).isEmpty();
            failOnce(view, durability);
            mapping.flush(durability);
            assertThat(mapping.pending()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "DEVICE")
    void aFlushThatReachesLessFarDoesNotPay(Durability less) throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = fallible(file);
                View view = mapping.map()) {
            failOnce(view, Durability.DEVICE);
            view.flush(less);
            mapping.flush(less);
            assertThat(mapping.pending()).containsExactly(new ByteRange(0, SIZE));
            view.flush(Durability.DEVICE);
            assertThat(mapping.pending()).isEmpty();
        }
    }

    @Test
    void whatFailsAgainStaysOwed() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = fallible(file);
                View view = mapping.map()) {
            deviceFails.set(true);
            for (int i = 0; i < 3; i++) {
                assertThat(flushed(view)).isFalse();
                assertThatExceptionOfType(FlushFailedException.class)
                        .isThrownBy(() -> mapping.flush(Durability.WRITTEN))
                        .withMessageContainingAll("the test lets it fail", "next flush");
                assertThat(mapping.pending()).containsExactly(new ByteRange(0, SIZE));
            }
            deviceFails.set(false);
            assertThat(flushed(view)).isTrue();
            assertThat(mapping.pending()).isEmpty();
        }
    }

    @Test
    void otherMappingsOfTheFileKnowAndCanPay() throws Exception {
        Path file = Sample.file(directory, SIZE);
        Path link = TestFiles.createLink(directory.resolve("link"), file);
        try (FileMapping mapping = fallible(file);
                FileMapping open = fallible(link);
                View view = mapping.map();
                View openView = open.map(0, 4_096)) {
            failOnce(view, Durability.DEVICE);
            try (FileMapping later = fallible(file)) {
                assertThat(later.pending()).isEqualTo(open.pending()).isEqualTo(mapping.pending());
                assertThat(openView.pending()).containsExactly(new ByteRange(0, 4_096));
                later.flush(Durability.DEVICE);
            }
            assertThat(mapping.pending()).isEmpty();
            assertThat(openView.pending()).isEmpty();
        }
    }

    @Test
    void whatIsOpenForReadingOnlyCannotPayAndSaysSo() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = fallible(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            failOnce(view, Durability.DEVICE);
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(() -> view.flush(Durability.DEVICE))
                    .withMessageContainingAll(file.toString(), "open it READ_WRITE");
            try (FileMapping writer = fallible(file)) {
                writer.trustMemory();
                writer.flush(Durability.DEVICE);
            }
            view.flush(Durability.DEVICE);
            assertThat(mapping.pending()).isEmpty();
        }
    }

    @Test
    void whenPagesHaveLeftTheCacheMeanwhileMemoryIsInDoubt() throws Exception {
        Path file = Sample.file(directory, SIZE);
        AtomicLong evicted = new AtomicLong();
        try (FileMapping mapping =
                DisturbedMapping.open(
                        file,
                        Protection.READ_WRITE,
                        method -> {
                            if (method.equals("flush") && deviceFails.get()) {
                                evicted.incrementAndGet();
                                throw failure(file);
                            }
                        },
                        evicted::get);
                View view = mapping.map(0, 100)) {
            deviceFails.set(true);
            List<ByteRange> all = List.of(new ByteRange(0, 100));
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(() -> view.flush(Durability.DEVICE))
                    .satisfies(e -> assertThat(e.doubtful()).isEqualTo(all));
            deviceFails.set(false);
            for (Durability any : List.of(Durability.WRITTEN, Durability.DEVICE)) {
                assertThatExceptionOfType(FlushFailedException.class)
                        .isThrownBy(() -> view.flush(any))
                        .withMessageContainingAll("old bytes", "from 0 to 100", "trustMemory()");
            }
            assertThat(mapping.doubtful()).isEqualTo(all);
            mapping.trustMemory();
            assertThat(mapping.doubtful()).isEmpty();
            assertThat(mapping.pending()).isEqualTo(all);
            view.flush(Durability.DEVICE);
            assertThat(mapping.pending()).isEmpty();
        }
    }

    @Test
    void withNobodyToCountEvictionsMemoryIsAlwaysInDoubt() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping =
                DisturbedMapping.open(
                        file,
                        Protection.READ_WRITE,
                        method -> failWhileDeviceFails(method, file),
                        () -> WritebackRepair.UNKNOWN_EVICTIONS);
                View view = mapping.map()) {
            failOnce(view, Durability.DEVICE);
            assertThat(flushed(view)).isFalse();
            assertThat(mapping.doubtful()).isEqualTo(mapping.pending()).isNotEmpty();
            mapping.trustMemory();
            assertThat(flushed(view)).isTrue();
        }
    }

    @Test
    void otherFilesAreFlushedAsBefore() throws Exception {
        Path other = Sample.file(directory, 100);
        try (FileMapping mapping = fallible(Sample.file(directory, SIZE));
                View view = mapping.map();
                FileMapping otherMapping = EngineUnderTest.open(other, Protection.READ_WRITE);
                View otherView = otherMapping.map()) {
            deviceFails.set(true);
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(() -> view.flush(Durability.DEVICE));
            otherView.flush(Durability.DEVICE);
        }
    }

    @Test
    void aFileThatIsClosedOwingIsCountedAndStillOwesWhenItIsOpenedAgain() throws Exception {
        Path file = Sample.file(directory, SIZE);
        long before = Views.statistics().closedPending();
        try (FileMapping mapping = fallible(file);
                View view = mapping.map(0, 5_000)) {
            failOnce(view, Durability.DEVICE);
        }
        assertThat(Views.statistics().closedPending()).isEqualTo(before + 1);
        try (FileMapping mapping = fallible(file);
                View view = mapping.map()) {
            assertThat(mapping.pending()).containsExactly(new ByteRange(0, 5_000));
            assertThat(mapping.doubtful()).isEqualTo(mapping.pending());
            assertThat(flushed(view)).isFalse();
            mapping.trustMemory();
            assertThat(flushed(view)).isTrue();
            assertThat(mapping.pending()).isEmpty();
        }
        assertThat(Views.statistics().closedPending()).isEqualTo(before + 1);
        try (FileMapping mapping = fallible(file)) {
            assertThat(mapping.pending()).isEmpty();
        }
    }

    @Test
    void whatNobodyOwesIsNotCounted() throws Exception {
        long before = Views.statistics().closedPending();
        try (FileMapping mapping = fallible(Sample.file(directory, SIZE));
                View view = mapping.map()) {
            failOnce(view, Durability.DEVICE);
            view.flush(Durability.DEVICE);
        }
        assertThat(Views.statistics().closedPending()).isEqualTo(before);
    }

    @Test
    void theFlightRecorderIsToldThatItFailed() throws Exception {
        Path dump = directory.resolve("events.jfr");
        try (Recording recording = new Recording();
                FileMapping mapping = fallible(Sample.file(directory, SIZE));
                View view = mapping.map()) {
            recording.enable("io.fileview.Flush").withoutThreshold();
            recording.start();
            deviceFails.set(true);
            assertThat(flushed(view)).isFalse();
            recording.stop();
            recording.dump(dump);
        }
        assertThat(RecordingFile.readAllEvents(dump))
                .singleElement()
                .satisfies(event -> assertThat(event.getBoolean("succeeded")).isFalse());
    }

    /** The kernel tells a failure once: to one of the flushes that are under way. */
    @Test
    void aFlushThatWasUnderWayWhenAnotherFailedIsNotBelieved() throws Exception {
        CountDownLatch firstIsUnderWay = new CountDownLatch(1);
        CountDownLatch secondHasFailed = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping =
                DisturbedMapping.open(
                        file,
                        Protection.READ_WRITE,
                        method -> {
                            if (method.equals("flush")) {
                                if (first.getAndSet(false)) {
                                    firstIsUnderWay.countDown();
                                    secondHasFailed.await();
                                } else {
                                    throw new FlushFailedException(
                                            Place.of(file.toString()), "fails", null);
                                }
                            }
                        });
                View view = mapping.map()) {
            CompletableFuture<Boolean> believed =
                    CompletableFuture.supplyAsync(() -> flushed(view));
            firstIsUnderWay.await();
            assertThat(flushed(view)).isFalse();
            secondHasFailed.countDown();
            assertThat(believed.get()).isFalse();
        }
    }

    private static boolean flushed(View view) {
        try {
            view.flush(Durability.DEVICE);
            return true;
        } catch (FlushFailedException e) {
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
