package io.fileview.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FileShrankException;
import io.fileview.PageUnreadableException;
import io.fileview.Protection;
import io.fileview.pages.Answer;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.PageLocking;
import io.fileview.spi.PageResidency;
import io.fileview.spi.Place;
import io.fileview.spi.PrivatePages;
import io.fileview.testing.Needs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What mapped ranges of files do on Windows beyond the contract of all engines. */
@Timeout(120)
class WindowsRangeTest {
    private static final int SIZE = 300_000;
    private static final int PAGE = 4096;

    @TempDir
    Path directory;

    private Path path;
    private byte[] bytes;

    @BeforeEach
    void createFile() throws IOException {
        Needs.windows();
        bytes = new byte[SIZE];
        new Random(1).nextBytes(bytes);
        path = directory.resolve("file");
        Files.write(path, bytes);
    }

    private EngineFile open(Protection protection) throws IOException {
        return new WindowsEngine().open(FileLocation.of(path), OpenRequest.existing(protection));
    }

    private static MappedRange map(EngineFile file, long offset, long length, Protection protection)
            throws IOException {
        return file.map(new MapRequest(offset, length, protection, false, new Object()));
    }

    private static MemorySegment segment(MappedRange range) {
        return range.segment().orElseThrow();
    }

    @Test
    void theGranularityOfAddressesIsHidden() throws Exception {
        try (EngineFile file = open(Protection.READ_ONLY)) {
            for (int offset : List.of(0, 1, 4097, 65_535, 65_536, 131_073, SIZE - 1)) {
                int length = Math.min(70_000, SIZE - offset);
                MappedRange range = map(file, offset, length, Protection.READ_ONLY);
                assertThat(segment(range).toArray(JAVA_BYTE))
                        .isEqualTo(Arrays.copyOfRange(bytes, offset, offset + length));
                assertThat(segment(range).address() % PAGE).isEqualTo(offset % PAGE);
                range.unmap();
            }
        }
    }

    @Test
    void anUnmappedFileIsTruncatedAtOnceThoughItIsStillOpen() throws Exception {
        try (EngineFile file = open(Protection.READ_WRITE)) {
            for (Protection protection : Protection.values()) {
                map(file, 70_000, 1_000, protection).unmap();
            }
            MappedRange moved = map(file, 0, 10, Protection.READ_WRITE);
            moved.remap(100_000);
            moved.unmap();
            file.truncate(5);
            assertThat(file.size()).isEqualTo(5);
        }
    }

    /** A flush of one view writes the others of the file as well, which nothing keeps in place. */
    @Test
    void aFlushDoesNotFailBecauseAnotherRangeMovesMeanwhile() throws Exception {
        try (EngineFile file = open(Protection.READ_WRITE)) {
            MappedRange moving = map(file, 0, PAGE, Protection.READ_WRITE);
            CompletableFuture<Void> mover =
                    CompletableFuture.runAsync(
                            () -> {
                                try {
                                    for (int i = 1; i <= 300; i++) {
                                        moving.remap(PAGE + i * 900L);
                                    }
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
            while (!mover.isDone()) {
                file.flush(
                        new ByteRange(0, SIZE), Durability.SCHEDULED, List.of(moving));
            }
            mover.get();
            moving.unmap();
        }
    }

    @Test
    void aRangeThatTheFileDoesNotHaveAnyMoreIsNotMapped() throws Exception {
        try (EngineFile file = open(Protection.READ_WRITE)) {
            file.truncate(0);
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> map(file, 0, 10, Protection.READ_ONLY))
                    .withMessageContainingAll(path.toString(), "0 bytes");
        }
    }

    @Test
    void aCopyOnWriteRangeNeedsNoRightToWriteAndKeepsItsPagesWhenItMoves() throws Exception {
        try (EngineFile file = open(Protection.READ_ONLY)) {
            MappedRange copy = map(file, 5, 100_000, Protection.COPY_ON_WRITE);
            segment(copy).set(JAVA_BYTE, 0, (byte) 99);
            segment(copy).set(JAVA_BYTE, 99_999, (byte) 98);
            PrivatePages pages = copy.privatePages().orElseThrow();
            assertThat(pages.changed())
                    .containsExactly(
                            new ByteRange(0, PAGE - 5),
                            new ByteRange(24 * PAGE - 5, 100_005 - 24 * PAGE));
            copy.remap(200_000);
            bytes[5] = 99;
            bytes[100_004] = 98;
            assertThat(segment(copy).toArray(JAVA_BYTE))
                    .isEqualTo(Arrays.copyOfRange(bytes, 5, 200_005));
            assertThat(pages.changed())
                    .containsExactly(
                            new ByteRange(0, PAGE - 5), new ByteRange(24 * PAGE - 5, PAGE));
            copy.unmap();
        }
    }

    @Test
    void discardedChangesAreNoChangesUntilThePageIsWrittenAgain() throws Exception {
        try (EngineFile file = open(Protection.READ_ONLY)) {
            MappedRange copy = map(file, 0, SIZE, Protection.COPY_ON_WRITE);
            PrivatePages pages = copy.privatePages().orElseThrow();
            segment(copy).set(JAVA_BYTE, 7, (byte) ~bytes[7]);
            segment(copy).set(JAVA_BYTE, 50 * PAGE, (byte) ~bytes[50 * PAGE]);
            List<ByteRange> changed = pages.changed();
            assertThat(changed)
                    .containsExactly(new ByteRange(0, PAGE), new ByteRange(50 * PAGE, PAGE));
            pages.discard(changed);
            assertThat(segment(copy).toArray(JAVA_BYTE)).isEqualTo(bytes);
            assertThat(pages.changed()).isEmpty();
            segment(copy).set(JAVA_BYTE, 50 * PAGE + 1, (byte) ~bytes[50 * PAGE + 1]);
            segment(copy).set(JAVA_BYTE, 60 * PAGE, bytes[60 * PAGE]);
            assertThat(pages.changed())
                    .containsExactly(
                            new ByteRange(50 * PAGE, PAGE), new ByteRange(60 * PAGE, PAGE));
            copy.unmap();
        }
    }

    /** Where pages were unmapped to be discarded, such a reader would end the process. */
    @Test
    void othersReadWhileChangesAreDiscarded() throws Exception {
        try (EngineFile file = open(Protection.READ_ONLY)) {
            MappedRange copy = map(file, 0, SIZE, Protection.COPY_ON_WRITE);
            PrivatePages pages = copy.privatePages().orElseThrow();
            MappedRange part = pages.part(new ByteRange(PAGE, PAGE), new Object());
            AtomicBoolean done = new AtomicBoolean();
            CompletableFuture<Integer> reader =
                    CompletableFuture.supplyAsync(
                            () -> {
                                int wrong = 0;
                                while (!done.get()) {
                                    byte read = segment(part).get(JAVA_BYTE, 9);
                                    wrong += read == bytes[PAGE + 9] || read == 1 ? 0 : 1;
                                }
                                return wrong;
                            });
            for (int i = 0; i < 200; i++) {
                segment(copy).set(JAVA_BYTE, PAGE + 9, (byte) 1);
                pages.discard(pages.changed());
                assertThat(segment(part).get(JAVA_BYTE, 9)).isEqualTo(bytes[PAGE + 9]);
            }
            done.set(true);
            assertThat(reader.get()).isZero();
            part.unmap();
            copy.unmap();
        }
    }

    @Test
    void thePartsOfARangeCountTheirLocks() throws Exception {
        try (EngineFile file = open(Protection.READ_ONLY)) {
            MappedRange whole = map(file, 0, SIZE, Protection.COPY_ON_WRITE);
            PrivatePages pages = whole.privatePages().orElseThrow();
            MappedRange first = pages.part(new ByteRange(0, 2 * PAGE), new Object());
            MappedRange second = pages.part(new ByteRange(PAGE, 2 * PAGE), new Object());
            PageLocking lock = first.locking().orElseThrow();
            lock.lock(new ByteRange(0, 2 * PAGE));
            lock.lock(new ByteRange(PAGE, PAGE));
            second.locking().orElseThrow().lock(new ByteRange(0, 2 * PAGE));
            first.unmap();
            PageResidency residency = whole.residency().orElseThrow();
            residency.trim(new ByteRange(0, PAGE));
            assertThatExceptionOfType(IOException.class)
                    .as("the second part has page 1 locked")
                    .isThrownBy(() -> residency.trim(new ByteRange(PAGE, PAGE)))
                    .withMessageContaining("unlock");
            second.unmap();
            residency.trim(new ByteRange(0, SIZE));
            whole.unmap();
        }
    }

    @Test
    void whatWindowsDoesNotExposeIsUnknown() throws Exception {
        try (EngineFile file = open(Protection.READ_WRITE)) {
            MappedRange range = map(file, 0, SIZE, Protection.READ_WRITE);
            segment(range).get(JAVA_BYTE, 0);
            PageMap pages = range.residency().orElseThrow().pages(new ByteRange(0, SIZE));
            assertThat(pages.is(PageState.WORKING_SET, 0)).isEqualTo(Answer.YES);
            assertThat(pages.is(PageState.RESIDENT, 0)).isEqualTo(Answer.YES);
            assertThat(pages.unknown(PageState.WORKING_SET)).isZero();
            int absent = pages.pageCount() - pages.count(PageState.WORKING_SET);
            assertThat(absent).as("pages that nobody has touched").isPositive();
            for (PageState state : List.of(PageState.RESIDENT, PageState.SHARED)) {
                assertThat(pages.unknown(state)).isEqualTo(absent);
                assertThat(pages.whyUnknown(state).orElseThrow()).contains("working set");
            }
            for (PageState state : List.of(PageState.DIRTY, PageState.WRITEBACK,
                    PageState.REFERENCED)) {
                assertThat(pages.unknown(state)).isEqualTo(pages.pageCount());
                assertThat(pages.whyUnknown(state).orElseThrow()).contains("does not expose");
            }
            range.unmap();
        }
    }

    @Test
    void prefetchingAddsNothingToTheFileAndFindsLostPages() throws Exception {
        try (EngineFile file = open(Protection.READ_WRITE)) {
            MappedRange range = map(file, 0, SIZE, Protection.READ_WRITE);
            range.prefetch(List.of(new ByteRange(3, 200_000), new ByteRange(0, 0)));
            assumeTrue(Wine.isHere(), "needs Wine, where a mapped file can lose pages");
            Wine.truncate(path, 10_000);
            range.prefetch(List.of(new ByteRange(0, 10_000)));
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> range.prefetch(List.of(new ByteRange(0, 20_000))));
            range.unmap();
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(Arrays.copyOf(bytes, 10_000));
    }

    @Test
    void lostPagesFailTheCopiesOfTheSystemInsteadOfTheProcess() throws Exception {
        assumeTrue(Wine.isHere(), "needs Wine, where a mapped file can lose pages");
        try (EngineFile file = open(Protection.READ_WRITE);
                Arena arena = Arena.ofConfined()) {
            MappedRange range = map(file, 0, SIZE, Protection.READ_WRITE);
            MemorySegment buffer = arena.allocate(PAGE);
            WindowsRange copies = (WindowsRange) range;
            assertThat(copies.read(100_000, buffer)).isTrue();
            assertThat(buffer.toArray(JAVA_BYTE))
                    .isEqualTo(Arrays.copyOfRange(bytes, 100_000, 100_000 + PAGE));
            assertThat(copies.write(4, buffer)).isTrue();
            assertThat(segment(range).get(JAVA_BYTE, 4)).isEqualTo(bytes[100_000]);
            Wine.truncate(path, 10_000);
            assertThat(copies.read(100_000, buffer)).isFalse();
            assertThat(copies.write(100_000, buffer)).isFalse();
            assertThat(copies.read(4, buffer)).isTrue();
            range.unmap();
        }
    }

    @Test
    void markingPagesAsDirtyChangesNoByte() throws Exception {
        try (EngineFile file = open(Protection.READ_WRITE)) {
            var repair = file.writebackRepair().orElseThrow();
            assertThat(repair.dirtyAgain(new ByteRange(70_000, 1)))
                    .containsExactly(new ByteRange(17 * PAGE, PAGE));
            assertThat(repair.dirtyAgain(new ByteRange(1, Long.MAX_VALUE - 1)))
                    .containsExactly(new ByteRange(0, SIZE));
            assertThat(repair.dirtyAgain(new ByteRange(SIZE, 1))).isEmpty();
            assertThat(repair.lookForWriteError(false)).isFalse();
            assertThat(repair.lookForWriteError(true)).isTrue();
            assertThat(repair.evictions()).isEqualTo(repair.recentEvictions()).isNegative();
            file.truncate(1);
        }
        assertThat(Files.readAllBytes(path)).containsExactly(bytes[0]);
    }

    @Test
    void aPageThatCannotBeReadIsNamed() {
        PageUnreadableException failure =
                WindowsPrefetch.unreadable(
                        Place.of("file", 8192, 10),
                        ProcessMemory.ERROR_PARTIAL_COPY,
                        null);
        assertThat(failure).hasMessageContainingAll("file", "offset 8192", "event log");
        assertThat(failure.offset()).isEqualTo(8192);
    }
}
