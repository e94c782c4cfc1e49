package io.fileview;

import static io.fileview.testing.FileAssert.assertThatFile;
import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.fileview.pages.Answer;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import io.fileview.testing.Command;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.LoopDevice;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be opened, and what opening does to the file. */
class OpeningTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void anExistingFileIsOpenedWithItsOwnSize(Protection protection) throws Exception {
        Path file = Sample.file(directory, 10_001);
        try (FileMapping mapping = EngineUnderTest.open(file, protection)) {
            assertThat(mapping.size()).isEqualTo(10_001);
            assertThat(mapping.protection()).isEqualTo(protection);
            assertThat(mapping.path()).contains(file);
            assertThat(mapping.engine()).isEqualTo(EngineUnderTest.name());
            assertThat(mapping.isOpen()).isTrue();
            assertThat(mapping)
                    .hasToString(protection + " mapping of " + file + ", 10001 bytes");
            assertThat(contentOf(mapping)).isEqualTo(Sample.bytes(10_001));
        }
    }

    @Test
    @NeedsKernel("lets the library choose an engine, which is not to be the one in memory")
    void theShortFormOpensWithTheBestEngine() throws Exception {
        Path file = Sample.file(directory, 100);
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_ONLY)) {
            assertThat(contentOf(mapping)).isEqualTo(Sample.bytes(100));
        }
    }

    @Test
    void aMappingOnlyReadsUntilToldOtherwise() throws Exception {
        Path file = Sample.file(directory, 100);
        try (FileMapping mapping = EngineUnderTest.builder(file).open()) {
            assertThat(mapping.protection()).isEqualTo(Protection.READ_ONLY);
        }
    }

    @Test
    void aSmallerSizeMapsTheFirstBytesAndTruncatesNothing() throws Exception {
        Path file = Sample.file(directory, 10_000);
        for (Protection protection : Protection.values()) {
            try (FileMapping mapping =
                    EngineUnderTest.builder(file).protection(protection).size(5_000).open()) {
                assertThat(mapping.size()).isEqualTo(5_000);
                assertThat(contentOf(mapping))
                        .isEqualTo(Arrays.copyOf(Sample.bytes(10_000), 5_000));
            }
        }
        assertThatFile(file).hasBinaryContent(Sample.bytes(10_000));
    }

    @Test
    @NeedsKernel("counts the blocks of a file on the disk")
    void aLargerSizeExtendsTheFileWithZerosAndRealBlocks() throws Exception {
        Path file = Sample.file(directory, 1_000);
        try (FileMapping mapping = writable(file).size(MIB).open()) {
            assertThat(mapping.size()).isEqualTo(MIB);
            assertThat(allocatedBytes(file)).isGreaterThanOrEqualTo(MIB);
        }
        byte[] expected = new byte[MIB];
        System.arraycopy(Sample.bytes(1_000), 0, expected, 0, 1_000);
        assertThatFile(file).hasBinaryContent(expected);
    }

    @Test
    @NeedsKernel("counts the blocks of a file on the disk")
    void aSparseFileIsExtendedWithoutBlocks() throws Exception {
        Path file = Sample.file(directory, 1_000);
        try (FileMapping mapping = writable(file).size(64L * MIB).sparse().open()) {
            assertThat(mapping.size()).isEqualTo(64L * MIB);
        }
        assertThatFile(file).hasSize(64L * MIB);
        assertThat(allocatedBytes(file)).isLessThan(MIB);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View end = mapping.map(64L * MIB - 10, 10)) {
            assertThat(bytesOf(end).toArray()).containsOnly(0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @NeedsKernel("counts the blocks of a file on the disk")
    void createNewMakesTheFile(boolean sparse) throws Exception {
        Path file = directory.resolve("new");
        MappingBuilder builder = writable(file).createNew().size(MIB);
        try (FileMapping mapping = (sparse ? builder.sparse() : builder).open()) {
            assertThat(mapping.size()).isEqualTo(MIB);
            assertThat(allocatedBytes(file) >= MIB).isEqualTo(!sparse);
        }
        assertThatFile(file).hasBinaryContent(new byte[MIB]);
    }

    @Test
    void createMakesAMissingFileAndLeavesAnExistingOneAsItIs() throws Exception {
        Path file = directory.resolve("created");
        MappingBuilder builder = writable(file).create().size(5_000);
        try (FileMapping mapping = builder.open();
                View view = mapping.map(0, 3)) {
            bytesOf(view).write(0, new byte[] {1, 2, 3});
        }
        // A builder may be used again.
        try (FileMapping mapping = builder.open();
                View view = mapping.map(0, 4)) {
            assertThat(bytesOf(view).toArray()).containsExactly(1, 2, 3, 0);
        }
        assertThatFile(file).hasSize(5_000);
    }

    @Test
    void createOpensAnExistingFileWithoutBeingTold() throws Exception {
        Path file = Sample.file(directory, 3_000);
        try (FileMapping mapping = writable(file).create().open()) {
            assertThat(mapping.size()).isEqualTo(3_000);
        }
        assertThatFile(file).hasBinaryContent(Sample.bytes(3_000));
    }

    @Test
    @Tag("linux-only")
    void createThroughALinkThatLeadsNowhereMakesTheFileThere() throws Exception {
        Path target = directory.resolve("target");
        Path link = TestFiles.createSymbolicLink(directory.resolve("link"), target);
        try (FileMapping mapping = writable(link).create().size(10).open()) {
            assertThat(mapping.size()).isEqualTo(10);
        }
        assertThatFile(target).hasSize(10);
        assertThatFile(link).isSymbolicLink();
    }

    @Test
    void aLinkLeadsToItsFile() throws Exception {
        Path file = Sample.file(directory, 100);
        Path link = TestFiles.createSymbolicLink(directory.resolve("link"), file.getFileName());
        try (FileMapping mapping = EngineUnderTest.open(link, Protection.READ_ONLY)) {
            assertThat(mapping.path()).contains(link);
            assertThat(contentOf(mapping)).isEqualTo(Sample.bytes(100));
        }
    }

    @Test
    void aRelativePathCountsFromTheWorkingDirectory() throws Exception {
        Path file = Sample.file(directory, 100);
        Path relative = Path.of("").toAbsolutePath().relativize(TestFiles.toRealPath(file));
        assertThat(relative).isRelative();
        try (FileMapping mapping = EngineUnderTest.open(relative, Protection.READ_ONLY)) {
            assertThat(mapping.path()).contains(relative);
            assertThat(contentOf(mapping)).isEqualTo(Sample.bytes(100));
        }
    }

    /** Names as they stand in a URI. */
    @ParameterizedTest
    @ValueSource(strings = {
        "two%20words",
        "100%25",
        "%2541",
        "a%3Fb%23c",
        "%C3%BC%E2%82%AC%F0%9F%92%BE",
        "line%0Abreak"
    })
    void everyNameThatTheFileSystemKnowsIsOpened(String escaped) throws Exception {
        opensWhatIsNamed(escaped);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%FF%FEno-utf8", "%C3"})
    @NeedsKernel("gives files names that are no text, and in memory names are text")
    void alsoNamesThatAreNoTextInAnyEncoding(String escaped) throws Exception {
        Needs.linux(); // elsewhere file names are text
        opensWhatIsNamed(escaped);
    }

    private Path path(String escaped) {
        try {
            return Path.of(URI.create(directory.toUri() + escaped));
        } catch (InvalidPathException e) {
            return abort("needs a system that has such names: " + e.getMessage());
        }
    }

    private void opensWhatIsNamed(String escaped) throws IOException {
        Path file = path(escaped);
        try (FileMapping mapping = writable(file).createNew().size(10).open();
                View view = mapping.map()) {
            bytesOf(view).set(9, 7);
        }
        try (Stream<Path> files = TestFiles.list(directory)) {
            List<Path> found = files.toList();
            assertThat(found).hasSize(1);
            assertThat(found.get(0).toUri().toASCIIString()).endsWith("/" + escaped);
        }
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY)) {
            assertThat(contentOf(mapping)).endsWith(7);
        }
    }

    @Test
    void memoryIsZerosThatCanBeWritten() throws Exception {
        try (FileMapping memory = EngineUnderTest.memoryBuilder(100_000).open();
                View one = memory.map();
                View other = memory.map(99_999, 1)) {
            assertThat(memory.size()).isEqualTo(100_000);
            assertThat(memory.path()).isEmpty();
            assertThat(memory.protection()).isEqualTo(Protection.READ_WRITE);
            assertThat(memory.engine()).isEqualTo(EngineUnderTest.name());
            assertThat(bytesOf(one).toArray()).containsOnly(0);
            bytesOf(one).set(99_999, 5);
            assertThat(bytesOf(other).get(0)).isEqualTo((byte) 5);
        }
    }

    @Test
    void twoMemoriesHaveNothingInCommon() throws Exception {
        try (FileMapping one = EngineUnderTest.memoryBuilder(10).open();
                FileMapping other = EngineUnderTest.memoryBuilder(10).open();
                View write = one.map();
                View read = other.map()) {
            bytesOf(write).fill(1);
            assertThat(bytesOf(read).toArray()).containsOnly(0);
        }
    }

    @Test
    @Tag("linux-only")
    @NeedsKernel("maps a block device")
    void aBlockDeviceIsMappedLikeAFile() throws Exception {
        int second = EngineUnderTest.pageSize();
        Path image = Sample.file(directory, MIB);
        try (LoopDevice device = LoopDevice.over(image)) {
            try (FileMapping mapping =
                    EngineUnderTest.open(device.path(), Protection.READ_WRITE);
                    View view = mapping.map()) {
                assertThat(mapping.size()).isEqualTo(MIB);
                assertThat(bytesOf(view).toArray()).isEqualTo(Sample.bytes(MIB));
                bytesOf(view).set(second, 1);
                bytesOf(view).set(second + 1, 2);
                PageMap pages = view.pages();
                assertThat(pages.whyUnknown(PageState.DIRTY).orElse(""))
                        .doesNotContain("in memory only");
                assertThat(pages.is(PageState.DIRTY, 1)).isNotEqualTo(Answer.NO);
                view.flush(Durability.DEVICE);
            }
        }
        byte[] expected = Sample.bytes(MIB);
        expected[second] = 1;
        expected[second + 1] = 2;
        assertThatFile(image).hasBinaryContent(expected);
    }

    private static MappingBuilder writable(Path file) {
        return EngineUnderTest.builder(file).protection(Protection.READ_WRITE);
    }

    private static byte[] contentOf(FileMapping mapping) throws IOException {
        try (View view = mapping.map()) {
            return bytesOf(view).toArray();
        }
    }

    /** The JDK does not tell how many blocks a file has. */
    private static long allocatedBytes(Path file) throws Exception {
        Needs.linux();
        Needs.tool("stat");
        return 512 * Long.parseLong(Command.run("stat", "-c", "%b", file.toString()).strip());
    }
}
