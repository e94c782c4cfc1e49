package io.fileview;

import static io.fileview.testing.FileAssert.assertThatFile;
import static io.fileview.testing.ViewBytes.bytesOf;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.pages.PageState;
import io.fileview.testing.AddressSpace;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.NeedsSegment;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A view becomes longer, in place or elsewhere. */
class RemappingTest {
    private static final int PAGE = EngineUnderTest.pageSize();
    private static final int SIZE = 10_001;
    private static final int MIB = 1 << 20;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void theViewShowsMoreOfTheFileAndKeepsItsChanges(Protection protection) throws Exception {
        byte[] expected = Arrays.copyOfRange(Sample.bytes(MIB), 5, MIB - 10);
        try (FileMapping mapping = EngineUnderTest.open(file(), Protection.READ_WRITE);
                View view = mapping.view(5, SIZE).protection(protection).map()) {
            if (protection != Protection.READ_ONLY) {
                bytesOf(view).set(0, 42);
                expected[0] = 42;
            }
            view.remap(MIB - 15);
            assertThat(view.length()).isEqualTo(MIB - 15);
            assertThat(view.offset()).isEqualTo(5);
            assertThat(view.protection()).isEqualTo(protection);
            if (EngineUnderTest.hasSegments()) {
                assertThat(view.address()).isEqualTo(view.segment().address());
                assertThat(view.segment().isReadOnly())
                        .isEqualTo(protection == Protection.READ_ONLY);
            }
            assertThat(bytesOf(view).toArray()).isEqualTo(expected);
        }
    }

    @Test
    void privatePagesStayPrivate() throws Exception {
        Path file = file();
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.COPY_ON_WRITE);
                View view = mapping.map(0, SIZE)) {
            bytesOf(view).fill(3);
            view.remap(MIB);
            bytesOf(view).set(MIB - 1, 4);
            byte[] expected = Sample.bytes(MIB);
            Arrays.fill(expected, 0, SIZE, (byte) 3);
            expected[MIB - 1] = 4;
            assertThat(bytesOf(view).toArray()).isEqualTo(expected);
        }
        assertThatFile(file).hasBinaryContent(Sample.bytes(MIB));
    }

    @Test
    @NeedsSegment
    void segmentsTakenBeforeAreDead() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file(), Protection.READ_WRITE)) {
            View view = mapping.map(0, SIZE);
            MemorySegment before = view.segment();
            view.remap(MIB);
            assertThatIllegalStateException().isThrownBy(() -> before.get(JAVA_BYTE, 0));
            assertThatIllegalStateException()
                    .isThrownBy(() -> before.set(JAVA_BYTE, SIZE - 1, (byte) 1));
            MemorySegment after = view.segment();
            view.close();
            assertThatIllegalStateException().isThrownBy(() -> after.get(JAVA_BYTE, 0));
        }
    }

    @Test
    @NeedsSegment
    void theRegistryFollowsTheAddress() throws Exception {
        try (FileMapping mapping = EngineUnderTest.builder(directory.resolve("large"))
                .protection(Protection.READ_WRITE)
                .createNew()
                .size(1L << 30)
                .sparse()
                .open()) {
            View view = mapping.map(0, SIZE);
            ViewStatistics before = Views.statistics();
            long old = view.address();
            view.remap(1L << 30);
            assertThat(Views.at(view.address())).containsSame(view);
            assertThat(Views.at(view.address() + (1L << 30) - 1)).containsSame(view);
            assertThat(view.toString())
                    .contains("length 1073741824", Long.toHexString(view.address()));
            assertThat(mapping.liveViews()).containsExactly(view.toString());
            assertThat(Views.statistics().liveViews()).isEqualTo(before.liveViews());
            assertThat(Views.statistics().mappedBytes())
                    .isEqualTo(before.mappedBytes() - SIZE + (1L << 30));
            if (old < view.address() || old >= view.address() + view.length()) {
                assertThatIllegalArgumentException().isThrownBy(() -> Views.unmap(old));
                AddressSpace.mustBeFree(old, SIZE);
            }
            Views.unmap(view.address());
            assertThat(view.isMapped()).isFalse();
            AddressSpace.mustBeFree(view.address(), 1L << 30);
            assertThat(Views.statistics().mappedBytes()).isEqualTo(before.mappedBytes() - SIZE);
        }
    }

    @Test
    void afterTheMappingHasGrown() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file(), Protection.READ_WRITE);
                View view = mapping.map()) {
            assertThatExceptionOfType(BeyondEndException.class)
                    .isThrownBy(() -> view.remap(MIB + 1))
                    .withMessageContaining(Integer.toString(MIB));
            assertThat(view.length()).isEqualTo(MIB);
            mapping.grow(2 * MIB);
            view.remap(MIB + 1);
            assertThat(bytesOf(view).get(MIB)).isZero();
        }
    }

    @Test
    @NeedsSegment
    void toTheSameLengthChangesNothing() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file(), Protection.READ_ONLY);
                View view = mapping.map(7, SIZE)) {
            MemorySegment segment = view.segment();
            view.remap(SIZE);
            assertThat(segment.get(JAVA_BYTE, 0)).isEqualTo(Sample.bytes(MIB)[7]);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {SIZE - 1, 0, -1, Long.MIN_VALUE})
    void toAShorterLengthIsRefused(long length) throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file(), Protection.READ_ONLY);
                View view = mapping.map(7, SIZE)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> view.remap(length))
                    .withMessageContainingAll(view.toString(), Long.toString(length));
            assertThat(view.length()).isEqualTo(SIZE);
            assertThat(bytesOf(view).get(0)).isEqualTo(Sample.bytes(MIB)[7]);
        }
    }

    @Test
    void ofAConfinedViewIsForItsOwnThreadAlsoToTheSameLength() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file(), Protection.READ_ONLY);
                View view = mapping.view(7, SIZE).threadConfined().map()) {
            for (long length : new long[] {SIZE, SIZE + 1}) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(
                                () -> CompletableFuture.supplyAsync(() -> remapped(view, length))
                                        .get())
                        .withCauseInstanceOf(WrongThreadException.class);
            }
            assertThat(view.length()).isEqualTo(SIZE);
        }
    }

    private static boolean remapped(View view, long length) {
        try {
            view.remap(length);
            return true;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void toMoreThanALongCanCountIsRefused() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file(), Protection.READ_ONLY);
                View view = mapping.map(7, SIZE)) {
            assertThatIllegalArgumentException().isThrownBy(() -> view.remap(Long.MAX_VALUE));
            assertThat(view.length()).isEqualTo(SIZE);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("linux-only") // elsewhere no file that is larger than the address space can be made
    @NeedsKernel("exhausts the address space, which ENOMEM tells")
    @NeedsSegment
    void whereItFailsTheViewIsAsLongAsBefore(Protection protection) throws Exception {
        try (FileMapping memory = EngineUnderTest.memoryBuilder(SIZE).open();
                View view = memory.view(5, 100).protection(protection).map()) {
            if (protection != Protection.READ_ONLY) {
                bytesOf(view).fill(5);
            }
            memory.grow(1L << 50);
            assertThatExceptionOfType(MappingLimitException.class)
                    .isThrownBy(() -> view.remap(1L << 49))
                    .satisfies(e -> assertThat(e.errorName()).contains("ENOMEM"));
            assertThat(view.isMapped()).isTrue();
            assertThat(view.length()).isEqualTo(100);
            assertThat(Views.at(view.address())).containsSame(view);
            assertThat(bytesOf(view).toArray())
                    .hasSize(100)
                    .containsOnly(protection == Protection.READ_ONLY ? 0 : 5);
            view.remap(200);
            assertThat(bytesOf(view).toArray()).hasSize(200);
        }
    }

    @Test
    void afterAdviceOnAPartOfTheView() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file(), Protection.READ_WRITE);
                View view = mapping.map(0, 10 * PAGE)) {
            view.advise(PAGE, PAGE, Advice.RANDOM);
            view.remap(MIB);
            assertThat(bytesOf(view).toArray()).isEqualTo(Sample.bytes(MIB));
        }
    }

    @Test
    @Tag("linux-only")
    void whileAPartOfTheViewIsLocked() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file(), Protection.READ_WRITE);
                View view = mapping.map(0, 10 * PAGE)) {
            view.lock(PAGE, PAGE);
            view.remap(MIB);
            assertThat(view.pages().count(PageState.LOCKED)).isEqualTo(1);
            AddressSpace.mustHave(view, "Locked", view.pageSize());
        }
    }

    @Test
    @Tag("linux-only")
    void ofALockedViewThePagesSayWhatTheKernelHasLocked() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file(), Protection.READ_WRITE);
                View view = mapping.map(0, 10 * PAGE)) {
            view.lock();
            view.remap(MIB);
            assertThat(view.pages().count(PageState.LOCKED)).isPositive();
            AddressSpace.mustHave(
                    view, "Locked", view.pages().count(PageState.LOCKED) * view.pageSize());
            view.unlock();
            assertThat(view.pages().count(PageState.LOCKED)).isZero();
            AddressSpace.mustHave(view, "Locked", 0);
        }
    }

    @Test
    @NeedsSegment
    void aConfinedViewIsRemappedByItsOwnThread() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file(), Protection.READ_WRITE);
                View view = mapping.view(0, 10).threadConfined().map()) {
            view.remap(MIB);
            MemorySegment segment = view.segment();
            assertThat(segment.toArray(JAVA_BYTE)).isEqualTo(Sample.bytes(MIB));
            assertThat(segment.isAccessibleBy(Thread.currentThread())).isTrue();
            assertThat(segment.isAccessibleBy(new Thread())).isFalse();
        }
    }

    private Path file() throws IOException {
        return Sample.file(directory, MIB);
    }
}
