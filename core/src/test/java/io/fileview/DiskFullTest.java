package io.fileview;

import static io.fileview.testing.FileAssert.assertThatFile;
import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.spi.Directory;
import io.fileview.spi.FileLocation;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.Command;
import io.fileview.testing.Disk;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import io.fileview.testing.SmallDisk;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that cannot be extended is as it was before. */
class DiskFullTest {
    private static final int MIB = 1 << 20;
    private static final int SIZE = 10_001;

    @TempDir
    Path directory;

    private SmallDisk disk;

    @BeforeEach
    void mountASmallDisk() throws IOException {
        disk = SmallDisk.in(directory, 4 * MIB);
    }

    @AfterEach
    void unmount() throws IOException {
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void aNewFileIsGoneAgain() throws Exception {
        Path file = disk.root().resolve("new");
        for (MappingBuilder builder : new MappingBuilder[] {writable(file).createNew(),
            writable(file).create()}) {
            assertThatExceptionOfType(DiskFullException.class)
                    .isThrownBy(() -> builder.size(8 * MIB).open())
                    .withMessageContainingAll(file.toString(), Integer.toString(8 * MIB))
                    .satisfies(e -> assertThat(e.file()).isEqualTo(file.toString()));
            assertThatFile(file).doesNotExist();
        }
        assertRoomFor(3 * MIB);
    }

    @Test
    void anExistingFileHasItsOldSizeAndBytes() throws Exception {
        Path file = Sample.file(disk.root(), SIZE);
        assertThatExceptionOfType(DiskFullException.class)
                .isThrownBy(() -> writable(file).size(8 * MIB).open())
                .withMessageContaining(file.toString());
        assertThatFile(file).hasBinaryContent(Sample.bytes(SIZE));
        assertRoomFor(3 * MIB);
    }

    @Test
    void aMappingThatCannotGrowKeepsItsSizeAndItsViews() throws Exception {
        Path file = Sample.file(disk.root(), SIZE);
        try (FileMapping mapping = writable(file).open();
                View view = mapping.map()) {
            assertThatExceptionOfType(DiskFullException.class)
                    .isThrownBy(() -> mapping.grow(8 * MIB));
            assertThat(mapping.size()).isEqualTo(SIZE);
            assertThat(bytesOf(view).toArray())
                    .isEqualTo(Sample.bytes(SIZE));
            assertThatFile(file).hasBinaryContent(Sample.bytes(SIZE));
            assertRoomFor(2 * MIB);
            mapping.grow(MIB);
            assertThat(mapping.size()).isEqualTo(MIB);
        }
    }

    @Test
    void aSparseFileMayBeLargerThanTheDisk() throws Exception {
        Path file = disk.root().resolve("sparse");
        try (FileMapping mapping = writable(file).createNew().size(64 * MIB).sparse().open()) {
            assertThat(mapping.size()).isEqualTo(64 * MIB);
        }
        assertThatFile(file).hasSize(64 * MIB);
    }

    @NeedsKernel("the memory engine maps no range as large as that")
    @Test
    @Tag("linux-only")
    void aSparseFileMayHaveAllTheBytesThatALongCanCount() throws Exception {
        Path file = disk.root().resolve("sparse");
        try (FileMapping mapping =
                writable(file).createNew().size(Long.MAX_VALUE).sparse().open()) {
            assertThat(mapping.size()).isEqualTo(Long.MAX_VALUE);
            assertThat(mapping.cached().orElseThrow().pages()).isPositive();
            try (View view = mapping.map(Long.MAX_VALUE - 100_000, 10)) {
                assertThat(view.cached().orElseThrow().pages()).isPositive();
                assertThat(view.pages().offsetOf(0)).isPositive();
                view.flush(Durability.WRITTEN);
            }
        }
    }

    /** The kernel may have given blocks to the file before it found that there are too few. */
    @Test
    @Tag("linux-only")
    @NeedsKernel("counts the blocks that ext4 gives to a file")
    void noBlocksAreKept() throws Exception {
        Path image = directory.resolve("image");
        Files.write(image, new byte[8 * MIB]);
        try (Disk ext4 = Disk.inFile(directory.resolve("ext4"), image)) {
            Path file = Sample.file(ext4.root(), SIZE);
            assertThatExceptionOfType(DiskFullException.class)
                    .isThrownBy(() -> writable(file).size(32 * MIB).open())
                    .satisfies(e -> assertThat(e.errorName()).contains("ENOSPC"));
            assertThatFile(file).hasBinaryContent(Sample.bytes(SIZE));
            // A block or two of the file system's own, but not the disk.
            assertThat(allocatedBytes(file)).isLessThan(SIZE + MIB);
            assertThatExceptionOfType(DiskFullException.class)
                    .isThrownBy(
                            () -> writable(ext4.root().resolve("new"))
                                    .createNew()
                                    .size(32 * MIB)
                                    .open());
            assertThatFile(ext4.root().resolve("new")).doesNotExist();
        }
    }

    @Test
    @Tag("linux-only")
    @NeedsKernel("lets the kernel limit the files of another process")
    void aFileLargerThanTheProcessMayMakeIsRefusedInTheSameWay() throws Exception {
        Path file = Sample.file(directory, SIZE);
        String output =
                ChildJvm.of(Extender.class, file, MIB)
                        .under("prlimit", "--fsize=" + MIB / 2)
                        .run();
        assertThat(output).contains("RLIMIT_FSIZE", "EFBIG", file.toString());
        assertThatFile(file).hasBinaryContent(Sample.bytes(SIZE));
    }

    @Test
    @NeedsKernel("lets the kernel limit the files of another process")
    void theLimitOfFileSizesIsToldHowToRaise() throws Exception {
        Needs.linux();
        Path file = Sample.file(directory, SIZE);
        String output =
                ChildJvm.of(Extender.class, file, MIB)
                        .under("prlimit", "--fsize=" + MIB / 2)
                        .run();
        assertThat(output.lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("EFBIG", "ulimit -f"));
    }

    /** Extends a file until it is refused. */
    static final class Extender {
        private Extender() {}

        public static void main(String[] args) throws IOException {
            for (boolean sparse : new boolean[] {false, true}) {
                MappingBuilder builder = writable(Path.of(args[0])).size(Long.parseLong(args[1]));
                try (FileMapping mapping = (sparse ? builder.sparse() : builder).open()) {
                    throw new AssertionError("extended: " + mapping);
                } catch (DiskFullException refused) {
                    System.out.println(refused.getMessage());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"new", "temporary"})
    @NeedsKernel("mounts a file system with few inodes")
    void noFreeInodesAreAFullDisk(String what) throws Exception {
        Path root = directory.resolve("few");
        Needs.administrator();
        Files.createDirectory(root);
        Command.run(
                "mount", "-t", "tmpfs", "-o", "size=4m,nr_inodes=5", "few", root.toString());
        try {
            for (int i = 0; i < 4; i++) {
                Files.createFile(root.resolve("file" + i));
            }
            assertThatExceptionOfType(DiskFullException.class)
                    .isThrownBy(
                            () -> {
                                if (what.equals("new")) {
                                    writable(root.resolve("new")).create().size(10).open();
                                } else {
                                    openTemporary(root);
                                }
                            })
                    .withMessageContainingAll(root.toString(), "inodes", "bytes are free");
            assertThatFile(root.resolve("new")).doesNotExist();
            assertThat(TestFiles.list(root)).hasSize(4);
        } finally {
            Command.run("umount", root.toString());
        }
    }

    private static void openTemporary(Path root) throws IOException {
        try (Directory few =
                EngineUnderTest.engine()
                        .resolve(FileLocation.of(root.resolve("any")))
                        .directory()) {
            few.openTemporary("temporary").close();
        }
    }

    private static MappingBuilder writable(Path file) {
        return EngineUnderTest.builder(file).protection(Protection.READ_WRITE);
    }

    private void assertRoomFor(int bytes) throws IOException {
        Path other = TestFiles.write(disk.root().resolve("other"), new byte[bytes]);
        assertThatFile(other).hasSize(bytes);
        TestFiles.delete(other);
    }

    private static long allocatedBytes(Path file) throws IOException {
        return 512 * Long.parseLong(Command.run("stat", "-c", "%b", file.toString()).strip());
    }
}
