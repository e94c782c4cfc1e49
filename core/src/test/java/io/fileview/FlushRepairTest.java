package io.fileview;

import static io.fileview.testing.FileAssert.assertThatFile;
import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.spi.Place;
import io.fileview.testing.DisturbedMapping;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Eventually;
import io.fileview.testing.FailingDisk;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import io.fileview.testing.SmallDisk;
import io.fileview.testing.TestFiles;
import io.fileview.testing.ViewBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a disk could not write gets there with the next flush, where the kernel alone forgets it.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FlushRepairTest {
    private static final int SIZE = 4 << 20;

    @TempDir
    Path directory;

    /** The control: what everybody gets who believes the second call. */
    @Test
    @NeedsKernel("shows what the kernel and the JDK do")
    void aSecondForceOfTheJdkSucceedsAndTheDataIsLost() throws Exception {
        try (FailingDisk disk = FailingDisk.in(directory)) {
            Path file = newFile(disk);
            try (FileChannel channel =
                    FileChannel.open(
                            file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    Arena arena = Arena.ofConfined()) {
                MemorySegment bytes = channel.map(MapMode.READ_WRITE, 0, SIZE, arena);
                MappedByteBuffer buffer = (MappedByteBuffer) bytes.asByteBuffer();
                disk.fail(); // first, or the kernel may write the pages while it can
                bytes.fill((byte) 1);
                assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(buffer::force);
                disk.recover();
                buffer.force();
                assertThat(buffer.get(SIZE - 1)).isEqualTo((byte) 1);
                channel.force(true);
            }
            disk.remount();
            assertThat(bytesThatAre(file, 1)).isLessThan(SIZE);
        }
    }

    @ParameterizedTest
    @Tag("linux-only")
    @EnumSource(names = {"WRITTEN", "DEVICE"})
    void theNextFlushWritesWhatTheDiskRefused(Durability durability) throws Exception {
        try (FailingDisk disk = FailingDisk.in(directory)) {
            Path file = newFile(disk);
            try (FileMapping mapping = steady(file);
                    View view = mapping.map()) {
                disk.fail(); // first, or the kernel may write the pages while it can
                bytesOf(view).fill(1);
                assertThatExceptionOfType(FlushFailedException.class)
                        .isThrownBy(() -> view.flush(durability))
                        .withMessageContainingAll(file.toString(), "not durable")
                        .satisfies(e -> assertThat(e.offset()).isZero())
                        .satisfies(e -> assertThat(e.length()).isEqualTo(SIZE));
                assertThat(mapping.pending()).containsExactly(new ByteRange(0, SIZE));
                disk.recover();
                view.flush(0, 1, durability);
                assertThat(mapping.pending()).isEmpty();
                view.flush(durability);
            }
            disk.remount();
            assertThat(bytesThatAre(file, 1)).isEqualTo(SIZE);
        }
    }

    /** ext4 writes them at the second time where nobody would look for them. */
    @Test
    void blocksThatWereNeverWrittenBeforeAreRepairedOrStayOwed() throws Exception {
        try (FailingDisk disk = FailingDisk.in(directory)) {
            // The portable engine cannot ask for other blocks.
            assertThat(isRepaired(disk)).isEqualTo(!EngineUnderTest.name().equals("portable"));
        }
    }

    @Test
    void onXfsEachEngineRepairsThem() throws Exception {
        try (FailingDisk disk = FailingDisk.withXfs(directory)) {
            assertThat(isRepaired(disk)).isTrue();
        }
    }

    /**
     * Lets the first write of a new file fail, and looks whether what the next flush says is true.
     */
    private static boolean isRepaired(FailingDisk disk) throws IOException {
        Path file = disk.root().resolve("new");
        int size = SIZE - 1_500; // ends within a page, and within a block
        try (FileMapping mapping =
                EngineUnderTest.builder(file)
                        .protection(Protection.READ_WRITE)
                        .createNew()
                        .size(size)
                        .open()) {
            mapping.flush(Durability.DEVICE);
        }
        disk.forgetZeros();
        boolean repaired;
        try (FileMapping mapping = steady(file);
                View view = mapping.map()) {
            disk.fail(); // first, or the kernel may write the pages while it can
            bytesOf(view).fill(1);
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(() -> view.flush(Durability.DEVICE));
            disk.recover();
            repaired = isFlushed(view);
            assertThat(mapping.pending().isEmpty()).isEqualTo(repaired);
            assertThat(bytesOf(view).get(size - 1)).isEqualTo((byte) 1);
        }
        disk.remount();
        if (repaired) {
            assertThat(bytesThatAre(file, 1)).isEqualTo(size);
        }
        return repaired;
    }

    private static boolean isFlushed(View view) throws IOException {
        try {
            view.flush(Durability.DEVICE);
            return true;
        } catch (FlushFailedException stillOwed) {
            assertThat(stillOwed).hasMessageContaining("copy them to another file");
            return false;
        }
    }

    @Test
    @Tag("linux-only")
    void aRepairThatFailsIsRepairedByTheNext() throws Exception {
        try (FailingDisk disk = FailingDisk.in(directory)) {
            Path file = newFile(disk);
            try (FileMapping mapping = steady(file);
                    View view = mapping.map()) {
                disk.fail(); // first, or the kernel may write the pages while it can
                bytesOf(view).fill(1);
                for (int i = 0; i < 3; i++) {
                    assertThatExceptionOfType(FlushFailedException.class)
                            .isThrownBy(() -> mapping.flush(Durability.DEVICE));
                    bytesOf(view).set(i, 2);
                }
                disk.recover();
                mapping.flush(Durability.DEVICE);
            }
            disk.remount();
            assertThat(bytesThatAre(file, 2)).isEqualTo(3);
            assertThat(bytesThatAre(file, 1)).isEqualTo(SIZE - 3);
        }
    }

    @Test
    @Tag("linux-only")
    void anotherMappingRepairsWhatAClosedOneChanged() throws Exception {
        try (FailingDisk disk = FailingDisk.in(directory)) {
            Path file = newFile(disk);
            try (FileMapping open = steady(file)) {
                try (FileMapping mapping = steady(file);
                        View view = mapping.map()) {
                    disk.fail(); // first, or the kernel may write the pages while it can
                    bytesOf(view).fill(1);
                    assertThatExceptionOfType(FlushFailedException.class)
                            .isThrownBy(() -> view.flush(0, 1, Durability.DEVICE));
                }
                disk.recover();
                open.flush(Durability.DEVICE);
                assertThat(open.pending()).isEmpty();
                open.flush(Durability.DEVICE);
            }
            disk.remount();
            assertThat(bytesThatAre(file, 1)).isEqualTo(SIZE);
        }
    }

    /** The kernel writes by itself, fails, and tells whoever asks next, whatever he asks about. */
    @Test
    @Tag("linux-only")
    void whatFailedInTheBackgroundIsOwedThoughItIsNotInTheRange() throws Exception {
        try (FailingDisk disk = FailingDisk.in(directory)) {
            Path file = newFile(disk);
            try (FileMapping mapping = steady(file);
                    View view = mapping.map()) {
                disk.fail(); // first, or the kernel may write the pages while it can
                bytesOf(view).fill(1 << 20, SIZE - (1 << 20), 1);
                view.flush(Durability.SCHEDULED);
                awaitWriteback(view);
                assertThat(view.cached().orElseThrow().dirty()).isZero();
                // The kernel may try again by itself what is dirty again.
                Eventually.holds(
                        "pages are dirty again",
                        () -> {
                            assertThatExceptionOfType(FlushFailedException.class)
                                    .isThrownBy(() -> view.flush(0, 1, Durability.DEVICE));
                            return view.cached().orElseThrow().dirty() > 0;
                        });
                disk.recover();
                view.flush(0, 1, Durability.DEVICE);
                assertThat(mapping.pending()).isEmpty();
            }
            disk.remount();
            assertThat(bytesThatAre(file, 1)).isEqualTo(SIZE - (1 << 20));
        }
    }

    @Test
    @Tag("linux-only")
    void aFailureThatNobodyAskedForIsFoundWhenTheMappingIsClosed() throws Exception {
        try (FailingDisk disk = FailingDisk.in(directory)) {
            Path file = newFile(disk);
            long before = Views.statistics().closedPending();
            try (FileMapping mapping = steady(file);
                    View view = mapping.map()) {
                disk.fail(); // first, or the kernel may write the pages while it can
                bytesOf(view).fill(1);
                view.flush(Durability.SCHEDULED);
                awaitWriteback(view);
            }
            disk.recover();
            assertThat(Views.statistics().closedPending()).isEqualTo(before + 1);
            try (FileMapping mapping = steady(file)) {
                assertThat(mapping.doubtful()).containsExactly(new ByteRange(0, SIZE));
                assertThat(bytesThatAre(file, 1)).isEqualTo(SIZE); // looked at
                mapping.trustMemory();
                mapping.flush(Durability.DEVICE);
            }
            disk.remount();
            assertThat(bytesThatAre(file, 1)).isEqualTo(SIZE);
        }
    }

    /** Only pages that are in the cache can have been changed: the rest is left alone. */
    @Test
    @Tag("linux-only")
    void cachedPagesBecomeDirtyAndNoOthers() throws Exception {
        Path file = directory.resolve("sparse");
        AtomicBoolean fails = new AtomicBoolean();
        try (FileMapping plain =
                EngineUnderTest.builder(file)
                        .protection(Protection.READ_WRITE)
                        .createNew()
                        .size(1L << 32)
                        .sparse()
                        .open();
                FileMapping mapping = failing(file, fails);
                View view = mapping.map()) {
            plain.flush(Durability.DEVICE);
            view.advise(Advice.RANDOM); // nothing is read beside what is touched
            for (long page : new long[] {0, 5, 6, 300_000, (1 << 20) - 1}) {
                bytesOf(view).set(page << 12, 1);
            }
            plain.flush(Durability.DEVICE);
            long cached = view.cached().orElseThrow().cached();
            assertThat(view.cached().orElseThrow().dirty()).isZero();
            fails.set(true);
            // The kernel may write what is dirty again.
            Eventually.holds(
                    "all cached pages are dirty again",
                    () -> {
                        assertThatExceptionOfType(FlushFailedException.class)
                                .isThrownBy(() -> view.flush(Durability.DEVICE));
                        return view.cached().orElseThrow().dirty() == cached;
                    });
            assertThat(view.cached().orElseThrow().cached()).isEqualTo(cached);
            fails.set(false);
            view.flush(Durability.DEVICE);
            assertThat(view.cached().orElseThrow().dirty()).isZero();
        }
    }

    @NeedsKernel("the memory engine maps no range as large as that")
    @Test
    @Tag("linux-only")
    void theLargestFileOwesNoMoreThanItsCacheHolds() throws Exception {
        AtomicBoolean fails = new AtomicBoolean();
        try (SmallDisk disk = SmallDisk.in(directory, 1 << 20)) {
            Path file = disk.root().resolve("sparse");
            EngineUnderTest.builder(file)
                    .protection(Protection.READ_WRITE)
                    .createNew()
                    .size(Long.MAX_VALUE)
                    .sparse()
                    .open()
                    .close();
            try (FileMapping mapping = failing(file, fails);
                    View view = mapping.map(Long.MAX_VALUE - 100_000, 50_000)) {
                bytesOf(view).fill(1);
                fails.set(true);
                assertThatExceptionOfType(FlushFailedException.class)
                        .isThrownBy(() -> mapping.flush(Durability.DEVICE));
                assertThat(mapping.pending())
                        .containsExactly(new ByteRange(0, Long.MAX_VALUE));
                fails.set(false);
                mapping.flush(Durability.DEVICE);
                assertThat(mapping.pending()).isEmpty();
            }
        }
    }

    @Test
    void whoWritesMeanwhileLosesNothing() throws Exception {
        Path file = TestFiles.write(directory.resolve("counters"), new byte[16 * 4_096]);
        AtomicBoolean fails = new AtomicBoolean();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong written = new AtomicLong();
        try (FileMapping mapping = failing(file, fails);
                View view = mapping.map()) {
            // Plain writes, which a read-modify-write of the word by anybody else would undo.
            CompletableFuture<Void> writer =
                    CompletableFuture.runAsync(
                            () -> {
                                ViewBytes counters = bytesOf(view);
                                for (long i = 1; !stop.get(); i++) {
                                    for (long page = 0; page < 16; page++) {
                                        long at = page << 12;
                                        assertThat(counters.getLong(at)).isEqualTo(i - 1);
                                        counters.setLong(at, i);
                                    }
                                    written.set(i);
                                }
                            });
            for (int i = 0; i < 200 && !writer.isDone(); i++) {
                fails.set(true);
                assertThatExceptionOfType(FlushFailedException.class)
                        .isThrownBy(() -> mapping.flush(Durability.WRITTEN));
                fails.set(false);
                mapping.flush(Durability.WRITTEN);
            }
            stop.set(true);
            writer.get();
            assertThat(written.get()).isPositive();
            for (long page = 0; page < 16; page++) {
                assertThat(bytesOf(view).getLong(page << 12)).isEqualTo(written.get());
            }
        }
    }

    @Test
    void aFileThatHasShrunkMeanwhileOwesTheRestNoMore() throws Exception {
        Path file = Sample.file(directory, 100_000);
        AtomicBoolean fails = new AtomicBoolean();
        try (FileMapping mapping = failing(file, fails)) {
            try (View view = mapping.map()) {
                fails.set(true);
                assertThatExceptionOfType(FlushFailedException.class)
                        .isThrownBy(() -> view.flush(Durability.DEVICE));
            }
            fails.set(false);
            mapping.truncate(5_000);
            mapping.flush(Durability.DEVICE);
            assertThat(mapping.pending()).isEmpty();
        }
        assertThatFile(file).hasBinaryContent(Arrays.copyOf(Sample.bytes(100_000), 5_000));
    }

    private static void awaitWriteback(View view) {
        Eventually.holds(
                "the kernel has tried to write all pages",
                () -> view.cached().orElseThrow().writeback() == 0);
    }

    /** No page ever leaves the cache, so that a busy machine does not change what is tested. */
    private static FileMapping steady(Path file) throws IOException {
        return DisturbedMapping.open(file, Protection.READ_WRITE, DisturbedMapping.NONE);
    }

    private static FileMapping failing(Path file, AtomicBoolean fails) throws IOException {
        return DisturbedMapping.open(
                file,
                Protection.READ_WRITE,
                method -> {
                    if (method.equals("flush") && fails.get()) {
                        throw new FlushFailedException(Place.of(file.toString()), "fails", null);
                    }
                });
    }

    /** A file whose blocks have been written once. */
    private static Path newFile(FailingDisk disk) throws IOException {
        Path file = TestFiles.write(disk.root().resolve("file"), new byte[SIZE]);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
            mapping.flush(Durability.DEVICE);
        }
        disk.forgetZeros();
        // The portable engine can tell it by that from a file of an earlier test.
        TestFiles.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        return file;
    }

    private static int bytesThatAre(Path file, int value) throws IOException {
        int count = 0;
        for (byte b : TestFiles.readAllBytes(file)) {
            count += b == value ? 1 : 0;
        }
        return count;
    }
}
