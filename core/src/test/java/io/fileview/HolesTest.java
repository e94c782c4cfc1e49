package io.fileview;

import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.commit.CommitMapping;
import io.fileview.commit.Snapshot;
import io.fileview.pages.PageState;
import io.fileview.spi.EngineFile;
import io.fileview.spi.WritebackRepair;
import io.fileview.testing.Command;
import io.fileview.testing.Commits;
import io.fileview.testing.Disk;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only looks at a sparse file allocates no page of it, here on a tmpfs that is too small. */
@NeedsKernel("counts the blocks of a file on tmpfs")
class HolesTest {
    private static final int MIB = 1 << 20;
    private static final long SIZE = 1L << 30;
    private static final int DATA = 300 * MIB + 5_000;
    private static final byte[] BYTES = {1, 2, 3};

    @TempDir
    Path directory;

    private Disk disk;
    private Path file;

    @BeforeEach
    void makeASparseFile() throws IOException {
        disk = Disk.inMemory(directory.resolve("small"), 64L * MIB);
        file = disk.root().resolve("sparse");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(SIZE);
            sparse.seek(DATA);
            sparse.write(BYTES);
        }
    }

    @AfterEach
    void unmount() throws IOException {
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void nextDataSkipsHoles() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY)) {
            assertThat(dataFrom(mapping, 0)).isBetween(DATA - 64L * 1024, (long) DATA);
            assertThat(mapping.nextData(DATA)).isEqualTo(DATA);
            assertThat(dataFrom(mapping, DATA + 64L * 1024)).isEqualTo(SIZE);
            assertThat(mapping.nextData(SIZE)).isEqualTo(SIZE);
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> mapping.nextData(SIZE + 1))
                    .withMessageContainingAll(file.toString(), Long.toString(SIZE + 1));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> mapping.nextData(-1));
        }
        assertNothingAllocated();
    }

    private static long dataFrom(FileMapping mapping, long offset) throws IOException {
        long at = offset;
        for (long next = mapping.nextData(at); next != at; next = mapping.nextData(at)) {
            at = next;
        }
        return at;
    }

    @Test
    void prefetchLeavesHolesOut() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            view.advise(Advice.WILL_NEED);
            view.prefetch();
            view.prefetch(List.of(new ByteRange(DATA - 10, 100), new ByteRange(0, 10)));
            assertThat(bytesOf(view).get(DATA + 2)).isEqualTo((byte) 3);
        }
        assertNothingAllocated();
    }

    /** The kernel would fill the file system first, and leave it full. */
    @Test
    @Tag("linux-only")
    void holesThatTheFileSystemHasNoRoomForAreNotLocked() throws Exception {
        for (Protection protection : Protection.values()) {
            try (FileMapping mapping = EngineUnderTest.open(file, protection);
                    View view = mapping.map()) {
                assertThatExceptionOfType(DiskFullException.class)
                        .isThrownBy(view::lock)
                        .withMessageContainingAll(file.toString(), "cannot be locked", "holes")
                        .withMessageNotContaining("RLIMIT");
                assertThat(view.pages().count(PageState.LOCKED)).isZero();
                view.lock(DATA, BYTES.length);
                assertThat(view.pages().count(PageState.LOCKED)).isOne();
            }
        }
        assertNothingAllocated();
    }

    @Test
    void aCopyOnWriteViewIsRemappedWithoutItsHoles() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.COPY_ON_WRITE);
                View view = mapping.map(0, DATA + 1)) {
            view.guarded().setByte(DATA, (byte) 9);
            view.remap(SIZE);
            assertThat(bytesOf(view).get(DATA)).isEqualTo((byte) 9);
            assertThat(bytesOf(view).get(DATA + 1)).isEqualTo(BYTES[1]);
        }
        assertNothingAllocated();
    }

    @Test
    void aCommitLooksAtNoHole() throws Exception {
        try (CommitMapping mapping = Commits.open(file)) {
            try (View view = mapping.map(SIZE - 100, 50)) {
                view.guarded().setByte(7, (byte) 9);
                mapping.commit();
            }
        }
        assertThat(TestFiles.read(file, SIZE - 93, 1)).containsExactly(9);
        assertNothingAllocated();
    }

    @Test
    void aSnapshotHasTheHoles() throws Exception {
        try (CommitMapping mapping = Commits.open(file);
                Snapshot snapshot = mapping.snapshot();
                View view = snapshot.map(DATA, 3)) {
            assertThat(bytesOf(view).toArray()).isEqualTo(BYTES);
            assertNothingAllocated();
        }
    }

    /** Pages of zeros that were only read are in the file cache, but not on the disk. */
    @Test
    @Tag("linux-only")
    void theRepairOfAFlushFillsNoHole() throws Exception {
        Path image = directory.resolve("image");
        Files.write(image, new byte[16 * MIB]);
        try (Disk ext4 = Disk.inFile(directory.resolve("ext4"), image)) {
            Path sparse = ext4.root().resolve("sparse");
            try (RandomAccessFile made = new RandomAccessFile(sparse.toFile(), "rw")) {
                made.setLength(8L * MIB);
                made.seek(MIB);
                made.write(BYTES);
            }
            try (FileMapping mapping = EngineUnderTest.open(sparse, Protection.READ_WRITE);
                    View view = mapping.map()) {
                mapping.flush(Durability.DEVICE);
                long before = allocated(sparse);
                assertThat(bytesOf(view).toArray()).hasSize(8 * MIB); // fills the file cache
                EngineFile open = mapping.opening().engineFile();
                WritebackRepair repair = open.writebackRepair().orElseThrow();
                List<ByteRange> dirty = repair.dirtyAgain(new ByteRange(0, 8L * MIB));
                assertThat(dirty.stream().mapToLong(ByteRange::length).sum()).isEqualTo(8L * MIB);
                mapping.flush(Durability.DEVICE);
                assertThat(allocated(sparse)).isLessThan(before + 64 * 1024);
                bytesOf(view).set(5 * MIB, (byte) 7);
                repair.dirtyAgain(new ByteRange(0, 8L * MIB));
                mapping.flush(Durability.DEVICE);
                assertThat(allocated(sparse)).isGreaterThan(before);
            }
        }
    }

    private void assertNothingAllocated() throws IOException {
        assertThat(allocated(file)).isLessThan(MIB);
    }

    private static long allocated(Path file) throws IOException {
        return 512 * Long.parseLong(Command.run("stat", "-c", "%b", file.toString()).strip());
    }
}
