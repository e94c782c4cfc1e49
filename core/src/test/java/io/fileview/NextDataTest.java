package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.spi.EngineFile;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.Sample;
import io.fileview.testing.TestFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that leaves out holes loses nothing in silence if the file is truncated meanwhile. */
class NextDataTest {
    private static final int BLOCK = 64 << 10;
    private static final int DATA = 2 * BLOCK + 100;
    private static final int SIZE = 6 * BLOCK + 1;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void makeAFileThatEndsInAHole() throws IOException {
        file = Sample.file(directory, DATA);
        TestFiles.truncate(file, SIZE);
    }

    @Test
    void theBytesWithoutTheHolesAreTheFile() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            assertThat(bytes(mapping, view, () -> {})).isEqualTo(TestFiles.readAllBytes(file));
        }
    }

    /** Sizes that end in the data, between two blocks, in the hole, and one byte early. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, BLOCK, DATA - 1, DATA, 3 * BLOCK, 4 * BLOCK + 77, SIZE - 1})
    void aFileThatIsTruncatedMeanwhileDoesNotLookAsIfItEndedInAHole(int newSize)
            throws Exception {
        Needs.truncationOfMappedFiles();
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(
                            () -> bytes(mapping, view, () -> TestFiles.truncate(file, newSize)))
                    .withMessageContainingAll(file.toString(), Integer.toString(newSize));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, DATA, SIZE})
    void theAnswerThatNoDataFollowsIsRefusedUntilTheFileIsExtendedAgain(int offset)
            throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            TestFiles.truncate(file, 10);
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> rest(mapping, view, offset))
                    .withMessageContainingAll(file.toString(), "shrunk to 10 bytes");
            TestFiles.truncate(file, SIZE);
            byte[] now = Arrays.copyOf(Sample.bytes(DATA), 10);
            assertThat(rest(mapping, view, offset))
                    .isEqualTo(
                            Arrays.copyOfRange(
                                    Arrays.copyOf(now, SIZE), offset, SIZE));
        }
    }

    /** A mapping of the first bytes ends where they end. */
    @Test
    void aFileThatIsTruncatedBehindTheMappingIsWhole() throws Exception {
        try (FileMapping mapping = EngineUnderTest.builder(file).size(DATA).open();
                View view = mapping.map()) {
            byte[] bytes = bytes(mapping, view, () -> TestFiles.truncate(file, DATA));
            assertThat(bytes).isEqualTo(Sample.bytes(DATA));
        }
    }

    /** The engine looks at the ranges several times; the file is truncated before one of them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void prefetchDoesNotTakeWhatIsGoneForAHole(int look) throws Exception {
        Needs.truncationOfMappedFiles();
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY)) {
            EngineFile open = mapping.opening().engineFile();
            MappedRange range =
                    open.map(new MapRequest(0, SIZE, Protection.READ_ONLY, false, this));
            try {
                int[] looks = new int[1];
                List<ByteRange> ranges =
                        new AbstractList<>() {
                            @Override
                            public ByteRange get(int index) {
                                return new ByteRange(3L * BLOCK, 2L * BLOCK);
                            }

                            @Override
                            public int size() {
                                return 1;
                            }

                            @Override
                            public Iterator<ByteRange> iterator() {
                                if (++looks[0] == look) {
                                    truncate();
                                }
                                return super.iterator();
                            }
                        };
                if (look == 1 || EngineUnderTest.name().equals(EngineUnderTest.NATIVE)) {
                    assertThatExceptionOfType(FileShrankException.class)
                            .isThrownBy(() -> range.prefetch(ranges))
                            .withMessageContaining(file.toString());
                } else {
                    range.prefetch(ranges);
                    assertThat(looks[0]).isEqualTo(1);
                }
            } finally {
                range.unmap();
            }
        }
    }

    private void truncate() {
        try {
            TestFiles.truncate(file, 4L * BLOCK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Meanwhile {
        void run() throws IOException;
    }

    /** Does something after the first block. */
    private static byte[] bytes(FileMapping mapping, View view, Meanwhile meanwhile)
            throws IOException {
        byte[] first = new byte[BLOCK];
        assertThat(mapping.nextData(0)).isZero();
        view.guarded().copyTo(0, first, 0, BLOCK);
        meanwhile.run();
        byte[] rest = rest(mapping, view, BLOCK);
        byte[] all = Arrays.copyOf(first, BLOCK + rest.length);
        System.arraycopy(rest, 0, all, BLOCK, rest.length);
        return all;
    }

    private static byte[] rest(FileMapping mapping, View view, int offset) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int end = (int) mapping.size();
        int at = offset;
        while (true) {
            int data = (int) mapping.nextData(at);
            bytes.write(new byte[data - at]);
            if (data == end) {
                return bytes.toByteArray();
            }
            byte[] block = new byte[Math.min(BLOCK, end - data)];
            view.guarded().copyTo(data, block, 0, block.length);
            bytes.write(block);
            at = data + block.length;
        }
    }
}
