package io.fileview;

import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.testing.DisturbedMapping;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Eventually;
import io.fileview.testing.FailingDisk;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.TestFiles;
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
import java.util.concurrent.TimeUnit;
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

    private static void awaitWriteback(View view) {
        Eventually.holds(
                "the kernel has tried to write all pages",
                () -> view.cached().orElseThrow().writeback() == 0);
    }

    /** No page ever leaves the cache, so that a busy machine does not change what is tested. */
    private static FileMapping steady(Path file) throws IOException {
        return DisturbedMapping.open(file, Protection.READ_WRITE, DisturbedMapping.NONE);
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
