package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fileview.commit.CommitMapping;
import io.fileview.commit.CommitReader;
import io.fileview.commit.Snapshot;
import io.fileview.testing.Disk;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages call a file as the caller did, also if its path leads through links, or is relative. */
@NeedsKernel("has links to directories and a full disk")
class NamesAsGivenTest {
    private static final int SIZE = 1 << 20;

    @TempDir
    Path directory;

    /** Leads through a link to a directory, and is relative. */
    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        Path real = Files.createDirectory(directory.resolve("real"));
        Files.write(real.resolve("data"), new byte[SIZE]);
        Files.write(real.resolve("empty"), new byte[0]);
        Path link = TestFiles.createSymbolicLink(directory.resolve("link"), real);
        file = Path.of("").toAbsolutePath().relativize(link.toAbsolutePath()).resolve("data");
    }

    private static void assertNames(Throwable failure, Path name) {
        assertThat(failure).isInstanceOf(IOException.class);
        assertThat(failure.getMessage()).startsWith(name + ": ");
    }

    private CommitMapping commits(Path path) throws IOException {
        return CommitMapping.builder(path)
                .engine(EngineUnderTest.engine())
                .lockTimeout(Duration.ofMillis(1))
                .open();
    }

    @Test
    void whatIsOpened() throws IOException {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            assertNames(catchThrowable(() -> mapping.map(SIZE, 1)), file);
            assertThat(view.toString()).contains(" of " + file + " ");
        }
        Path missing = file.resolveSibling("missing");
        assertNames(
                catchThrowable(() -> EngineUnderTest.open(missing, Protection.READ_ONLY)), missing);
    }

    @Test
    void whatIsOpenedForCommits() throws IOException {
        Path missing = file.resolveSibling("missing");
        assertNames(catchThrowable(() -> commits(missing)), missing);
        assertNames(catchThrowable(() -> commits(file.getParent())), file.getParent());
        try (CommitMapping mapping = commits(file);
                View view = mapping.map();
                CommitReader reader = CommitReader.open(file, EngineUnderTest.engine())) {
            assertNames(catchThrowable(() -> commits(file)), file);
            assertNames(catchThrowable(() -> mapping.map(SIZE, 1)), file);
            assertThat(mapping.toString()).contains(" of " + file);
            assertThat(view.toString()).contains(" of " + file + " ");
            assertThat(reader.toString()).contains(" of " + file);
        }
        assertNames(
                catchThrowable(() -> CommitReader.open(missing, EngineUnderTest.engine())),
                missing);
    }

    @Test
    void aSnapshotIsCalledAfterItsFile() throws IOException {
        try (CommitMapping mapping = commits(file);
                Snapshot snapshot = mapping.snapshot();
                View view = snapshot.map()) {
            assertThat(view.toString()).contains(" of snapshot of " + file + " ");
        }
    }

    @Test
    void aSnapshotThatHasNoRoomIsCalledAfterItsFile() throws IOException {
        try (Disk disk = Disk.inMemory(directory.resolve("small"), 2 * SIZE)) {
            Path data = Files.write(disk.root().resolve("data"), noZeros());
            try (CommitMapping mapping = commits(data)) {
                try (RandomAccessFile filler =
                        new RandomAccessFile(disk.root().resolve("filler").toFile(), "rw")) {
                    filler.write(new byte[SIZE / 2]);
                }
                Throwable full = catchThrowable(mapping::snapshot);
                assertThat(full).isInstanceOf(DiskFullException.class);
                assertNames(full, Path.of("snapshot of " + data));
            }
        }
    }

    private static byte[] noZeros() {
        byte[] bytes = new byte[SIZE];
        java.util.Arrays.fill(bytes, (byte) 1);
        return bytes;
    }

    @Test
    void aViewOfAnotherThread() throws IOException {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View view = mapping.view(0, 10).threadConfined().map()) {
            Throwable failure =
                    catchThrowable(() -> CompletableFuture.runAsync(view::close).join());
            assertThat(failure).isInstanceOf(CompletionException.class);
            assertThat(failure.getCause())
                    .isInstanceOf(WrongThreadException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("in that thread");
        }
    }
}
