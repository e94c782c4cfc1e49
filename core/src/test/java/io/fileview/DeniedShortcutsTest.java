package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.commit.CommitMapping;
import io.fileview.commit.CommitReader;
import io.fileview.commit.Snapshot;
import io.fileview.pages.PageState;
import io.fileview.testing.Background;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import io.fileview.testing.SeccompFilter;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a denied system call only makes faster is done without it. The filter is that of a thread,
 * because the JVM needs some of these calls itself.
 */
@Tag("linux-only")
@NeedsKernel("denies system calls to a thread")
class DeniedShortcutsTest {
    private static final int PAGES = 16;
    private static final int SIZE = PAGES * 4096;

    @TempDir
    Path directory;

    private static void without(String denied, Background.Work work) throws Exception {
        work.run(); // so that all classes are loaded
        Background.start(
                () -> {
                    SeccompFilter.denyToThisThread(List.of(denied));
                    work.run();
                })
                .returns();
    }

    @ParameterizedTest
    @ValueSource(strings = {"madvise=EPERM", "madvise=ENOSYS", "lseek=EPERM", "lseek=ENOSYS"})
    void prefetchReadsThePages(String denied) throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (RandomAccessFile hole = new RandomAccessFile(file.toFile(), "rw")) {
            hole.setLength(2 * SIZE);
        }
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            without(denied, view::prefetch);
            assertThat(view.pages().count(PageState.RESIDENT)).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ioctl=EPERM", "ioctl=EACCES", "ioctl=ENOSYS", "lseek=EPERM"})
    void aSnapshotIsCopied(String denied) throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (CommitMapping mapping = CommitMapping.open(file)) {
            mapping.commit();
        }
        try (CommitReader reader = CommitReader.open(file)) {
            without(
                    denied,
                    () -> {
                        try (Snapshot snapshot = reader.snapshot(); View view = snapshot.map()) {
                            assertThat(view.guarded().getByte(SIZE - 1))
                                    .isEqualTo(Sample.bytes(SIZE)[SIZE - 1]);
                        }
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EPERM", "ENOSYS"})
    void aFlushReachesTheDevice(String error) throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            without(
                    "sync_file_range=" + error,
                    () -> {
                        for (Durability durability : Durability.values()) {
                            view.guarded().setByte(5, (byte) durability.name().length());
                            view.flush(durability);
                        }
                    });
            assertThat(view.pages().count(PageState.DIRTY)).isZero();
        }
    }
}
