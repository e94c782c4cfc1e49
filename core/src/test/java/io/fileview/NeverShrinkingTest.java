package io.fileview;

import static io.fileview.testing.FileAssert.assertThatFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.testing.ChildJvm;
import io.fileview.testing.Command;
import io.fileview.testing.Disk;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.NeedsKernel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An extension, also one that fails, takes nothing from a file that another process extends at the
 * same time. The other process appends records and flushes each; all of them must be there.
 */
@NeedsKernel("lets another process append to the file")
class NeverShrinkingTest {
    private static final int MIB = 1 << 20;
    private static final int DISK = 24 * MIB;
    private static final int RECORD = 64;
    private static final int RECORDS = 400;

    /** With and without fallocate(2), which ext4 has only for files with extents. */
    private static final String EXTENTS = "extent";

    @TempDir
    Path directory;

    private Disk disk(String features) throws IOException {
        Path image = directory.resolve("image");
        Files.write(image, new byte[DISK]);
        return Disk.inFile(
                directory.resolve("disk"), image, "mkfs.ext4", "-q", "-F", "-O", features);
    }

    @ParameterizedTest
    @ValueSource(strings = {EXTENTS, "^extent,^64bit"})
    void extensionsThatFailLoseNoRecordOfAnother(String features) throws Exception {
        try (Disk disk = disk(features)) {
            Path file = Files.createFile(disk.root().resolve("log"));
            Files.write(disk.root().resolve("ballast"), new byte[DISK / 3]);
            long failed = whileAppended(file, DISK / 2);
            assertThat(failed).as("extensions that failed").isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {EXTENTS, "^extent,^64bit"})
    void extensionsThatSucceedLoseNoRecordOfAnother(String features) throws Exception {
        try (Disk disk = disk(features)) {
            Path file = Files.createFile(disk.root().resolve("log"));
            whileAppended(file, 1);
        }
    }

    /** Extends a file again and again while another process appends; returns how often it failed. */
    private long whileAppended(Path file, long by) throws IOException {
        long failed = 0;
        try (ChildJvm.Talk other = ChildJvm.of(Appender.class, file).start()) {
            other.await("started");
            Path done = file.resolveSibling("done");
            while (!Files.exists(done)) {
                long size = Files.size(file) + by;
                try (FileMapping mapping =
                        EngineUnderTest.builder(file)
                                .protection(Protection.READ_WRITE)
                                .size(size)
                                .open()) {
                    assertThat(mapping.size()).isGreaterThanOrEqualTo(size);
                } catch (DiskFullException full) {
                    failed++;
                }
            }
            other.await("ended");
        }
        assertThat(numbersIn(file)).hasSize(RECORDS).isSorted();
        return failed;
    }

    /** The numbers of the records, between which there may be zeros. */
    private static List<Integer> numbersIn(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        List<Integer> numbers = new ArrayList<>();
        while (bytes.hasRemaining()) {
            int at = bytes.position();
            if (bytes.get() == Appender.MARK) {
                byte[] record = new byte[RECORD - 1];
                bytes.get(record);
                String text = new String(record, java.nio.charset.StandardCharsets.US_ASCII);
                assertThat(text).as("record at " + at).matches(" *\\d+\\.");
                numbers.add(Integer.parseInt(text.strip().replace(".", "")));
            }
        }
        return numbers;
    }

    /** Appends numbered records, and flushes each. */
    static final class Appender {
        static final byte MARK = '#';

        private Appender() {}

        public static void main(String[] args) throws IOException {
            Path file = Path.of(args[0]);
            System.out.println("started");
            try (FileChannel end = FileChannel.open(file, StandardOpenOption.APPEND)) {
                for (int i = 0; i < RECORDS;) {
                    String record =
                            (char) MARK + String.format("%" + (RECORD - 2) + "d.", i);
                    ByteBuffer bytes =
                            ByteBuffer.wrap(
                                    record.getBytes(
                                            java.nio.charset.StandardCharsets.US_ASCII));
                    try {
                        if (end.write(bytes) == RECORD) {
                            end.force(true);
                            i++;
                        } else {
                            throw new AssertionError("half a record");
                        }
                    } catch (IOException full) {
                        Thread.onSpinWait(); // the other process has all blocks for a moment
                    }
                }
            }
            Files.createFile(file.resolveSibling("done"));
            System.out.println("ended");
        }
    }

    /** If nobody else has the file open, nothing is left of a failure; see DiskFullTest, too. */
    @Test
    @Tag("linux-only")
    void zerosThatWereAppendedAreRemovedIfNobodyElseHasTheFile() throws Exception {
        try (Disk disk = disk("^extent,^64bit")) {
            Path file = Files.write(disk.root().resolve("file"), new byte[] {1, 2, 3});
            String output =
                    ChildJvm.of(Extender.class, file)
                            .under("prlimit", "--fsize=" + 5 * MIB / 2)
                            .run();
            assertThat(output).contains("keeps its size").doesNotContain("ends with zeros");
            assertThatFile(file).hasBinaryContent(new byte[] {1, 2, 3});
        }
    }

    @Test
    @Tag("linux-only")
    void zerosThatWereAppendedStayIfSomebodyElseHasTheFile() throws Exception {
        try (Disk disk = disk("^extent,^64bit")) {
            Path file = Files.write(disk.root().resolve("file"), new byte[] {1, 2, 3});
            try (FileChannel other = FileChannel.open(file, StandardOpenOption.READ)) {
                String output =
                        ChildJvm.of(Extender.class, file)
                                .under("prlimit", "--fsize=" + 5 * MIB / 2)
                                .run();
                assertThat(output).contains("ends with zeros", Integer.toString(5 * MIB / 2));
                assertThat(other.size()).isEqualTo(5 * MIB / 2);
            }
        }
    }

    /** Extends a file beyond what the process may write. */
    static final class Extender {
        private Extender() {}

        public static void main(String[] args) throws IOException {
            try (FileMapping mapping =
                    EngineUnderTest.builder(Path.of(args[0]))
                            .protection(Protection.READ_WRITE)
                            .size(4L * MIB)
                            .open()) {
                throw new AssertionError("extended: " + mapping);
            } catch (DiskFullException refused) {
                System.out.println(refused.getMessage());
            }
        }
    }

    @Test
    @Tag("linux-only")
    void aSparseFileOfAnyKindIsExtended() throws Exception {
        try (Disk disk = disk("^extent,^64bit")) {
            Path file = Files.write(disk.root().resolve("file"), new byte[] {1, 2, 3});
            try (FileMapping mapping =
                    EngineUnderTest.builder(file)
                            .protection(Protection.READ_WRITE)
                            .sparse()
                            .size(2L * DISK)
                            .open()) {
                assertThat(mapping.size()).isEqualTo(2L * DISK);
                assertThat(allocatedBytes(file)).isLessThan(MIB);
            }
        }
    }

    @Test
    @Tag("linux-only")
    void aSparseFileThatSomebodyElseHasIsExtendedByBlocks() throws Exception {
        try (Disk disk = disk("^extent,^64bit")) {
            Path file = Files.write(disk.root().resolve("file"), new byte[] {1, 2, 3});
            MappingBuilder sparse =
                    EngineUnderTest.builder(file).protection(Protection.READ_WRITE).sparse();
            try (FileChannel other = FileChannel.open(file, StandardOpenOption.READ)) {
                sparse.size(3L * MIB).open().close();
                assertThat(other.size()).isEqualTo(3L * MIB);
                assertThatExceptionOfType(DiskFullException.class)
                        .isThrownBy(() -> sparse.size(2L * DISK).open())
                        .withMessageContaining("bytes are free");
                assertThat(other.size()).isEqualTo(3L * MIB);
            }
        }
    }

    private static long allocatedBytes(Path file) throws IOException {
        return 512 * Long.parseLong(Command.run("stat", "-c", "%b", file.toString()).strip());
    }
}
