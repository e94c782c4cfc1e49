package io.fileview;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.MappingException.Place;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A flush that failed is never forgotten, though the kernel forgets it. */
@Timeout(60)
class FlushFailureTest {
    private static final int SIZE = 10_000;
    private static final int MIB = 1 << 20;

    @TempDir
    Path directory;

    private final AtomicBoolean deviceFails = new AtomicBoolean();

    /** A mapping whose flushes fail while {@link #deviceFails}. */
    private FileMapping fallible(Path file) throws IOException {
        return DisturbedMapping.open(
                file,
                Protection.READ_WRITE,
                method -> {
                    if (method.equals("flush") && deviceFails.get()) {
                        throw new FlushFailedException(
                                Place.of(file.toString(), 0, SIZE).withError("EIO"),
                                "the test lets it fail",
                                null);
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void noLaterFlushIsBelieved(Durability durability) throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = fallible(file);
                View view = mapping.map()) {
            view.flush(durability);
            deviceFails.set(true);
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(() -> view.flush(durability))
                    .satisfies(e -> assertThat(e.errorName()).contains("EIO"));
            deviceFails.set(false);
            for (Durability any : Durability.values()) {
                assertThatExceptionOfType(FlushFailedException.class)
                        .isThrownBy(() -> view.flush(100, 10, any))
                        .withMessageContainingAll("earlier", "the test lets it fail")
                        .satisfies(e -> assertThat(e.file()).isEqualTo(file.toString()))
                        .satisfies(e -> assertThat(e.offset()).isEqualTo(100))
                        .satisfies(e -> assertThat(e.length()).isEqualTo(10));
            }
        }
    }

    @Test
    void notThroughAnotherMappingOfTheFileEither() throws Exception {
        Path file = Sample.file(directory, SIZE);
        Path link = Files.createLink(directory.resolve("link"), file);
        try (FileMapping mapping = fallible(file);
                FileMapping open = EngineUnderTest.open(link, Protection.READ_WRITE);
                View view = mapping.map();
                View openView = open.map()) {
            deviceFails.set(true);
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(() -> view.flush(Durability.DEVICE));
            try (FileMapping later = EngineUnderTest.open(file, Protection.READ_WRITE);
                    View laterView = later.map()) {
                for (View other : new View[] {openView, laterView}) {
                    assertThatExceptionOfType(FlushFailedException.class)
                            .isThrownBy(() -> other.flush(Durability.DEVICE))
                            .withMessageContaining("earlier");
                }
            }
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
    void onceAllMappingsAreClosedTheFileMayBeWrittenAnew() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = fallible(file);
                View view = mapping.map()) {
            deviceFails.set(true);
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(() -> view.flush(Durability.DEVICE));
        }
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            view.flush(Durability.DEVICE);
        }
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

    /** A loop device over a file whose own file system has no room: writes fail, as on bad disks. */
    @ParameterizedTest
    @EnumSource(names = {"WRITTEN", "DEVICE"})
    @Tag("linux-only")
    void aDeviceThatCannotWriteIsReportedAndNotForgotten(Durability durability) throws Exception {
        try (Disk full = Disk.inMemory(directory.resolve("full"), 8 * MIB)) {
            Path image = full.root().resolve("image");
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.setLength(64L * MIB);
            }
            try (Disk failing = Disk.inFile(directory.resolve("failing"), image)) {
                Path file = failing.root().resolve("file");
                flushWhileTheDeviceFails(file, full.root(), durability);
            }
        }
    }

    private static void flushWhileTheDeviceFails(Path file, Path full, Durability durability)
            throws IOException {
        try (FileMapping mapping =
                EngineUnderTest.builder(file)
                        .protection(Protection.READ_WRITE)
                        .createNew()
                        .size(4 * MIB)
                        .open();
                View view = mapping.map();
                FileMapping other = EngineUnderTest.open(file, Protection.READ_WRITE);
                View otherView = other.map()) {
            view.flush(Durability.DEVICE);
            fill(full.resolve("rest"));
            view.segment().fill((byte) 1);
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(() -> view.flush(durability))
                    .withMessageContainingAll(file.toString(), "not durable")
                    .satisfies(e -> assertThat(e.errorName().orElseThrow()).isIn("EIO", "ENOSPC"))
                    .satisfies(e -> assertThat(e.offset()).isZero())
                    .satisfies(e -> assertThat(e.length()).isEqualTo(4 * MIB));
            Files.delete(full.resolve("rest"));
            for (View any : new View[] {view, otherView}) {
                assertThatExceptionOfType(FlushFailedException.class)
                        .isThrownBy(() -> any.flush(durability))
                        .withMessageContaining("earlier");
            }
            assertThat(view.segment().get(JAVA_BYTE, 4 * MIB - 1)).isEqualTo((byte) 1);
        }
    }

    private static void fill(Path file) {
        try (OutputStream output = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            while (true) {
                output.write(new byte[4_096]);
            }
        } catch (IOException full) {
            // As the test wants it.
        }
    }
}
