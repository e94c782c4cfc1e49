package io.fileview;

import static io.fileview.testing.FileAssert.assertThatFile;
import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.guarded.GuardedAccess;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Sample;
import io.fileview.testing.TestFiles;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Empty files are mapped, and so are views of 0 bytes: each method of a view works on them. */
class EmptyFilesTest {
    private static final int SIZE = 10_000;

    @TempDir
    Path directory;
    private Path empty;

    @BeforeEach
    void create() throws Exception {
        empty = TestFiles.createFile(directory.resolve("empty"));
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyFileIsMapped(Protection protection) throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(empty, protection)) {
            assertThat(mapping.size()).isZero();
            assertThat(mapping.toString()).contains("0 bytes");
            View view = mapping.map();
            doesAll(view);
            mapping.flush(Durability.DEVICE);
            assertThat(mapping.liveViews()).hasSize(1);
            view.close();
            assertThat(mapping.liveViews()).isEmpty();
        }
        assertThat(TestFiles.size(empty)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4095, 4096, 8192, SIZE})
    void aViewOfNoBytesStartsAnywhere(long offset) throws Exception {
        Path file = Sample.file(directory, SIZE);
        for (Protection protection : Protection.values()) {
            try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
                View view = mapping.view(offset, 0).protection(protection).map();
                assertThat(view.offset()).isEqualTo(offset);
                doesAll(view);
                view.close();
            }
        }
        assertThatFile(file).hasBinaryContent(Sample.bytes(SIZE));
    }

    /** Calls what a view offers, and expects that there is nothing in it. */
    private static void doesAll(View view) throws Exception {
        assertThat(view.isMapped()).isTrue();
        assertThat(view.length()).isZero();
        assertThat(view.address()).isZero();
        assertThat(view.isCovered()).isTrue();
        assertThat(view.coveredLength()).isZero();
        if (EngineUnderTest.hasSegments()) {
            MemorySegment segment = view.segment();
            assertThat(segment.byteSize()).isZero();
            assertThat(segment.isReadOnly())
                    .isEqualTo(view.protection() == Protection.READ_ONLY);
            assertThat(segment.scope().isAlive()).isTrue();
        }
        guarded(view);
        view.repair();
        for (Durability durability : Durability.values()) {
            view.flush(durability);
            view.flush(0, 0, durability);
        }
        assertThat(view.pending()).isEmpty();
        view.prefetch();
        view.prefetch(List.of());
        view.advise(Advice.SEQUENTIAL);
        view.advise(Advice.DO_NOT_NEED);
        onlyUnsupported(view::lock);
        onlyUnsupported(view::unlock);
        onlyUnsupported(view::trim);
        assertThat(view.pages().pageCount()).isZero();
        assertThat(view.pages().toString()).contains("0 pages");
        assertThat(view.pageSize()).isPositive();
        view.cached().ifPresent(counts -> assertThat(counts.cached()).isZero());
        assertThat(Views.at(view.address())).isEmpty();
        assertThat(view.toString()).contains("length 0");
        view.remap(0);
    }

    private interface Call {
        void run() throws Exception;
    }

    private static void onlyUnsupported(Call call) throws Exception {
        try {
            call.run();
        } catch (UnsupportedOperationException portable) {
            assertThat(EngineUnderTest.name()).isEqualTo("portable");
        }
    }

    private static void guarded(View view) throws Exception {
        GuardedAccess access = view.guarded();
        byte[] none = new byte[0];
        access.copyTo(0, none, 0, 0);
        assertThat(access.crc32c(0, 0)).isZero();
        assertThat(access.mismatch(0, MemorySegment.ofArray(none))).isEqualTo(-1);
        assertThat(access.indexOf(new byte[] {1}, 0, 0)).isEqualTo(-1);
        if (view.protection() != Protection.READ_ONLY) {
            access.copyFrom(0, none, 0, 0);
            access.fill(0, 0, (byte) 7);
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> access.setByte(0, (byte) 1));
        }
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> access.getByte(0))
                .withMessageContaining("0 bytes of");
    }

    @ParameterizedTest
    @EnumSource
    void aClosedViewOfNoBytesIsDead(Protection protection) throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(empty, protection)) {
            View view = mapping.view(0, 0).threadConfined().map();
            MemorySegment segment = EngineUnderTest.hasSegments() ? view.segment() : null;
            view.close();
            view.close();
            assertThat(view.isMapped()).isFalse();
            if (segment != null) {
                assertThat(segment.scope().isAlive()).isFalse();
            }
            assertThatIllegalStateException()
                    .isThrownBy(() -> view.flush(Durability.WRITTEN))
                    .withMessageContaining("unmapped");
        }
    }

    @Test
    void itLiesWithinTheMapping() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY)) {
            assertThatExceptionOfType(BeyondEndException.class)
                    .isThrownBy(() -> mapping.map(SIZE + 1, 0));
            assertThatExceptionOfType(BeyondEndException.class)
                    .isThrownBy(() -> mapping.map(Long.MAX_VALUE, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aNewFileIsEmptyUnlessASizeIsSet(boolean isSet) throws Exception {
        Path file = directory.resolve("new");
        MappingBuilder builder =
                EngineUnderTest.builder(file).protection(Protection.READ_WRITE).createNew();
        try (FileMapping mapping = (isSet ? builder.size(0) : builder).open();
                View view = mapping.map()) {
            view.flush(Durability.DEVICE);
            assertThat(mapping.size()).isZero();
        }
        assertThat(TestFiles.size(file)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100, 4096, SIZE})
    void aViewOfNoBytesGrows(long offset) throws Exception {
        Path file = directory.resolve("grows");
        try (FileMapping mapping =
                EngineUnderTest.builder(file)
                        .protection(Protection.READ_WRITE)
                        .createNew()
                        .size(offset)
                        .open();
                View view = mapping.map(offset, 0);
                View copy = mapping.view(offset, 0).protection(Protection.COPY_ON_WRITE).map();
                View confined = mapping.view(offset, 0).threadConfined().map()) {
            GuardedAccess access = view.guarded();
            assertThatExceptionOfType(BeyondEndException.class)
                    .isThrownBy(() -> view.remap(SIZE));
            assertThat(view.isMapped()).isTrue();
            mapping.grow(offset + SIZE);
            view.remap(SIZE);
            copy.remap(SIZE);
            confined.remap(SIZE);
            access.copyFrom(0, Sample.bytes(SIZE), 0, SIZE);
            copy.guarded().setByte(0, (byte) ~Sample.bytes(SIZE)[0]);
            assertThat(bytesOf(confined).toArray()).isEqualTo(Sample.bytes(SIZE));
            assertThat(view.address() == 0).isEqualTo(!EngineUnderTest.hasSegments());
            view.flush(Durability.DEVICE);
            view.remap(SIZE);
        }
        assertThat(TestFiles.read(file, offset, SIZE)).isEqualTo(Sample.bytes(SIZE));
        assertThat(TestFiles.size(file)).isEqualTo(offset + SIZE);
    }

    @Test
    void memoryOfNoBytesGrows() throws Exception {
        try (FileMapping memory = EngineUnderTest.memoryBuilder(0).open();
                View view = memory.map()) {
            assertThat(view.length()).isZero();
            memory.grow(SIZE);
            view.remap(SIZE);
            bytesOf(view).write(0, Sample.bytes(SIZE));
            assertThat(bytesOf(view).toArray()).isEqualTo(Sample.bytes(SIZE));
        }
    }

    @Test
    void aFileIsTruncatedToNothingAndMapped() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
            mapping.truncate(0);
            try (View view = mapping.map()) {
                doesAll(view);
                assertThatExceptionOfType(ViewsMappedException.class)
                        .isThrownBy(() -> mapping.truncate(0));
            }
        }
    }
}
