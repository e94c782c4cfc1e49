package io.fileview;

import static io.fileview.testing.FileAssert.assertThatFile;
import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.pages.PageState;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Eventually;
import io.fileview.testing.Sample;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What can be flushed, and what is clean afterwards. */
class FlushingTest {
    private static final int SIZE = 4 << 20;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void changesOfAnyRangeAreFlushed(Durability durability) throws Exception {
        byte[] expected = Sample.bytes(SIZE);
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map(5, SIZE - 10)) {
            bytesOf(view).set(0, 1);
            bytesOf(view).set(SIZE - 11, 2);
            view.flush(durability);
            view.flush(0, 1, durability);
            view.flush(SIZE - 11, 1, durability);
            view.flush(12_345, 0, durability);
            view.flush(SIZE - 10, 0, durability);
        }
        expected[5] = 1;
        expected[SIZE - 6] = 2;
        assertThatFile(file).hasBinaryContent(expected);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "SCHEDULED")
    @Tag("linux-only")
    void whatWasWaitedForIsClean(Durability durability) throws Exception {
        try (FileMapping mapping = openDirty();
                View view = mapping.map()) {
            makeDirty(view);
            view.flush(durability);
            assertThat(view.cached().orElseThrow().dirty()).isZero();
            assertThat(view.cached().orElseThrow().writeback()).isZero();
        }
    }

    @Test
    @Tag("linux-only")
    void whatWasScheduledIsOnItsWay() throws Exception {
        try (FileMapping mapping = openDirty();
                View view = mapping.map()) {
            view.flush(Durability.SCHEDULED);
            assertThat(view.cached().orElseThrow().dirty()).isZero();
            Eventually.holds(
                    "all is written", () -> view.cached().orElseThrow().writeback() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "SCHEDULED")
    @Tag("linux-only")
    void whatLiesOutsideOfTheRangeStaysDirty(Durability durability) throws Exception {
        long half = 1 << 19;
        try (FileMapping mapping = openDirty();
                View first = mapping.map(0, 2 * half);
                View last = mapping.map(SIZE - 2 * half, 2 * half)) {
            // The kernel may write what is not flushed, too, but not always.
            Eventually.holds(
                    "a flush leaves dirty pages before its range",
                    () -> {
                        bytesOf(first).fill(2);
                        bytesOf(last).fill(2);
                        last.flush(half, half, durability);
                        assertThat(last.pages(half, half).count(PageState.DIRTY)).isZero();
                        return first.cached().orElseThrow().dirty() > 0;
                    });
            Eventually.holds(
                    "a flush leaves dirty pages behind its range",
                    () -> {
                        bytesOf(first).fill(3);
                        first.flush(0, half, durability);
                        assertThat(first.pages(0, half).count(PageState.DIRTY)).isZero();
                        return first.pages(half, 1).count(PageState.DIRTY) > 0;
                    });
        }
    }

    @Test
    @Tag("linux-only")
    void aReadOnlyViewFlushesWhatOthersWrote() throws Exception {
        try (FileMapping mapping = openDirty();
                FileMapping reader =
                        EngineUnderTest.open(mapping.path().orElseThrow(), Protection.READ_ONLY);
                View written = mapping.map();
                View view = reader.map()) {
            makeDirty(written);
            view.flush(Durability.DEVICE);
            assertThat(view.cached().orElseThrow().dirty()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReadOnlyViewMayBeFlushed(Durability durability) throws Exception {
        Path file = Sample.file(directory, 5_000);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View view = mapping.map(1, 4_000)) {
            view.flush(durability);
        }
        assertThatFile(file).hasBinaryContent(Sample.bytes(5_000));
    }

    /** As with msync(2), FlushViewOfFile and MappedByteBuffer.force. */
    @ParameterizedTest
    @EnumSource
    void aCopyOnWriteViewHasNothingToFlush(Durability durability) throws Exception {
        Path file = Sample.file(directory, 5_000);
        FileMapping mapping = EngineUnderTest.open(file, Protection.COPY_ON_WRITE);
        View view = mapping.view(0, 10).map();
        bytesOf(view).set(0, ~Sample.bytes(1)[0]);
        view.flush(durability);
        view.flush(0, 0, durability);
        mapping.flush(durability);
        assertThatFile(file).hasBinaryContent(Sample.bytes(5_000));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> view.flush(0, 11, durability));
        view.close();
        mapping.close();
        assertThatIllegalStateException().isThrownBy(() -> view.flush(durability));
        assertThatIllegalStateException().isThrownBy(() -> mapping.flush(durability));
    }

    @ParameterizedTest
    @EnumSource
    void memoryHasNothingToFlush(Durability durability) throws Exception {
        FileMapping memory = EngineUnderTest.memoryBuilder(100).open();
        View view = memory.map();
        bytesOf(view).set(0, 1);
        view.flush(durability);
        memory.flush(durability);
        view.close();
        memory.close();
        assertThatIllegalStateException().isThrownBy(() -> view.flush(durability));
        assertThatIllegalStateException().isThrownBy(() -> memory.flush(durability));
    }

    @Test
    void aNewAndAGrownFileAreFlushedWithTheirDirectoryEntry() throws Exception {
        Path file = directory.resolve("new");
        try (FileMapping mapping =
                EngineUnderTest.builder(file)
                        .protection(Protection.READ_WRITE)
                        .createNew()
                        .size(10)
                        .open()) {
            try (View view = mapping.map()) {
                view.flush(Durability.DEVICE);
                mapping.grow(100_000);
                view.remap(100_000);
                bytesOf(view).set(99_999, 1);
                view.flush(99_999, 1, Durability.DEVICE);
            }
            mapping.truncate(10);
            try (View view = mapping.map()) {
                view.flush(Durability.DEVICE);
            }
        }
        assertThatFile(file).hasBinaryContent(new byte[10]);
    }

    @Test
    void aNewFileThatHasBeenMovedIsFlushed() throws Exception {
        Path file = directory.resolve("new");
        Path moved = directory.resolve("moved");
        try (FileMapping mapping =
                EngineUnderTest.builder(file)
                        .protection(Protection.READ_WRITE)
                        .createNew()
                        .size(10)
                        .open();
                View view = mapping.map()) {
            TestFiles.move(file, moved);
            bytesOf(view).fill(1);
            view.flush(Durability.DEVICE);
        }
        assertThatFile(moved).hasBinaryContent(new byte[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
    }

    /** Changes a view until pages are seen dirty: the kernel may write them before that. */
    private static void makeDirty(View view) throws IOException {
        Eventually.holds(
                "pages are dirty",
                () -> {
                    bytesOf(view).fill(2);
                    return view.cached().orElseThrow().dirty() > 0;
                });
    }

    /** A mapping of a file of which every page has changed. */
    private FileMapping openDirty() throws IOException {
        FileMapping mapping =
                EngineUnderTest.open(Sample.file(directory, SIZE), Protection.READ_WRITE);
        try (View view = mapping.map()) {
            bytesOf(view).fill(1);
        }
        return mapping;
    }
}
