package io.fileview;

import static io.fileview.testing.FileAssert.assertThatFile;
import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fileview.pages.PageState;
import io.fileview.testing.AddressSpace;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Eventually;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** A file becomes smaller, by this process or by somebody else. */
class ShrinkingTest {
    private static final int SIZE = 50_001;

    @TempDir
    Path directory;

    @Test
    void aFileWithoutViewsShrinks() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
            mapping.map().close();
            mapping.truncate(10_000);
            assertThat(mapping.size()).isEqualTo(10_000);
            assertThatFile(file).hasBinaryContent(Arrays.copyOf(Sample.bytes(SIZE), 10_000));
            assertThatExceptionOfType(BeyondEndException.class)
                    .isThrownBy(() -> mapping.map(0, 10_001));
            mapping.truncate(0);
            assertThatFile(file).isEmptyFile();
            mapping.grow(10);
            try (View view = mapping.map()) {
                assertThat(bytesOf(view).toArray()).containsOnly(0);
            }
        }
    }

    @Test
    void aFileWithAViewIsNotTruncatedAndTheViewNamed() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
            View one = mapping.map(0, 10); // also one that would not lose a page
            View other = mapping.view(20, 10).protection(Protection.COPY_ON_WRITE).map();
            assertThatExceptionOfType(ViewsMappedException.class)
                    .isThrownBy(() -> mapping.truncate(20_000))
                    .withMessageContainingAll(one.toString(), other.toString(), "20000");
            other.close();
            assertThatExceptionOfType(ViewsMappedException.class)
                    .isThrownBy(() -> mapping.truncate(20_000))
                    .satisfies(
                            e -> assertThat(e.getMessage()).doesNotContain(other.toString()));
            assertThat(mapping.size()).isEqualTo(SIZE);
            assertThatFile(file).hasBinaryContent(Sample.bytes(SIZE));
            one.close();
            mapping.truncate(20_000);
            assertThatFile(file).hasSize(20_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"the same path", "a hard link", "a symbolic link"})
    void viewsOfOtherMappingsOfTheFileCount(String way) throws Exception {
        Path file = Sample.file(directory, SIZE);
        Path path = directory.resolve(way);
        switch (way) {
            case "a hard link" -> TestFiles.createLink(path, file);
            case "a symbolic link" -> TestFiles.createSymbolicLink(path, file);
            default -> path = file;
        }
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
            FileMapping other = EngineUnderTest.open(path, Protection.READ_ONLY);
            View view = other.map();
            other.close();
            assertThatExceptionOfType(ViewsMappedException.class)
                    .isThrownBy(() -> mapping.truncate(0))
                    .withMessageContaining(view.toString());
            assertThat(mapping.liveViews()).isEmpty();
            assertThat(other.liveViews()).containsExactly(view.toString());
            view.close();
            mapping.truncate(0);
            assertThatFile(file).isEmptyFile();
        }
    }

    @Test
    void ofManyViewsTheFirstTenAreListed() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
            List<View> views = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                views.add(mapping.map(i, 10));
            }
            assertThatExceptionOfType(ViewsMappedException.class)
                    .isThrownBy(() -> mapping.truncate(20_000))
                    .withMessageContainingAll("3000 views", "and 2990 more")
                    .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2_000));
            assertThat(mapping.liveViews()).hasSize(3_000);
            views.forEach(View::close);
        }
    }

    @Test
    void viewsOfOtherFilesDoNotCount() throws Exception {
        Path file = Sample.file(directory, SIZE);
        Path other = Sample.file(directory, 100);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                FileMapping elsewhere = EngineUnderTest.open(other, Protection.READ_WRITE);
                View view = elsewhere.map()) {
            mapping.truncate(1);
            assertThatFile(file).hasSize(1);
            assertThat(bytesOf(view).toArray()).isEqualTo(Sample.bytes(100));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, SIZE + 1, Long.MAX_VALUE, Long.MIN_VALUE})
    void whatIsNoSmallerSizeIsRefused(long size) throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> mapping.truncate(size))
                    .withMessageContainingAll(file.toString(), Long.toString(size));
            assertThatFile(file).hasSize(SIZE);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "READ_WRITE")
    void aMappingThatIsNotWritableCannotTruncate(Protection protection) throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, protection)) {
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(() -> mapping.truncate(1))
                    .withMessageContaining(protection.toString());
            assertThatFile(file).hasSize(SIZE);
            assertThat(mapping.size()).isEqualTo(SIZE);
        }
    }

    @Test
    void truncatingAMappingOfTheFirstBytesCutsTheRestOfTheFileToo() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping =
                EngineUnderTest.builder(file)
                        .protection(Protection.READ_WRITE)
                        .size(1_000)
                        .open()) {
            mapping.truncate(1_000);
            assertThatFile(file).hasSize(1_000);
        }
    }

    @Test
    void aFileThatSomebodyElseShrankIsNotMapped() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
            TestFiles.truncate(file, 20_000);
            assertThat(mapping.size()).isEqualTo(SIZE);
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> mapping.map(19_999, 2))
                    .withMessageContainingAll(file.toString(), "20000", "50001")
                    .satisfies(e -> assertThat(e.offset()).isEqualTo(19_999))
                    .satisfies(e -> assertThat(e.length()).isEqualTo(2));
            assertThatExceptionOfType(FileShrankException.class).isThrownBy(mapping::map);
            assertThat(mapping.liveViews()).isEmpty();
            try (View view = mapping.map(19_999, 1)) {
                assertThat(bytesOf(view).get(0))
                        .isEqualTo(Sample.bytes(SIZE)[19_999]);
                assertThatExceptionOfType(FileShrankException.class)
                        .isThrownBy(() -> view.remap(2));
                assertThat(view.length()).isEqualTo(1);
            }
            mapping.grow(SIZE);
            try (View view = mapping.map()) {
                assertThat(bytesOf(view).get(SIZE - 1)).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void prefetchOfWhatIsGoneSaysSo(Protection protection) throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, protection);
                View view = mapping.map(10, SIZE - 10)) {
            TestFiles.truncate(file, 20_000);
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(view::prefetch)
                    .withMessageContainingAll(file.toString(), "20000");
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> view.prefetch(List.of(new ByteRange(40_000, 1))))
                    .satisfies(e -> assertThat(e.offset()).isEqualTo(40_010));
            view.prefetch(List.of(new ByteRange(0, 10_000)));
            assertThat(bytesOf(view).get(0)).isEqualTo(Sample.bytes(SIZE)[10]);
        }
    }

    @Test
    void prefetchOfWhatIsGoneWithinTheLastPageSaysSo() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            TestFiles.truncate(file, 1);
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> view.prefetch(List.of(new ByteRange(50, 50))));
        }
    }

    @Test
    @Tag("linux-only")
    void lockingWhatIsGoneSaysSo() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            TestFiles.truncate(file, 20_000);
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(view::lock)
                    .withMessageContainingAll(file.toString(), "20000");
            AddressSpace.mustHave(view, "Locked", 0);
            view.lock(0, 20_000);
            assertThat(view.pages().count(PageState.LOCKED))
                    .isEqualTo(Math.ceilDiv(20_000, EngineUnderTest.pageSize()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"truncate", "grow", "cached"})
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    @NeedsKernel("expects the kernel to give the number of a closed file to another")
    void aMappingThatIsClosedMeanwhileTouchesNoOtherFile(String call) throws Exception {
        FileMapping mapping =
                EngineUnderTest.open(Sample.file(directory, SIZE), Protection.READ_WRITE);
        byte[] bystander = Sample.bytes(30_000);
        List<FileChannel> bystanders = new ArrayList<>();
        Thread[] caller = new Thread[1];
        try {
            // Holding the lock keeps the call where it has found the mapping open.
            mapping.opening()
                    .file()
                    .changeSize(
                            Duration.ZERO,
                            () -> {
                                caller[0] = new Thread(() -> callAndIgnoreRefusal(mapping, call));
                                caller[0].start();
                                awaitBlockedOrEnded(caller[0]);
                                mapping.close();
                                for (int i = 0; i < 20; i++) {
                                    Path file = directory.resolve("bystander" + i);
                                    TestFiles.write(file, bystander);
                                    bystanders.add(
                                            FileChannel.open(file, StandardOpenOption.WRITE));
                                }
                            });
            caller[0].join();
        } finally {
            for (FileChannel channel : bystanders) {
                channel.close();
            }
        }
        for (int i = 0; i < 20; i++) {
            assertThatFile(directory.resolve("bystander" + i)).hasBinaryContent(bystander);
        }
    }

    private static void callAndIgnoreRefusal(FileMapping mapping, String call) {
        try {
            switch (call) {
                case "truncate" -> mapping.truncate(1);
                case "grow" -> mapping.grow(SIZE + 1);
                default -> mapping.cached();
            }
        } catch (IOException | IllegalStateException refused) {
            // Both are fine: what counts is what happens to the other files.
        }
    }

    private static void awaitBlockedOrEnded(Thread thread) {
        Eventually.holds(
                "the call waits, or has ended",
                () -> !thread.isAlive() || thread.getState() == Thread.State.TIMED_WAITING);
    }
}
