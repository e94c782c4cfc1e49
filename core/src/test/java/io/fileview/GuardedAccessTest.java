package io.fileview;

import static io.fileview.testing.ViewBytes.bytesOf;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.guarded.GuardedAccess;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.NeedsSegment;
import io.fileview.testing.Sample;
import io.fileview.testing.TestFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What guarded access does while all is well: the same as the segment. */
class GuardedAccessTest {
    private static final int SIZE = 3_000_000;
    private static final int START = 1_003; // of the view: in no way aligned

    @TempDir
    Path directory;

    private FileMapping mapping;
    private View view;
    private GuardedAccess access;
    private byte[] bytes;

    @BeforeEach
    void map() throws Exception {
        mapping = EngineUnderTest.open(Sample.file(directory, SIZE), Protection.READ_WRITE);
        view = mapping.map(START, SIZE - START);
        access = view.guarded();
        bytes = Arrays.copyOfRange(Sample.bytes(SIZE), START, SIZE);
    }

    @AfterEach
    void unmap() {
        view.close();
        mapping.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
    @NeedsSegment
    void valuesAreThoseOfTheSegment(String name) throws Exception {
        ByteOrder order =
                name.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        GuardedAccess ordered = access.order(order);
        MemorySegment raw = view.segment();
        for (long at = 0; at < 50; at++) {
            assertThat(ordered.getByte(at)).isEqualTo(raw.get(JAVA_BYTE, at));
            assertThat(ordered.getShort(at))
                    .isEqualTo(raw.get(JAVA_SHORT_UNALIGNED.withOrder(order), at));
            assertThat(ordered.getChar(at))
                    .isEqualTo(raw.get(JAVA_CHAR_UNALIGNED.withOrder(order), at));
            assertThat(ordered.getInt(at))
                    .isEqualTo(raw.get(JAVA_INT_UNALIGNED.withOrder(order), at));
            assertThat(ordered.getLong(at))
                    .isEqualTo(raw.get(JAVA_LONG_UNALIGNED.withOrder(order), at));
        }
        ordered.setByte(0, (byte) -3);
        assertThat(raw.get(JAVA_BYTE, 0)).isEqualTo((byte) -3);
        ordered.setShort(1, (short) -1234);
        assertThat(raw.get(JAVA_SHORT_UNALIGNED.withOrder(order), 1)).isEqualTo((short) -1234);
        ordered.setChar(3, 'ä');
        assertThat(raw.get(JAVA_CHAR_UNALIGNED.withOrder(order), 3)).isEqualTo('ä');
        assertThat(ordered.getChar(3)).isEqualTo('ä');
        ordered.setInt(5, -123456789);
        assertThat(raw.get(JAVA_INT_UNALIGNED.withOrder(order), 5)).isEqualTo(-123456789);
        ordered.setLong(9, Long.MIN_VALUE + 5);
        assertThat(raw.get(JAVA_LONG_UNALIGNED.withOrder(order), 9))
                .isEqualTo(Long.MIN_VALUE + 5);
        ordered.setFloat(17, 1.5f);
        assertThat(raw.get(JAVA_FLOAT_UNALIGNED.withOrder(order), 17)).isEqualTo(1.5f);
        assertThat(ordered.getFloat(17)).isEqualTo(1.5f);
        ordered.setDouble(21, -2.5);
        assertThat(raw.get(JAVA_DOUBLE_UNALIGNED.withOrder(order), 21)).isEqualTo(-2.5);
        assertThat(ordered.getDouble(21)).isEqualTo(-2.5);
        assertThat(raw.get(JAVA_BYTE, 29)).isEqualTo(bytes[29]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
    void volatileAndAtomicFormsUseTheSameBytes(String name) throws Exception {
        ByteOrder order =
                name.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        GuardedAccess ordered = access.order(order);
        long at = 1_008 - START; // aligned in the file
        ordered.setIntVolatile(at, 5);
        assertThat(ordered.getInt(at)).isEqualTo(5);
        assertThat(ordered.getIntVolatile(at)).isEqualTo(5);
        assertThat(ordered.compareAndSetInt(at, 4, 9)).isFalse();
        assertThat(ordered.compareAndSetInt(at, 5, 9)).isTrue();
        assertThat(ordered.getAndAddInt(at, -10)).isEqualTo(9);
        assertThat(ordered.getAndSetInt(at, 77)).isEqualTo(-1);
        assertThat(ordered.getInt(at)).isEqualTo(77);
        ordered.setLongVolatile(at, 1L << 40);
        assertThat(ordered.getLong(at)).isEqualTo(1L << 40);
        assertThat(ordered.getLongVolatile(at)).isEqualTo(1L << 40);
        assertThat(ordered.compareAndSetLong(at, 0, 9)).isFalse();
        assertThat(ordered.compareAndSetLong(at, 1L << 40, 9)).isTrue();
        assertThat(ordered.getAndAddLong(at, -10)).isEqualTo(9);
        assertThat(ordered.getAndSetLong(at, 77)).isEqualTo(-1);
        assertThat(ordered.getLong(at)).isEqualTo(77);
    }

    @Test
    void volatileAndAtomicFormsNeedAnAlignedPlace() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> access.getIntVolatile(0))
                .withMessageContainingAll(view.toString(), "1003", "4");
        assertThatIllegalArgumentException().isThrownBy(() -> access.getAndAddLong(1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> access.setLongVolatile(1, 1));
    }

    @Test
    void atomicFormsLoseNothingAmongThreadsAndViews() throws Exception {
        int each = 20_000;
        try (View other = mapping.map()) {
            GuardedAccess elsewhere = other.guarded();
            elsewhere.setLongVolatile(1_008, 0);
            Thread adding = new Thread(() -> repeat(each, () -> access.getAndAddLong(5, 1)));
            Thread comparing =
                    new Thread(
                            () -> repeat(
                                    each,
                                    () -> {
                                        long before;
                                        do {
                                            before = elsewhere.getLongVolatile(1_008);
                                        } while (!elsewhere.compareAndSetLong(
                                                1_008, before, before + 1));
                                    }));
            adding.start();
            comparing.start();
            adding.join();
            comparing.join();
            assertThat(access.getLong(5)).isEqualTo(2L * each);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 4_096, 70_000, 2_500_000})
    void rangesAreCopiedBothWays(int length) throws Exception {
        byte[] target = new byte[length + 5];
        access.copyTo(13, target, 5, length);
        assertThat(Arrays.copyOfRange(target, 5, length + 5))
                .isEqualTo(Arrays.copyOfRange(bytes, 13, 13 + length));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(length + 5L);
            access.copyTo(13, memory, 5, length);
            assertThat(memory.asSlice(5).toArray(JAVA_BYTE))
                    .isEqualTo(Arrays.copyOfRange(bytes, 13, 13 + length));
            access.copyFrom(20, memory, 5, length);
            System.arraycopy(bytes.clone(), 13, bytes, 20, length);
            assertThat(bytesOf(view).toArray()).isEqualTo(bytes);
        }
        access.copyFrom(1, target, 5, length);
        System.arraycopy(target, 5, bytes, 1, length);
        assertThat(bytesOf(view).toArray()).isEqualTo(bytes);
        access.fill(2, length, (byte) 9);
        Arrays.fill(bytes, 2, 2 + length, (byte) 9);
        assertThat(bytesOf(view).toArray()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 70_000, 2_500_000})
    void rangesGoThroughChannels(int length) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        access.writeTo(3, length, Channels.newChannel(out));
        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 3, 3 + length));
        byte[] source = Arrays.copyOf(Sample.bytes(length + 1), length);
        access.readFrom(4, length, Channels.newChannel(new ByteArrayInputStream(source)));
        System.arraycopy(source, 0, bytes, 4, length);
        assertThat(bytesOf(view).toArray()).isEqualTo(bytes);
    }

    @Test
    void aChannelThatEndsEarlyIsTold() {
        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(
                        () -> access.readFrom(
                                0,
                                100,
                                Channels.newChannel(new ByteArrayInputStream(new byte[60]))))
                .withMessageContainingAll("60", "100", view.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_536, 65_537, 2_500_000})
    void rangesAreSummed(int length) throws Exception {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 11, length);
        assertThat(access.crc32c(11, length)).isEqualTo(sum.getValue());
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        access.digest(11, length, digest);
        byte[] whole =
                MessageDigest.getInstance("SHA-256")
                        .digest(Arrays.copyOfRange(bytes, 11, 11 + length));
        assertThat(digest.digest()).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 200_000})
    void theFirstDifferenceIsFound(int at) throws Exception {
        byte[] other = Arrays.copyOfRange(bytes, 17, 17 + 250_000);
        assertThat(access.mismatch(17, MemorySegment.ofArray(other))).isEqualTo(-1);
        other[at]++;
        other[at + 1]++;
        assertThat(access.mismatch(17, MemorySegment.ofArray(other))).isEqualTo(at);
        assertThat(access.mismatch(17, MemorySegment.ofArray(other).asSlice(0, at)))
                .isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_530, 65_536, 200_000})
    void aSequenceIsFoundWhereverItStands(int at) throws Exception {
        byte[] pattern = "aabaabaaab".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        access.fill(0, view.length(), (byte) 'a');
        assertThat(access.indexOf(pattern, 0, view.length())).isEqualTo(-1);
        ByteBuffer almost = ByteBuffer.wrap(pattern).slice(0, pattern.length - 1);
        access.copyFrom(400_000, almost.array(), 0, almost.limit());
        access.copyFrom(3L + at, pattern, 0, pattern.length);
        access.copyFrom(500_000, pattern, 0, pattern.length);
        assertThat(access.indexOf(pattern, 3, view.length())).isEqualTo(3L + at);
        assertThat(access.indexOf(pattern, 4L + at, view.length())).isEqualTo(500_000);
        assertThat(access.indexOf(pattern, 3, 3L + at + pattern.length)).isEqualTo(3L + at);
        assertThat(access.indexOf(pattern, 3, 2L + at + pattern.length)).isEqualTo(-1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> access.indexOf(new byte[0], 0, 10));
    }

    @ParameterizedTest
    @EnumSource
    void whatLiesOutsideIsRefusedWithTheNameOfTheView(GuardedOperation operation) {
        for (long at : new long[] {view.length(), -2_003, Long.MAX_VALUE - 10_000}) {
            long aligned = (at + START) / 8 * 8 + 8 - START;
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> operation.run(access, aligned))
                    .withMessageContaining(view.toString());
        }
    }

    @Test
    void whatLiesOutsideOfTheOtherSideIsRefused() {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> access.copyTo(0, new byte[5], 3, 3));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> access.copyTo(0, new byte[5], 3, -1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(
                        () -> access.copyFrom(0, MemorySegment.ofArray(new byte[5]), 3, 3));
    }

    @ParameterizedTest
    @EnumSource
    void anUnmappedViewIsNamed(GuardedOperation operation) {
        view.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> operation.run(access, 5))
                .withMessageContaining(view.toString());
        assertThatIllegalStateException().isThrownBy(view::guarded);
        assertThatIllegalStateException().isThrownBy(view::isCovered);
        assertThatIllegalStateException().isThrownBy(view::repair);
    }

    @ParameterizedTest
    @EnumSource
    void aReadOnlyViewIsNotWritten(GuardedOperation operation) throws Exception {
        Path file = Sample.file(TestFiles.createDirectory(directory.resolve("other")), SIZE);
        try (FileMapping readable = EngineUnderTest.open(file, Protection.READ_ONLY);
                View readOnly = readable.map(START, SIZE - START)) {
            if (operation.writes()) {
                assertThatExceptionOfType(UnsupportedOperationException.class)
                        .isThrownBy(() -> operation.run(readOnly.guarded(), 5))
                        .withMessageContaining(readOnly.toString());
            } else {
                operation.run(readOnly.guarded(), 5);
            }
        }
        assertThat(TestFiles.readAllBytes(file)).isEqualTo(Sample.bytes(SIZE));
    }

    @ParameterizedTest
    @EnumSource
    void itFollowsARemappedView(GuardedOperation operation) throws Exception {
        try (View growing = mapping.map(START, 10_000)) {
            GuardedAccess following = growing.guarded();
            operation.run(following, 5);
            growing.remap(SIZE - START);
            operation.run(following, 800_005);
        }
    }

    @Test
    void aConfinedViewIsForItsThread() throws Exception {
        try (View confined = mapping.view(0, 100).threadConfined().map()) {
            GuardedAccess mine = confined.guarded();
            mine.setInt(0, 1);
            AtomicReference<Throwable> said = new AtomicReference<>();
            Thread other =
                    new Thread(
                            () -> {
                                try {
                                    mine.getInt(0);
                                } catch (Throwable refusal) {
                                    said.set(refusal);
                                }
                            });
            other.start();
            other.join();
            assertThat(said.get()).isInstanceOf(WrongThreadException.class);
        }
    }

    @Test
    void aViewThatIsUnmappedMeanwhileIsNamed() throws Exception {
        for (int round = 0; round < 50; round++) {
            View victim = mapping.map();
            GuardedAccess used = victim.guarded();
            AtomicReference<Throwable> said = new AtomicReference<>();
            byte[] copy = new byte[1_000_000];
            CountDownLatch started = new CountDownLatch(1);
            Thread user =
                    new Thread(
                            () -> {
                                try {
                                    while (true) {
                                        used.copyTo(8, copy, 0, copy.length);
                                        used.getAndAddLong(2_000_000, 1);
                                        started.countDown();
                                    }
                                } catch (Throwable end) {
                                    said.set(end);
                                }
                            });
            user.start();
            started.await();
            victim.close();
            user.join();
            assertThat(said.get())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(victim.toString());
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void repeat(int times, Step step) {
        try {
            for (int i = 0; i < times; i++) {
                step.run();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
