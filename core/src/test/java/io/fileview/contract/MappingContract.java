package io.fileview.contract;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FileShrankException;
import io.fileview.Protection;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import io.fileview.spi.EngineFile;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.PageLocking;
import io.fileview.spi.PageResidency;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Mapped ranges do as {@link MappedRange} and its abilities say. */
public interface MappingContract extends EngineWorld {
    int SIZE = 50_000;

    @Test
    default void aRangeStartsAndEndsAnywhere() throws Exception {
        try (EngineFile file = openSample("file", SIZE)) {
            for (int offset : List.of(0, 1, 4095, 4096, 10_001, SIZE - 1)) {
                for (int length : List.of(1, 100, 4096, 9_999, SIZE)) {
                    int fits = Math.min(length, SIZE - offset);
                    MappedRange range = EngineWorld.map(file, offset, fits, Protection.READ_ONLY);
                    assertThat(range.length()).isEqualTo(fits);
                    assertThat(range.isMapped()).isTrue();
                    assertThat(range.segment().isPresent())
                            .isNotEqualTo(range.softwarePages().isPresent());
                    assertThat(EngineWorld.read(range))
                            .isEqualTo(Arrays.copyOfRange(sample(SIZE), offset, offset + fits));
                    range.unmap();
                    assertThat(range.isMapped()).isFalse();
                }
            }
        }
    }

    @Test
    default void aSegmentKeepsItsPlaceInThePage() throws Exception {
        try (EngineFile file = openSample("file", SIZE)) {
            MappedRange range = EngineWorld.map(file, 10_001, 100, Protection.READ_WRITE);
            range.segment()
                    .ifPresent(
                            segment -> {
                                assertThat(segment.byteSize()).isEqualTo(100);
                                assertThat(segment.isNative()).isTrue();
                                assertThat(segment.address() % file.pageSize())
                                        .isEqualTo(10_001 % file.pageSize());
                            });
            range.unmap();
        }
    }

    @Test
    default void whatIsWrittenIsSeenByAllButCopies() throws Exception {
        try (EngineFile file = openSample("file", SIZE);
                EngineFile other = open("file", Protection.READ_ONLY)) {
            MappedRange range = EngineWorld.map(file, 5_000, 10_000, Protection.READ_WRITE);
            MappedRange second = EngineWorld.map(other, 0, SIZE, Protection.READ_ONLY);
            MappedRange copy = EngineWorld.map(other, 0, SIZE, Protection.COPY_ON_WRITE);
            EngineWorld.write(range, 7, (byte) 1, (byte) 2);
            EngineWorld.write(file, 6_000, (byte) 3);
            EngineWorld.write(copy, 20_000, (byte) 4);
            byte[] expected = sample(SIZE);
            expected[5_007] = 1;
            expected[5_008] = 2;
            expected[6_000] = 3;
            assertThat(EngineWorld.read(second)).isEqualTo(expected);
            assertThat(EngineWorld.read(other, 0, SIZE)).isEqualTo(expected);
            assertThat(outside().read("file")).isEqualTo(expected);
            assertThat(EngineWorld.read(copy, 20_000, 1)).containsExactly(4);
            range.unmap();
            second.unmap();
            copy.unmap();
            assertThat(outside().read("file")).isEqualTo(expected);
        }
    }

    @Test
    default void aReadOnlyRangeIsNotWritten() throws Exception {
        try (EngineFile file = openSample("file", SIZE)) {
            MappedRange range = EngineWorld.map(file, 0, SIZE, Protection.READ_ONLY);
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(() -> EngineWorld.write(range, 0, (byte) 1));
            range.unmap();
        }
        assertThat(outside().read("file")).isEqualTo(sample(SIZE));
    }

    @Test
    default void anUnmappedSegmentIsDead() throws Exception {
        try (EngineFile file = openSample("file", SIZE)) {
            MappedRange range = EngineWorld.map(file, 0, SIZE, Protection.READ_WRITE);
            MemorySegment segment = range.segment().orElse(null);
            range.unmap();
            if (segment != null) {
                assertThatIllegalStateException().isThrownBy(() -> segment.get(JAVA_BYTE, 0));
            } else {
                assertThatIllegalStateException().isThrownBy(() -> EngineWorld.read(range, 0, 1));
            }
        }
    }

    @Test
    default void aLeakedRangeIsReclaimedWithItsChanges() throws Exception {
        try (EngineFile file = openSample("file", SIZE)) {
            MappedRange range = EngineWorld.map(file, 0, SIZE, Protection.READ_WRITE);
            EngineWorld.write(range, 9, (byte) 1);
            assertThat(range.reclaim().getAsBoolean()).isTrue();
            assertThat(EngineWorld.read(file, 9, 1)).containsExactly(1);
        }
    }

    @Test
    default void aConfinedRangeBelongsToItsThread() throws Exception {
        try (EngineFile file = openSample("file", SIZE)) {
            MappedRange range =
                    file.map(new MapRequest(0, 100, Protection.READ_WRITE, true, new Object()));
            assertThat(range.isAccessible()).isTrue();
            FutureTask<Boolean> other =
                    new FutureTask<>(
                            () -> {
                                assertThat(range.isAccessible()).isFalse();
                                assertThatExceptionOfType(WrongThreadException.class)
                                        .isThrownBy(() -> EngineWorld.read(range, 0, 1));
                                assertThatExceptionOfType(WrongThreadException.class)
                                        .isThrownBy(() -> range.remap(200));
                                assertThatExceptionOfType(WrongThreadException.class)
                                        .isThrownBy(range::unmap);
                                return range.isMapped();
                            });
            Thread.ofPlatform().start(other);
            assertThat(other.get()).isTrue();
            range.unmap();
            assertThat(range.isMapped()).isFalse();
        }
    }

    @Test
    default void aRangeGetsLongerWithItsBytes() throws Exception {
        try (EngineFile file = openSample("file", SIZE)) {
            MappedRange range = EngineWorld.map(file, 100, 1_000, Protection.READ_WRITE);
            EngineWorld.write(range, 5, (byte) 1);
            range.remap(30_000);
            EngineWorld.write(range, 29_999, (byte) 2);
            byte[] expected = sample(SIZE);
            expected[105] = 1;
            expected[30_099] = 2;
            assertThat(range.length()).isEqualTo(30_000);
            assertThat(EngineWorld.read(range))
                    .isEqualTo(Arrays.copyOfRange(expected, 100, 30_100));
            range.unmap();
            assertThat(outside().read("file")).isEqualTo(expected);
        }
    }

    @Test
    default void aCopyGetsLongerWithItsChanges() throws Exception {
        try (EngineFile file = openSample("file", SIZE)) {
            MappedRange copy = EngineWorld.map(file, 100, 10_000, Protection.COPY_ON_WRITE);
            EngineWorld.write(copy, 5, (byte) 1);
            copy.remap(30_000);
            byte[] expected = sample(SIZE);
            expected[105] = 1;
            assertThat(EngineWorld.read(copy)).isEqualTo(Arrays.copyOfRange(expected, 100, 30_100));
            copy.unmap();
            assertThat(outside().read("file")).isEqualTo(sample(SIZE));
        }
    }

    @Test
    default void flushingPrefetchingAndAdvisingChangeNothing() throws Exception {
        try (EngineFile file = openSample("file", SIZE)) {
            MappedRange range = EngineWorld.map(file, 100, 30_000, Protection.READ_WRITE);
            EngineWorld.write(range, 5, (byte) 1);
            for (Durability durability : Durability.values()) {
                range.flush(new ByteRange(0, 30_000), durability, List.of(range));
            }
            range.prefetch(List.of(new ByteRange(0, 30_000), new ByteRange(9_000, 0)));
            for (Advice advice : Advice.values()) {
                range.advise(new ByteRange(0, 30_000), advice);
            }
            byte[] expected = sample(SIZE);
            expected[105] = 1;
            assertThat(EngineWorld.read(range))
                    .isEqualTo(Arrays.copyOfRange(expected, 100, 30_100));
            range.unmap();
            assertThat(outside().read("file")).isEqualTo(expected);
        }
    }

    @Test
    default void prefetchingWhatTheFileNoLongerHasFails() throws Exception {
        outside().needTruncationOfMappedFiles();
        try (EngineFile file = openSample("file", SIZE)) {
            MappedRange range = EngineWorld.map(file, 0, SIZE, Protection.READ_WRITE);
            outside().truncate("file", 10_000);
            range.prefetch(List.of(new ByteRange(0, 10_000)));
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> range.prefetch(List.of(new ByteRange(0, 20_000))));
            range.unmap();
        }
    }

    @Test
    default void pagesAreCountedFromThePageOfTheFirstByte() throws Exception {
        try (EngineFile file = openSample("file", SIZE)) {
            MappedRange range =
                    EngineWorld.map(file, file.pageSize() + 100, 20_000, Protection.READ_WRITE);
            PageResidency residency = range.residency().orElse(null);
            if (residency != null) {
                PageMap pages = residency.pages(new ByteRange(10, file.pageSize()));
                assertThat(pages.pageCount()).isEqualTo(2);
                assertThat(pages.pageSize()).isEqualTo(file.pageSize());
                assertThat(pages.offsetOf(0)).isEqualTo(file.pageSize());
                assertThat(pages.count(PageState.PRIVATE)).isZero();
                assertThat(residency.pages(new ByteRange(5, 0)).pageCount()).isZero();
                residency.trim(new ByteRange(0, 20_000));
            }
            range.unmap();
        }
    }

    @Test
    default void lockedPagesAreToldAndNotTrimmed() throws Exception {
        try (EngineFile file = openSample("file", 300_000)) {
            MappedRange range = EngineWorld.map(file, 0, 300_000, Protection.READ_WRITE);
            PageLocking locking = range.locking().orElse(null);
            PageResidency residency = range.residency().orElse(null);
            if (locking != null && residency != null) {
                locking.lock(new ByteRange(0, 2 * file.pageSize()));
                locking.lock(new ByteRange(0, 1));
                assertThat(residency.pages(new ByteRange(0, 300_000)).count(PageState.LOCKED))
                        .isEqualTo(2);
                assertThatExceptionOfType(java.io.IOException.class)
                        .isThrownBy(() -> residency.trim(new ByteRange(0, 300_000)));
                locking.unlock(new ByteRange(0, 1));
                assertThat(residency.pages(new ByteRange(0, 300_000)).count(PageState.LOCKED))
                        .isEqualTo(1);
            }
            range.unmap();
        }
    }
}
