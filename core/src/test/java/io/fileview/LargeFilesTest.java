package io.fileview;

import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.commit.CommitMapping;
import io.fileview.testing.Commits;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are larger than memory and swap space, and than an int can count pages. */
@NeedsKernel("maps sparse files of any size")
class LargeFilesTest {
    private static final long PAGE = EngineUnderTest.pageSize();
    private static final long TIB = 1L << 40;

    @TempDir
    Path directory;

    private static Path sparse(Path file, long size) throws IOException {
        try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
            made.setLength(size);
        } catch (IOException tooLarge) {
            assumeTrue(false, "needs a file system with files of " + size + " bytes: " + tooLarge);
        }
        return file;
    }

    @Test
    @Tag("linux-only")
    void nineTebibytesAreCommitted() throws Exception {
        Path file = sparse(directory.resolve("file"), 9 * TIB);
        long last = 9 * TIB - 1;
        long edge = (1L << 22) * PAGE; // where one search for changed pages ends
        try (CommitMapping commits = Commits.open(file);
                View view = commits.map()) {
            assertThat(commits.changed()).isEmpty();
            bytesOf(view).set(0, 1);
            bytesOf(view).set(edge - 1, 2);
            bytesOf(view).set(edge, 3);
            bytesOf(view).set(last, 4);
            assertThat(commits.changed())
                    .containsExactly(
                            new ByteRange(0, PAGE),
                            new ByteRange(edge - PAGE, 2 * PAGE),
                            new ByteRange(9 * TIB - PAGE, PAGE));
            commits.commit();
            assertThat(commits.changed()).isEmpty();
            bytesOf(view).set(edge, 9);
            commits.rollback();
            assertThat(bytesOf(view).get(edge)).isEqualTo((byte) 3);
        }
        assertThat(TestFiles.read(file, edge - 1, 2)).containsExactly(2, 3);
        assertThat(TestFiles.read(file, last, 1)).containsExactly(4);
    }

    @Test
    @Tag("linux-only")
    void aCopyIsLargerThanMemoryAndSwapSpace() throws Exception {
        Path file = sparse(directory.resolve("file"), 2 * TIB);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View view = mapping.view(0, TIB).protection(Protection.COPY_ON_WRITE).map()) {
            view.guarded().setByte(TIB - 1, (byte) 1);
            view.remap(2 * TIB);
            assertThat(view.guarded().getByte(TIB - 1)).isEqualTo((byte) 1);
            view.guarded().setByte(2 * TIB - 1, (byte) 2);
        }
        assertThat(TestFiles.read(file, TIB - 1, 1)).containsExactly(0);
    }

    @Test
    @Tag("linux-only")
    void morePagesThanAnIntCountsAreNotInspected() throws Exception {
        try (FileMapping memory = EngineUnderTest.memoryBuilder((1L << 31) * PAGE).open();
                View view = memory.map()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(view::pages)
                    .withMessageContaining("inspect smaller ranges");
        }
    }

    /** The JDK reserves swap space for a private mapping, which the kernel refuses. */
    @Test
    void aCopyThatTheJdkCannotMapIsRefusedWithTheReason() throws Exception {
        assumeTrue(EngineUnderTest.name().equals("portable"), "is about the portable engine");
        Needs.linux();
        Path file = sparse(directory.resolve("file"), 2 * TIB);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
            assertThatExceptionOfType(MappingLimitException.class)
                    .isThrownBy(() -> mapping.view(0, 2 * TIB)
                            .protection(Protection.COPY_ON_WRITE)
                            .map())
                    .withMessageContainingAll(
                            file.toString(), "vm.overcommit_memory", "linux");
            mapping.map().close(); // a shared view is not refused
        }
    }

    @Test
    @Tag("linux-only")
    void theLargestFileIsMappedInParts() throws Exception {
        Path memory = Paths.get("/dev/shm");
        assumeTrue(Files.isWritable(memory), "needs a tmpfs, whose files may have 2^63-1 bytes");
        Path file = memory.resolve("fileview-" + System.nanoTime());
        try {
            sparse(file, Long.MAX_VALUE);
            try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
                assertThat(mapping.size()).isEqualTo(Long.MAX_VALUE);
                assertThatExceptionOfType(MappingLimitException.class)
                        .isThrownBy(mapping::map)
                        .withMessageContainingAll(file.toString(), "address space");
                long lastWholePage = Long.MAX_VALUE / PAGE * PAGE;
                try (View view = mapping.map(lastWholePage - 100, 100)) {
                    view.guarded().fill(0, 100, (byte) 5);
                    view.flush(Durability.DEVICE);
                    assertThatExceptionOfType(NotMappableException.class)
                            .isThrownBy(() -> mapping.map(lastWholePage, 1))
                            .withMessageContainingAll(
                                    file.toString(), Long.toString(lastWholePage), "channel");
                }
                try (View none = mapping.map(Long.MAX_VALUE, 0)) {
                    assertThat(none.length()).isZero();
                    assertThat(none.pages().pageCount()).isZero();
                }
            }
            assertThat(TestFiles.read(file, Long.MAX_VALUE / PAGE * PAGE - 1, 1))
                    .containsExactly(5);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
