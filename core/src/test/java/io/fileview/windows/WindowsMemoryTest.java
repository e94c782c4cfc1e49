package io.fileview.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.MappingLimitException;
import io.fileview.Protection;
import io.fileview.spi.EngineFile;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.testing.Needs;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Memory without a file, which consists of more sections each time that it grows. */
@Timeout(120)
class WindowsMemoryTest {
    @BeforeEach
    void needWindows() {
        Needs.windows();
    }

    private static MappedRange map(EngineFile memory, long offset, long length, Protection how)
            throws IOException {
        return memory.map(new MapRequest(offset, length, how, false, new Object()));
    }

    private static MemorySegment segment(MappedRange range) {
        return range.segment().orElseThrow();
    }

    @Test
    void rangesOfSeveralSectionsAreInOnePiece() throws Exception {
        try (EngineFile memory = WindowsMemory.open()) {
            memory.extend(10, false);
            MappedRange first = map(memory, 3, 7, Protection.READ_WRITE);
            for (long size : new long[] {11, 65_536, 65_537, 200_000, 1_000_000}) {
                memory.extend(size, false);
                assertThat(memory.size()).isEqualTo(size);
                MappedRange all = map(memory, 0, size, Protection.READ_WRITE);
                MappedRange copy = map(memory, 1, size - 1, Protection.COPY_ON_WRITE);
                segment(all).fill((byte) size);
                assertThat(segment(copy).get(JAVA_BYTE, size - 2)).isEqualTo((byte) size);
                segment(copy).fill((byte) 77);
                assertThat(segment(all).get(JAVA_BYTE, size - 1)).isEqualTo((byte) size);
                assertThat(segment(first).get(JAVA_BYTE, 0)).isEqualTo((byte) size);
                copy.unmap();
                all.unmap();
            }
            first.unmap();
        }
    }

    @Test
    void bytesAreReadAndWrittenAcrossSections() throws Exception {
        try (EngineFile memory = WindowsMemory.open();
                Arena arena = Arena.ofConfined()) {
            memory.extend(65_536, false);
            memory.extend(131_072, true);
            MemorySegment bytes = arena.allocate(1_000).fill((byte) 5);
            memory.write(bytes, 65_000);
            memory.write(bytes, 131_000);
            assertThat(memory.size()).isEqualTo(132_000);
            MemorySegment read = arena.allocate(2_000);
            assertThat(memory.read(read, 64_500)).isEqualTo(2_000);
            assertThat(read.get(JAVA_BYTE, 499)).isZero();
            assertThat(read.get(JAVA_BYTE, 500)).isEqualTo((byte) 5);
            assertThat(read.get(JAVA_BYTE, 1_499)).isEqualTo((byte) 5);
            assertThat(read.get(JAVA_BYTE, 1_500)).isZero();
            assertThat(memory.read(read, 131_000)).isEqualTo(1_000);
        }
    }

    @Test
    void whatIsCutOffComesBackAsZeros() throws Exception {
        try (EngineFile memory = WindowsMemory.open()) {
            memory.extend(65_536, false);
            memory.extend(300_000, false);
            MappedRange all = map(memory, 0, 300_000, Protection.READ_WRITE);
            segment(all).fill((byte) 9);
            all.unmap();
            memory.truncate(10);
            memory.extend(300_000, false);
            MappedRange again = map(memory, 0, 300_000, Protection.READ_ONLY);
            assertThat(segment(again).get(JAVA_BYTE, 9)).isEqualTo((byte) 9);
            MemorySegment rest = segment(again).asSlice(10);
            assertThat(rest.mismatch(MemorySegment.ofArray(new byte[299_990]))).isNegative();
            again.unmap();
            memory.truncate(0);
            assertThat(memory.size()).isZero();
        }
    }

    @Test
    void moreThanThereIsRoomForIsRefusedAndChangesNothing() throws Exception {
        try (EngineFile memory = WindowsMemory.open()) {
            memory.extend(10, false);
            for (long size : new long[] {1L << 62, Long.MAX_VALUE}) {
                assertThatExceptionOfType(MappingLimitException.class)
                        .isThrownBy(() -> memory.extend(size, false))
                        .withMessageStartingWith("memory: cannot provide ");
            }
            assertThat(memory.size()).isEqualTo(10);
        }
    }
}
