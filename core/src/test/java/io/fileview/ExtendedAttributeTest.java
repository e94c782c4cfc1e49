package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.fileview.spi.EngineFile;
import io.fileview.spi.ExtendedAttribute;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.testing.Command;
import io.fileview.testing.Disk;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extended attributes on file systems of the kernel. */
@NeedsKernel("mounts file systems")
class ExtendedAttributeTest {
    private static final long IMAGE = 16 << 20;
    private static final byte[] NOTE =
            "journal 5, id 0123456789abcdef".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    @BeforeEach
    void needsMounts() throws IOException {
        Needs.administrator();
    }

    private Disk ext4(Path image) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(IMAGE);
        }
        return Disk.inFile(directory.resolve("mounted"), image, "mkfs.ext4", "-q", "-F");
    }

    private static EngineFile open(Path file, Protection protection) throws IOException {
        return EngineUnderTest.engine()
                .open(FileLocation.of(file), OpenRequest.existing(protection));
    }

    private static UserDefinedFileAttributeView outside(Path file) {
        return Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    }

    @Test
    void ext4KeepsTheNote() throws Exception {
        try (Disk disk = ext4(directory.resolve("image"))) {
            assertKept(disk.root());
        }
    }

    @Test
    void tmpfsKeepsTheNote() throws Exception {
        try (Disk disk = Disk.inMemory(directory.resolve("mounted"), IMAGE)) {
            assertKept(disk.root());
        }
    }

    private static void assertKept(Path root) throws IOException {
        Path file = Files.write(root.resolve("file"), new byte[100]);
        try (EngineFile opened = open(file, Protection.READ_WRITE)) {
            ExtendedAttribute attribute = opened.extendedAttribute().orElseThrow();
            attribute.write(NOTE);
            opened.flush();
        }
        assertThat(outside(file).list()).containsExactly(ExtendedAttribute.NAME);
        Path renamed = Files.move(file, root.resolve("renamed"));
        Path copy = root.resolve("copy");
        Command.run("cp", "-a", renamed.toString(), copy.toString());
        Path plain = root.resolve("plain");
        Command.run("cp", renamed.toString(), plain.toString());
        assertThat(read(renamed)).isEqualTo(NOTE);
        assertThat(read(copy)).isEqualTo(NOTE);
        assertThat(read(plain)).isEmpty();
        try (EngineFile opened = open(renamed, Protection.READ_WRITE)) {
            opened.extendedAttribute().orElseThrow().remove();
            opened.flushMetadata();
        }
        assertThat(outside(renamed).list()).isEmpty();
    }

    /** The note, or nothing. */
    private static byte[] read(Path file) throws IOException {
        try (EngineFile opened = open(file, Protection.READ_ONLY)) {
            return opened.extendedAttribute().orElseThrow().read().orElse(new byte[0]);
        }
    }

    /** What the disk has at that moment is what a power cut would leave. */
    @Test
    void aFlushedNoteIsOnTheDisk() throws Exception {
        Path image = directory.resolve("image");
        Path left = directory.resolve("left");
        try (Disk disk = ext4(image)) {
            Path file = Files.write(disk.root().resolve("file"), new byte[100]);
            try (EngineFile opened = open(file, Protection.READ_WRITE)) {
                opened.flush();
                Command.run("sync");
                opened.extendedAttribute().orElseThrow().write(NOTE);
                opened.flushMetadata();
                Files.copy(image, left);
            }
        }
        try (Disk disk = Disk.mounted(directory.resolve("mounted"), left)) {
            assertThat(read(disk.root().resolve("file"))).isEqualTo(NOTE);
        }
    }

    @Test
    void aFileThatHasNoRoomForTheNoteKeepsTheOldOne() throws Exception {
        try (Disk disk = ext4(directory.resolve("image"))) {
            Path file = Files.write(disk.root().resolve("file"), new byte[100]);
            fill(outside(file));
            try (EngineFile opened = open(file, Protection.READ_WRITE)) {
                ExtendedAttribute attribute = opened.extendedAttribute().orElseThrow();
                attribute.write(new byte[1]);
                assertThatExceptionOfType(DiskFullException.class)
                        .isThrownBy(() -> attribute.write(new byte[ExtendedAttribute.MAX_SIZE]))
                        .withMessageContaining(file.toString())
                        .withMessageContaining(ExtendedAttribute.NAME);
                assertThat(attribute.read()).hasValue(new byte[1]);
            }
        }
    }

    /** Ext4 has room for attributes in the inode and in one block of 1024 bytes on a small disk. */
    private static void fill(UserDefinedFileAttributeView attributes) throws IOException {
        attributes.write("other", ByteBuffer.allocate(500));
    }

    @Test
    void aNoteOfAnotherProgramThatIsTooLongIsReported() throws Exception {
        try (Disk disk = Disk.inMemory(directory.resolve("mounted"), IMAGE)) {
            Path file = Files.write(disk.root().resolve("file"), new byte[100]);
            outside(file).write(ExtendedAttribute.NAME, ByteBuffer.allocate(2_000));
            try (EngineFile opened = open(file, Protection.READ_WRITE)) {
                ExtendedAttribute attribute = opened.extendedAttribute().orElseThrow();
                assertThatExceptionOfType(MappingException.class)
                        .isThrownBy(attribute::read)
                        .withMessageContaining(file.toString())
                        .withMessageContaining("1024");
                attribute.write(NOTE);
                assertThat(attribute.read()).hasValue(NOTE);
            }
        }
    }

    @Test
    void onAReadOnlyDiskTheNoteCanBeRead() throws Exception {
        try (Disk disk = Disk.inMemory(directory.resolve("mounted"), IMAGE)) {
            Path file = Files.write(disk.root().resolve("file"), new byte[100]);
            outside(file).write(ExtendedAttribute.NAME, ByteBuffer.wrap(NOTE));
            Command.run("mount", "-o", "remount,ro", disk.root().toString());
            assertThat(read(file)).isEqualTo(NOTE);
            try (EngineFile opened = open(file, Protection.READ_ONLY)) {
                ExtendedAttribute attribute = opened.extendedAttribute().orElseThrow();
                assertThatIOException().isThrownBy(attribute::remove);
                assertThat(opened.status().links()).hasValue(1);
            }
        }
    }

    @Test
    void aFileSystemWithoutAttributesHasNone() throws Exception {
        Path root = Files.createDirectory(directory.resolve("ramfs"));
        Command.run("mount", "-t", "ramfs", "fileview", root.toString());
        try {
            Path file = Files.write(root.resolve("file"), new byte[100]);
            try (EngineFile opened = open(file, Protection.READ_WRITE)) {
                assertThat(opened.extendedAttribute()).isEmpty();
                assertThat(opened.status().links()).hasValue(1);
            }
        } finally {
            Command.run("umount", root.toString());
        }
    }
}
