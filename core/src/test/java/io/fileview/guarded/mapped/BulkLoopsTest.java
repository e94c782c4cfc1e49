package io.fileview.guarded.mapped;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The loops do what the JDK's copy methods do. */
class BulkLoopsTest {
    private static final int SIZE = 80_100;

    private final byte[] bytes = new byte[SIZE];
    private final MemorySegment memory = Arena.ofAuto().allocate(SIZE);

    BulkLoopsTest() {
        new Random(7).nextBytes(bytes);
        MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, 0, SIZE);
    }

    @ParameterizedTest
    @CsvSource({
        "amd64, '', false", "x86_64, '', false", "aarch64, '', true", "riscv64, '', true",
        "'', '', true", "amd64, true, true", "aarch64, false, false"
    })
    void theyAreUsedOnAllProcessorsOnWhichTheCopyMethodsHaveNotSurvived(
            String processor, String property, boolean expected) {
        assertThat(BulkLoops.areUsed(processor, property)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 100, 31, 32, 33, 8_191, 8_192, 8_193, 65_536, 65_537,
        79_999})
    void theyCopyAndFillExactlyTheRange(int length) throws Throwable {
        byte[] array = new byte[SIZE];
        byte[] expected = new byte[SIZE];
        BulkLoops.toArray(memory, 3, array, 5, length);
        System.arraycopy(bytes, 3, expected, 5, length);
        assertThat(array).isEqualTo(expected);

        Random random = new Random(length);
        random.nextBytes(array);
        BulkLoops.fromArray(memory, 11, array, 2, length);
        System.arraycopy(array, 2, bytes, 11, length);
        assertThat(memory.toArray(JAVA_BYTE)).isEqualTo(bytes);

        MemorySegment other = Arena.ofAuto().allocate(SIZE);
        BulkLoops.toSegment(memory, 1, other, 6, length);
        Arrays.fill(expected, (byte) 0);
        System.arraycopy(bytes, 1, expected, 6, length);
        assertThat(other.toArray(JAVA_BYTE)).isEqualTo(expected);

        BulkLoops.fromSegment(memory, 19, other, 4, length);
        System.arraycopy(expected, 4, bytes, 19, length);
        assertThat(memory.toArray(JAVA_BYTE)).isEqualTo(bytes);

        byte[] inner = new byte[SIZE];
        MemorySegment slice = MemorySegment.ofArray(inner).asSlice(9);
        BulkLoops.toSegment(memory, 1, slice, 6, length);
        Arrays.fill(expected, (byte) 0);
        System.arraycopy(bytes, 1, expected, 15, length);
        assertThat(inner).isEqualTo(expected);

        random.nextBytes(inner);
        BulkLoops.fromSegment(memory, 17, slice, 5, length);
        System.arraycopy(inner, 14, bytes, 17, length);
        assertThat(memory.toArray(JAVA_BYTE)).isEqualTo(bytes);

        BulkLoops.fill(memory, 13, (byte) 0x95, length);
        Arrays.fill(bytes, 13, 13 + length, (byte) 0x95);
        assertThat(memory.toArray(JAVA_BYTE)).isEqualTo(bytes);
    }

    @Test
    void heapMemoryMayBeOfAnyType() throws Throwable {
        int[] ints = new int[1_000];
        BulkLoops.toSegment(memory, 3, MemorySegment.ofArray(ints), 4, 3_001);
        byte[] copied = new byte[4_000];
        System.arraycopy(bytes, 3, copied, 4, 3_001);
        assertThat(MemorySegment.ofArray(ints).toArray(JAVA_BYTE)).isEqualTo(copied);

        BulkLoops.fromSegment(memory, 5_001, MemorySegment.ofArray(ints), 8, 2_999);
        System.arraycopy(copied, 8, bytes, 5_001, 2_999);
        assertThat(memory.toArray(JAVA_BYTE)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {-20_000, -8_192, -31, -9, -8, -7, -1, 0, 1, 7, 8, 9, 31, 32, 33, 4_096,
        8_192, 8_200, 20_000})
    void rangesOfOneSegmentMayOverlap(int distance) throws Throwable {
        for (int length : new int[] {1, 15, 33, 8_193, 19_999}) {
            int from = 20_000 - Math.max(0, distance);
            BulkLoops.toSegment(memory, from, memory, from + distance, length);
            System.arraycopy(bytes, from, bytes, from + distance, length);
            assertThat(memory.toArray(JAVA_BYTE)).isEqualTo(bytes);

            BulkLoops.fromSegment(memory, from + distance, memory, from, length);
            System.arraycopy(bytes, from, bytes, from + distance, length);
            assertThat(memory.toArray(JAVA_BYTE)).isEqualTo(bytes);
        }
    }

    @Test
    void slicesOfOneSegmentMayOverlap() throws Throwable {
        BulkLoops.toSegment(memory.asSlice(10), 20, memory.asSlice(100), 30, 9_000);
        System.arraycopy(bytes, 30, bytes, 130, 9_000);
        assertThat(memory.toArray(JAVA_BYTE)).isEqualTo(bytes);
    }

    @Test
    void nothingIsDoneBeyondTheBounds() {
        byte[] array = new byte[SIZE];
        MemorySegment heap = MemorySegment.ofArray(array);
        MemorySegment other = Arena.ofAuto().allocate(SIZE);
        int half = SIZE / 2 + 1;
        assertOutOfBounds(() -> BulkLoops.toArray(memory, SIZE / 2, array, 0, half));
        assertOutOfBounds(() -> BulkLoops.toArray(memory, 0, array, SIZE / 2, half));
        assertOutOfBounds(() -> BulkLoops.toArray(memory, 0, array, 0, -1));
        assertOutOfBounds(() -> BulkLoops.fromArray(memory, SIZE / 2, array, 0, half));
        assertOutOfBounds(() -> BulkLoops.fromArray(memory, 0, array, SIZE / 2, half));
        assertOutOfBounds(() -> BulkLoops.toSegment(memory, SIZE / 2, heap, 0, half));
        assertOutOfBounds(() -> BulkLoops.toSegment(memory, 0, heap, SIZE / 2, half));
        assertOutOfBounds(() -> BulkLoops.toSegment(memory, -1, heap, 0, 1));
        assertOutOfBounds(() -> BulkLoops.fromSegment(memory, 0, heap, SIZE / 2, half));
        assertOutOfBounds(() -> BulkLoops.fromSegment(memory, 0, other, SIZE / 2, half));
        assertOutOfBounds(() -> BulkLoops.toSegment(memory, SIZE / 2, other, 0, half));
        assertOutOfBounds(() -> BulkLoops.fill(memory, SIZE / 2, (byte) 1, half));
        assertThat(array).containsOnly(0);
        assertThat(memory.toArray(JAVA_BYTE)).isEqualTo(bytes);
    }

    private interface Call {
        void make() throws Throwable;
    }

    private static void assertOutOfBounds(Call call) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(call::make);
    }

    @Test
    void whatIsClosedOrReadOnlyIsRefused() {
        byte[] array = new byte[10];
        Arena arena = Arena.ofShared();
        MemorySegment closed = arena.allocate(10);
        MemorySegment readOnly = memory.asReadOnly();
        arena.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> BulkLoops.toArray(closed, 0, array, 0, 10));
        assertThatIllegalStateException()
                .isThrownBy(() -> BulkLoops.toSegment(memory, 0, closed, 0, 10));
        assertThatIllegalStateException().isThrownBy(() -> BulkLoops.fill(closed, 0, (byte) 0, 9));
        Class<?> asTheJdk =
                refusal(() -> MemorySegment.copy(array, 0, readOnly, JAVA_BYTE, 0, 10));
        assertThatThrownBy(() -> BulkLoops.fromArray(readOnly, 0, array, 0, 10))
                .isInstanceOf(asTheJdk);
        assertThatThrownBy(() -> BulkLoops.toSegment(memory, 0, readOnly, 0, 10))
                .isInstanceOf(asTheJdk);
        assertThatThrownBy(() -> BulkLoops.fill(readOnly, 0, (byte) 0, 10))
                .isInstanceOf(refusal(() -> readOnly.fill((byte) 0)));
    }

    private static Class<?> refusal(Call call) {
        try {
            call.make();
        } catch (Throwable refused) {
            return refused.getClass();
        }
        throw new AssertionError("the JDK refuses nothing");
    }
}
