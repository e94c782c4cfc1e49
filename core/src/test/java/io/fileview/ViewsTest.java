package io.fileview;

import static io.fileview.testing.FileAssert.assertThatFile;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.NeedsSegment;
import io.fileview.testing.Sample;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which ranges can be mapped, and what a view reads and writes. */
@NeedsSegment
class ViewsTest {
    private static final int SIZE = 70_001; // ends inside a page, whatever its size

    @TempDir
    Path directory;

    @Test
    void everyOffsetAndLengthShowsExactlyThoseBytes() throws Exception {
        byte[] content = Sample.bytes(SIZE);
        try (FileMapping mapping = open(Protection.READ_ONLY)) {
            for (long offset : aroundPageBoundaries()) {
                for (long end : aroundPageBoundaries()) {
                    if (end > offset) {
                        try (View view = mapping.map(offset, end - offset)) {
                            assertThat(view.offset()).isEqualTo(offset);
                            assertThat(view.length()).isEqualTo(end - offset);
                            assertThat(view.segment().byteSize()).isEqualTo(end - offset);
                            assertThat(view.address()).isEqualTo(view.segment().address());
                            assertThat(view.segment().toArray(JAVA_BYTE))
                                    .isEqualTo(
                                            Arrays.copyOfRange(content, (int) offset, (int) end));
                        }
                    }
                }
            }
        }
    }

    @Test
    void aWriteChangesExactlyThoseBytesOfTheFile() throws Exception {
        byte[] expected = Sample.bytes(SIZE);
        Path file = Sample.file(directory, SIZE);
        byte value = 0;
        for (long offset : aroundPageBoundaries()) {
            if (offset < SIZE) {
                int length = (int) Math.min(5_000, SIZE - offset);
                value++;
                try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                        View view = mapping.map(offset, length)) {
                    view.segment().fill(value);
                }
                Arrays.fill(expected, (int) offset, (int) offset + length, value);
                assertThatFile(file).hasBinaryContent(expected);
            }
        }
    }

    /** Some page sizes, and the ends of the file. */
    private static long[] aroundPageBoundaries() {
        return new long[] {
            0, 1, 2, 100, 4_095, 4_096, 4_097, 8_191, 8_192, 12_289, 16_383, 16_384, 16_385, 65_535,
            65_536, 65_537, SIZE - 1, SIZE
        };
    }

    @Test
    void rangesBeyondTwoGibibytesAreMapped() throws Exception {
        long size = 5L << 30;
        try (FileMapping mapping =
                EngineUnderTest.builder(directory.resolve("large"))
                        .protection(Protection.READ_WRITE)
                        .createNew()
                        .size(size)
                        .sparse()
                        .open();
                View whole = mapping.map();
                View end = mapping.map(size - 1, 1)) {
            assertThat(whole.segment().byteSize()).isEqualTo(size);
            whole.segment().set(JAVA_BYTE, size - 1, (byte) 1);
            assertThat(end.segment().get(JAVA_BYTE, 0)).isEqualTo((byte) 1);
            assertThat(end.offset()).isEqualTo(size - 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"0,70002", "70000,2", "70001,1", "70002,1", "9223372036854775806,1", "1,70001"})
    void aRangeThatEndsAfterTheMappingIsRefused(long offset, long length) throws Exception {
        try (FileMapping mapping = open(Protection.READ_WRITE)) {
            assertThatExceptionOfType(BeyondEndException.class)
                    .isThrownBy(() -> mapping.map(offset, length))
                    .withMessageContainingAll(
                            Long.toString(offset), Long.toString(length), Long.toString(SIZE))
                    .satisfies(e -> assertThat(e.offset()).isEqualTo(offset))
                    .satisfies(e -> assertThat(e.length()).isEqualTo(length))
                    .satisfies(
                            e -> assertThat(mapping.path()).contains(Path.of(e.file())));
            assertThat(mapping.liveViews()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"-1,1", "0,-1", "-1,0", "1,9223372036854775807", "-9223372036854775808,1"})
    void whatIsNoRangeIsRefused(long offset, long length) throws Exception {
        try (FileMapping mapping = open(Protection.READ_ONLY)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> mapping.map(offset, length))
                    .withMessageContainingAll(Long.toString(offset), Long.toString(length));
            assertThatIllegalArgumentException().isThrownBy(() -> mapping.view(offset, length));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMappingAllowsTheViewsThatItsTableLists(Protection opened) throws Exception {
        try (FileMapping mapping = open(opened)) {
            for (Protection wanted : Protection.values()) {
                ViewBuilder builder = mapping.view(10, 10).protection(wanted);
                if (opened == Protection.READ_WRITE || wanted != Protection.READ_WRITE) {
                    assertThat(opened.allows(wanted)).isTrue();
                    try (View view = builder.map()) {
                        assertThat(view.protection()).isEqualTo(wanted);
                        assertThat(view.segment().isReadOnly())
                                .isEqualTo(wanted == Protection.READ_ONLY);
                    }
                } else {
                    assertThat(opened.allows(wanted)).isFalse();
                    assertThatExceptionOfType(AccessDeniedException.class)
                            .isThrownBy(builder::map)
                            .withMessageContainingAll("READ_WRITE", opened.toString());
                }
            }
            assertThat(mapping.liveViews()).isEmpty();
        }
    }

    @Test
    void aReadOnlyViewRefusesWrites() throws Exception {
        try (FileMapping mapping = open(Protection.READ_WRITE);
                View view = mapping.view(0, 100).protection(Protection.READ_ONLY).map()) {
            MemorySegment segment = view.segment();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> segment.set(JAVA_BYTE, 0, (byte) 1));
            assertThatIllegalArgumentException().isThrownBy(() -> segment.fill((byte) 1));
            assertThat(segment.asByteBuffer().isReadOnly()).isTrue();
            assertThatFile(mapping.path().orElseThrow()).hasBinaryContent(Sample.bytes(SIZE));
        }
    }

    @Test
    void sharedViewsOfOneFileSeeEachOthersWrites() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping one = EngineUnderTest.open(file, Protection.READ_WRITE);
                FileMapping other = EngineUnderTest.open(file, Protection.READ_ONLY);
                View write = one.map();
                View overlap = one.map(SIZE - 7, 7);
                View read = other.map()) {
            write.segment().set(JAVA_BYTE, SIZE - 1, (byte) 77);
            assertThat(overlap.segment().get(JAVA_BYTE, 6)).isEqualTo((byte) 77);
            assertThat(read.segment().get(JAVA_BYTE, SIZE - 1)).isEqualTo((byte) 77);
            assertThat(TestFiles.readAllBytes(file)).endsWith(77);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatACopyOnWriteViewWritesIsItsOwn(Protection opened) throws Exception {
        try (FileMapping mapping = open(opened);
                View shared = mapping.view(0, SIZE).protection(Protection.READ_ONLY).map()) {
            ViewBuilder builder = mapping.view(0, SIZE).protection(Protection.COPY_ON_WRITE);
            try (View one = builder.map();
                    View other = builder.map()) {
                one.segment().fill((byte) 9);
                assertThat(one.segment().toArray(JAVA_BYTE)).containsOnly(9);
                assertThat(other.segment().toArray(JAVA_BYTE)).isEqualTo(Sample.bytes(SIZE));
                assertThat(shared.segment().toArray(JAVA_BYTE)).isEqualTo(Sample.bytes(SIZE));
            }
            assertThatFile(mapping.path().orElseThrow()).hasBinaryContent(Sample.bytes(SIZE));
        }
    }

    @Test
    @NeedsKernel(value = "expects a copy-on-write segment to follow the file, which takes the kernel", orCalls = true)
    void pagesOfACopyOnWriteViewFollowTheFileUntilTheyAreWritten() throws Exception {
        try (FileMapping mapping = open(Protection.READ_WRITE);
                View file = mapping.map();
                View copy = mapping.view(0, SIZE).protection(Protection.COPY_ON_WRITE).map()) {
            copy.segment().set(JAVA_BYTE, 0, (byte) 1);
            file.segment().fill((byte) 2);
            assertThat(copy.segment().get(JAVA_BYTE, 0)).isEqualTo((byte) 1);
            assertThat(copy.segment().get(JAVA_BYTE, SIZE - 1)).isEqualTo((byte) 2);
        }
    }

    @Test
    void aWriteByOtherMeansIsSeenInTheView() throws Exception {
        try (FileMapping mapping = open(Protection.READ_ONLY);
                View view = mapping.map()) {
            TestFiles.write(
                    mapping.path().orElseThrow(), new byte[] {42}, StandardOpenOption.WRITE);
            assertThat(view.segment().get(JAVA_BYTE, 0)).isEqualTo((byte) 42);
        }
    }

    @Test
    void nothingIsReachableOutsideOfTheRange() throws Exception {
        try (FileMapping mapping = open(Protection.READ_WRITE);
                View view = mapping.map(5_000, 100)) {
            MemorySegment segment = view.segment();
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> segment.get(JAVA_BYTE, 100));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> segment.get(JAVA_BYTE, -1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void adviceChangesNoByte(Advice advice) throws Exception {
        try (FileMapping mapping = open(Protection.READ_WRITE)) {
            for (Protection protection : Protection.values()) {
                try (View view =
                        mapping.view(1, SIZE - 1).protection(protection).advice(advice).map()) {
                    byte[] expected = view.segment().toArray(JAVA_BYTE);
                    if (protection != Protection.READ_ONLY) {
                        expected[10_000]++;
                        view.segment().set(JAVA_BYTE, 10_000, expected[10_000]);
                    }
                    boolean taken = view.advise(advice);
                    taken |= view.advise(9_000, 3_000, advice);
                    assertThat(view.segment().toArray(JAVA_BYTE))
                            .as("after advice that was " + (taken ? "taken" : "declined"))
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void prefetchChangesNoByteAndChecksItsRanges() throws Exception {
        try (FileMapping mapping = open(Protection.READ_ONLY);
                View view = mapping.map(3, SIZE - 3)) {
            view.prefetch();
            view.prefetch(List.of());
            view.prefetch(List.of(new ByteRange(SIZE - 3, 0), new ByteRange(1, 9_999)));
            assertThat(view.segment().toArray(JAVA_BYTE))
                    .isEqualTo(Arrays.copyOfRange(Sample.bytes(SIZE), 3, SIZE));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(
                            () -> view.prefetch(
                                    List.of(new ByteRange(0, 1), new ByteRange(0, SIZE))))
                    .withMessageContaining(view.toString());
        }
    }

    @Test
    void rangesAfterTheEndOfTheViewAreRefused() throws Exception {
        try (FileMapping mapping = open(Protection.READ_WRITE);
                View view = mapping.map(0, 5_000)) {
            for (RangeCall call : rangeCalls()) {
                for (long[] range : new long[][] {{0, 5_001}, {5_000, 1}, {6_000, 0},
                    {1, Long.MAX_VALUE},
                    {Long.MAX_VALUE, 1}, {Long.MAX_VALUE, Long.MAX_VALUE}}) {
                    assertThatExceptionOfType(IndexOutOfBoundsException.class)
                            .isThrownBy(() -> call.on(view, range[0], range[1]))
                            .withMessageContaining(view.toString());
                }
                assertThatIllegalArgumentException().isThrownBy(() -> call.on(view, -1, 1));
                assertThatIllegalArgumentException().isThrownBy(() -> call.on(view, 0, -1));
            }
        }
    }

    private interface RangeCall {
        void on(View view, long offset, long length) throws IOException;
    }

    private static List<RangeCall> rangeCalls() {
        return List.of(
                (view, offset, length) -> view.flush(offset, length, Durability.DEVICE),
                (view, offset, length) -> view.advise(offset, length, Advice.NORMAL),
                View::lock,
                View::unlock,
                View::trim,
                View::pages);
    }

    @Test
    void aConfinedViewIsForItsThreadOnly() throws Exception {
        try (FileMapping mapping = open(Protection.READ_WRITE);
                View view = mapping.view(0, 5_000).threadConfined().map()) {
            MemorySegment segment = view.segment();
            segment.set(JAVA_BYTE, 0, (byte) 5);
            assertThat(failureInAnotherThread(() -> segment.get(JAVA_BYTE, 0)))
                    .isInstanceOf(WrongThreadException.class);
            assertThat(failureInAnotherThread(view::close))
                    .isInstanceOf(WrongThreadException.class);
            assertThat(failureInAnotherThread(() -> Views.unmap(view.address())))
                    .isInstanceOf(WrongThreadException.class);
            assertThat(failureInAnotherThread(() -> view.remap(SIZE)))
                    .isInstanceOf(WrongThreadException.class);
            // Only Linux flushes through the file what was changed in a range of another thread.
            boolean flushes =
                    !EngineUnderTest.name().equals("portable")
                            || System.getProperty("os.name").equals("Linux");
            Throwable refusal = failureInAnotherThread(() -> view.flush(Durability.DEVICE));
            if (flushes) {
                assertThat(refusal).isNull();
            } else {
                assertThat(refusal).isInstanceOf(WrongThreadException.class);
            }
            assertThat(view.isMapped()).isTrue();
            assertThat(segment.get(JAVA_BYTE, 0)).isEqualTo((byte) 5);
        }
    }

    private interface Act {
        void run() throws IOException;
    }

    private static Throwable failureInAnotherThread(Act act) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                act.run();
                            } catch (Throwable e) {
                                failure.set(e);
                            }
                        });
        thread.start();
        thread.join();
        return failure.get();
    }

    @Test
    void aClosedMappingMapsNothingMore() throws Exception {
        FileMapping mapping = open(Protection.READ_WRITE);
        ViewBuilder builder = mapping.view(0, 10);
        mapping.close();
        mapping.close();
        assertThat(mapping.isOpen()).isFalse();
        assertThat(mapping.size()).isEqualTo(SIZE);
        for (Act act : List.<Act>of(
                mapping::map,
                () -> mapping.map(0, 10),
                builder::map,
                () -> mapping.grow(SIZE),
                () -> mapping.truncate(SIZE),
                mapping::cached)) {
            assertThatIllegalStateException()
                    .isThrownBy(act::run)
                    .withMessageContaining(mapping.path().orElseThrow().toString());
        }
    }

    private FileMapping open(Protection protection) throws IOException {
        return EngineUnderTest.open(Sample.file(directory, SIZE), protection);
    }
}
