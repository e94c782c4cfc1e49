package io.fileview;

import static io.fileview.testing.FileAssert.assertThatFile;
import static io.fileview.testing.ViewBytes.bytesOf;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fileview.testing.Command;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.NeedsSegment;
import io.fileview.testing.Sample;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** A mapping becomes larger while its views stay valid. */
class GrowingTest {
    private static final int SIZE = 10_001;
    private static final int MIB = 1 << 20;

    @TempDir
    Path directory;

    @Test
    @NeedsSegment
    void viewsStayValidAndTheNewPartIsZeros() throws Exception {
        Path file = Sample.file(directory, SIZE);
        byte[] expected = Arrays.copyOf(Sample.bytes(SIZE), MIB);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View before = mapping.map()) {
            MemorySegment segment = before.segment();
            mapping.grow(MIB);
            assertThat(mapping.size()).isEqualTo(MIB);
            assertThat(before.length()).isEqualTo(SIZE);
            assertThat(segment.toArray(JAVA_BYTE)).isEqualTo(Sample.bytes(SIZE));
            try (View whole = mapping.map()) {
                assertThat(bytesOf(whole).toArray()).isEqualTo(expected);
                segment.set(JAVA_BYTE, 0, (byte) 1);
                bytesOf(whole).set(MIB - 1, 2);
                assertThat(bytesOf(whole).get(0)).isEqualTo((byte) 1);
            }
        }
        expected[0] = 1;
        expected[MIB - 1] = 2;
        assertThatFile(file).hasBinaryContent(expected);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @NeedsKernel("counts the blocks of a file on the disk")
    void theNewPartHasRealBlocksUnlessTheMappingIsSparse(boolean sparse) throws Exception {
        Needs.linux();
        Needs.tool("stat");
        Path file = Sample.file(directory, SIZE);
        MappingBuilder builder = EngineUnderTest.builder(file).protection(Protection.READ_WRITE);
        try (FileMapping mapping = (sparse ? builder.sparse() : builder).open()) {
            mapping.grow(8 * MIB);
            String blocks = Command.run("stat", "-c", "%b", file.toString()).strip();
            assertThat(Long.parseLong(blocks) * 512 >= 8 * MIB).isEqualTo(!sparse);
        }
        assertThatFile(file).hasSize(8 * MIB);
    }

    @Test
    void memoryGrows() throws Exception {
        try (FileMapping memory = EngineUnderTest.memoryBuilder(10).open();
                View before = memory.map()) {
            bytesOf(before).fill(1);
            memory.grow(MIB);
            try (View whole = memory.map()) {
                assertThat(bytesOf(whole).toArray(0, 10)).containsOnly(1);
                assertThat(bytesOf(whole).toArray(10, MIB - 10)).containsOnly(0);
            }
        }
    }

    @Test
    void growingToTheSameSizeDoesNothing() throws Exception {
        for (Protection protection : Protection.values()) {
            try (FileMapping mapping = open(protection)) {
                mapping.grow(SIZE);
                assertThat(mapping.size()).isEqualTo(SIZE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {SIZE - 1, 0, -1, Long.MIN_VALUE})
    void aSmallerSizeIsRefused(long size) throws Exception {
        try (FileMapping mapping = open(Protection.READ_WRITE)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> mapping.grow(size))
                    .withMessageContainingAll(Long.toString(size), Integer.toString(SIZE));
            assertThat(mapping.size()).isEqualTo(SIZE);
        }
    }

    @Test
    void moreThanAnyFileCanHaveIsRefusedAndChangesNothing() throws Exception {
        try (FileMapping mapping = open(Protection.READ_WRITE)) {
            assertThatExceptionOfType(DiskFullException.class)
                    .isThrownBy(() -> mapping.grow(Long.MAX_VALUE))
                    .withMessageContaining(mapping.path().orElseThrow().toString());
            assertThat(mapping.size()).isEqualTo(SIZE);
            assertThatFile(mapping.path().orElseThrow()).hasBinaryContent(Sample.bytes(SIZE));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "READ_WRITE")
    void aFileThatIsNotWritableIsNotExtended(Protection protection) throws Exception {
        try (FileMapping mapping = open(protection)) {
            assertThatExceptionOfType(BeyondEndException.class)
                    .isThrownBy(() -> mapping.grow(SIZE + 1))
                    .withMessageContaining(Integer.toString(SIZE + 1));
            assertThat(mapping.size()).isEqualTo(SIZE);
            assertThatFile(mapping.path().orElseThrow()).hasSize(SIZE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMappingFollowsAFileThatSomebodyElseExtended(Protection protection) throws Exception {
        try (FileMapping mapping = open(protection)) {
            Path file = mapping.path().orElseThrow();
            TestFiles.write(file, new byte[] {7, 8}, StandardOpenOption.APPEND);
            assertThat(mapping.size()).isEqualTo(SIZE);
            mapping.grow(SIZE + 1);
            assertThatFile(file).hasSize(SIZE + 2);
            try (View end = mapping.map(SIZE, 1)) {
                assertThat(bytesOf(end).get(0)).isEqualTo((byte) 7);
            }
            assertThatExceptionOfType(BeyondEndException.class)
                    .isThrownBy(() -> mapping.map(SIZE + 1, 1));
        }
    }

    @Test
    void aMappingOfTheFirstBytesGrowsWithinTheFile() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.builder(file).size(100).open()) {
            mapping.grow(SIZE);
            try (View view = mapping.map()) {
                assertThat(bytesOf(view).toArray()).isEqualTo(Sample.bytes(SIZE));
            }
        }
    }

    @Test
    void otherMappingsOfTheFileKeepTheirSize() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping one = EngineUnderTest.open(file, Protection.READ_WRITE);
                FileMapping other = EngineUnderTest.open(file, Protection.READ_WRITE)) {
            one.grow(MIB);
            assertThat(other.size()).isEqualTo(SIZE);
            other.grow(SIZE + 1);
            assertThat(other.size()).isEqualTo(SIZE + 1);
            assertThatFile(file).hasSize(MIB);
        }
    }

    private FileMapping open(Protection protection) throws IOException {
        return EngineUnderTest.open(Sample.file(directory, SIZE), protection);
    }
}
