package io.fileview;

import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.commit.CommitMapping;
import io.fileview.commit.CommitReader;
import io.fileview.pages.Answer;
import io.fileview.pages.CacheCounts;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import io.fileview.testing.Commits;
import io.fileview.testing.Disk;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Eventually;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Overlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files on overlayfs, on which containers have theirs: the kernel caches the pages of the file
 * below, but answers some questions from the overlay's own inode, which has no pages.
 */
@NeedsKernel("mounts an overlay file system")
class OverlayTest {
    private static final int PAGE = EngineUnderTest.pageSize();
    private static final int SIZE = 4 * PAGE;

    @TempDir
    Path directory;

    private Overlay overlay;

    @BeforeEach
    void mount() throws IOException {
        overlay = Overlay.in(directory, directory, directory, "");
    }

    @AfterEach
    void unmount() throws IOException {
        if (overlay != null) {
            overlay.close();
        }
    }

    private Path lowerFile() throws IOException {
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) 'a');
        Path file = Files.write(overlay.lower().resolve("file"), bytes);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1)); // as an image unpacks it
        Path later = directory.resolve("later");
        Eventually.holds(
                "a file that is made now has a later creation time",
                () -> {
                    Files.deleteIfExists(later);
                    return creation(Files.createFile(later)).compareTo(creation(file)) > 0;
                });
        return overlay.root().resolve("file");
    }

    private static FileTime creation(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).creationTime();
    }

    /** Another program writes a byte, for which the kernel copies the file to the upper directory. */
    private static void writeByAnother(Path file) throws IOException {
        ProcessBuilder shell =
                new ProcessBuilder(
                        "sh",
                        "-c",
                        "printf N | dd of=\"$0\" bs=1 count=1 conv=notrunc 2>/dev/null",
                        file.toString());
        try {
            assertThat(shell.start().waitFor()).isZero();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** What is cached of the file in the upper directory, whose inode has the pages. */
    private CacheCounts below() throws IOException {
        try (FileMapping real =
                FileMapping.builder(overlay.upper().resolve("file")).engine("linux").open()) {
            return real.cached().orElseThrow();
        }
    }

    @Test
    void cachedAndDirtyPagesAreNotReportedAsAbsent() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(lowerFile(), Protection.READ_WRITE);
                View view = mapping.map()) {
            bytesOf(view).fill(1);
            mapping.cached().ifPresent(OverlayTest::requireAll);
            view.cached().ifPresent(OverlayTest::requireAll);
            PageMap pages = view.pages();
            for (int page = 0; page < 4; page++) {
                assertThat(pages.is(PageState.DIRTY, page)).isNotEqualTo(Answer.NO);
                assertThat(pages.is(PageState.RESIDENT, page)).isNotEqualTo(Answer.NO);
            }
            if (EngineUnderTest.isLinux()) {
                assertThat(pages.count(PageState.RESIDENT)).isEqualTo(4);
                assertThat(pages.count(PageState.WORKING_SET)).isEqualTo(4);
            }
        }
    }

    private static void requireAll(CacheCounts counts) {
        assertThat(counts.cached()).isEqualTo(4);
        assertThat(counts.dirty()).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "SCHEDULED")
    @Tag("linux-only")
    void aFlushWritesThePagesOfTheFileBelow(Durability durability) throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(lowerFile(), Protection.READ_WRITE);
                View view = mapping.map()) {
            bytesOf(view).fill(1);
            assertThat(below().dirty()).isEqualTo(4);
            view.flush(durability);
            assertThat(below().dirty()).isZero();
            bytesOf(view).fill(2);
            mapping.flush(durability);
            assertThat(below().dirty()).isZero();
        }
    }

    @Test
    @Tag("linux-only")
    void aScheduledFlushStartsToWriteThePagesOfTheFileBelow() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(lowerFile(), Protection.READ_WRITE);
                View view = mapping.map()) {
            bytesOf(view).fill(1);
            view.flush(Durability.SCHEDULED);
            assertThat(below().dirty()).isZero();
        }
    }

    @Test
    void aReaderOfTheOldCopyIsTold() throws Exception {
        readerOfTheOldCopyIsTold(lowerFile(), Protection.READ_ONLY);
    }

    /** The portable engine opens the file for writing, which copies it. */
    @Test
    @Tag("linux-only")
    void aPrivateReaderOfTheOldCopyIsTold() throws Exception {
        readerOfTheOldCopyIsTold(lowerFile(), Protection.COPY_ON_WRITE);
    }

    /** Then the inode numbers come from another file system after the copy. */
    @ParameterizedTest
    @ValueSource(strings = {"", ",xino=on"})
    @Tag("linux-only")
    void aReaderOfTheOldCopyOnAnotherFileSystemIsTold(String options) throws Exception {
        overlay.close();
        overlay = null;
        Path work = Files.createDirectory(directory.resolve("work of the other"));
        try (Disk other = Disk.inMemory(directory.resolve("other"), 10 << 20)) {
            overlay = Overlay.in(other.root(), work, work, options);
            try {
                readerOfTheOldCopyIsTold(lowerFile(), Protection.READ_ONLY);
            } finally {
                overlay.close();
                overlay = null;
            }
        }
    }

    private static void readerOfTheOldCopyIsTold(Path file, Protection protection)
            throws IOException {
        try (FileMapping mapping = EngineUnderTest.open(file, protection);
                View view = mapping.map()) {
            assertThat(view.isCovered()).isTrue();
            writeByAnother(file);
            assertThat(bytesOf(view).get(0)).isEqualTo((byte) 'a'); // so it is told:
            assertThatExceptionOfType(StaleFileException.class)
                    .isThrownBy(view::isCovered)
                    .withMessageContainingAll(file.toString(), "overlay", "open it again");
            assertThatExceptionOfType(StaleFileException.class).isThrownBy(view::repair);
            assertThatExceptionOfType(StaleFileException.class).isThrownBy(view::prefetch);
            assertThatExceptionOfType(StaleFileException.class).isThrownBy(mapping::map);
            if (protection == Protection.READ_ONLY) {
                assertThatExceptionOfType(StaleFileException.class)
                        .isThrownBy(() -> view.flush(Durability.DEVICE));
            }
            try (FileMapping again = EngineUnderTest.open(file, protection);
                    View fresh = again.map()) {
                assertThat(bytesOf(fresh).get(0)).isEqualTo((byte) 'N');
                assertThat(fresh.isCovered()).isTrue();
            }
        }
    }

    @Test
    void aReaderOfCommitsInTheOldCopyIsTold() throws Exception {
        Path file = lowerFile();
        try (CommitReader reader = Commits.reader(file)) {
            try (CommitMapping writer = Commits.open(file);
                    View view = writer.map()) {
                bytesOf(view).set(0, 'N');
                writer.commit();
            }
            assertThatExceptionOfType(StaleFileException.class).isThrownBy(reader::readLock);
        }
        try (CommitReader reader = Commits.reader(file);
                View view = reader.map()) {
            try (CommitReader.ReadLock _ = reader.readLock()) {
                assertThat(bytesOf(view).get(0)).isEqualTo((byte) 'N');
            }
        }
    }

    @Test
    void aReaderOfACopyStaysCurrent() throws Exception {
        Path file = lowerFile();
        writeByAnother(file);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View view = mapping.map();
                FileMapping writer = EngineUnderTest.open(file, Protection.READ_WRITE);
                View written = writer.map()) {
            bytesOf(written).set(1, 'N');
            writeByAnother(file);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            assertThat(view.isCovered()).isTrue();
            assertThat(bytesOf(view).get(1)).isEqualTo((byte) 'N');
            view.flush(Durability.DEVICE);
        }
    }

    /** The copy breaks the hard link: from then on there are two files. */
    @Test
    void namesThatTheCopyPartsAreTwoFiles() throws Exception {
        Path file = lowerFile();
        Files.createLink(overlay.lower().resolve("link"), overlay.lower().resolve("file"));
        Path link = overlay.root().resolve("link");
        try (FileMapping first = EngineUnderTest.open(file, Protection.READ_WRITE);
                FileMapping second = EngineUnderTest.open(link, Protection.READ_WRITE);
                View view = first.map()) {
            bytesOf(view).set(0, 'N');
            boolean same = Files.readAllBytes(link)[0] == 'N';
            assertThat(view.writesTo(second)).isEqualTo(same);
        }
    }

    @Test
    void aNewFileIsFlushedWithItsEntry() throws Exception {
        Path parent = Files.createDirectory(overlay.root().resolve("parent"));
        try (FileMapping mapping =
                EngineUnderTest.builder(parent.resolve("new"))
                        .protection(Protection.READ_WRITE)
                        .createNew()
                        .size(SIZE)
                        .open();
                View view = mapping.map()) {
            bytesOf(view).fill(1);
            Files.move(parent, overlay.root().resolve("moved"));
            view.flush(Durability.DEVICE);
        }
        assertThat(Files.readAllBytes(overlay.upper().resolve("moved/new"))).containsOnly(1);
    }
}
