package io.fileview;

import static io.fileview.testing.FileAssert.assertThatFile;
import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.Sample;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Once its views are unmapped, a file is free for everybody at once, without a garbage collection. On
 * Windows this is not a matter of course: a view, and what the JDK keeps for one, keeps the file from
 * being truncated and replaced. (Wine lets a mapped file be deleted in any case.)
 */
class UnmappedMeansFreeTest {
    private static final int SIZE = 70_000;
    private static final int ROUNDS = 10;

    @TempDir
    Path directory;

    enum Way {
        TRUNCATE, DELETE, REPLACE, OVERWRITE;

        void use(Path file) throws IOException {
            switch (this) {
                case TRUNCATE -> TestFiles.truncate(file, 0);
                case DELETE -> TestFiles.delete(file);
                case REPLACE ->
                    TestFiles.move(
                            TestFiles.write(file.resolveSibling("new"), new byte[7]), file);
                default -> TestFiles.write(file, new byte[7]);
            }
        }

        void check(Path file) throws IOException {
            switch (this) {
                case TRUNCATE -> assertThatFile(file).hasSize(0);
                case DELETE -> assertThat(TestFiles.exists(file)).isFalse();
                default -> assertThatFile(file).hasBinaryContent(new byte[7]);
            }
        }
    }

    private static void useViews(FileMapping mapping) throws IOException {
        try (View all = mapping.map();
                View inside = mapping.map(4_097, 50_000);
                View copy = mapping.view(100, 1_000).protection(Protection.COPY_ON_WRITE).map();
                View reader = mapping.view(0, 10).protection(Protection.READ_ONLY).map()) {
            bytesOf(all).set(0, 1);
            bytesOf(copy).set(0, 2);
            inside.prefetch();
            assertThat(bytesOf(reader).get(0)).isEqualTo((byte) 1);
            all.flush(Durability.DEVICE);
            mapping.flush(Durability.WRITTEN);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whenTheMappingIsClosed(Way way) throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            Path file = Sample.file(directory, SIZE);
            try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
                useViews(mapping);
            }
            way.use(file);
            way.check(file);
        }
    }

    @Test
    void whileTheMappingIsOpen() throws IOException {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
            for (int i = 0; i < ROUNDS; i++) {
                useViews(mapping);
                mapping.truncate(SIZE / 2);
                TestFiles.truncate(file, 100);
                mapping.grow(SIZE);
            }
        }
    }

    /** Without this, the tests above could not fail on Windows. */
    @Test
    void beforeThatWindowsKeepsItsSize() throws IOException {
        assumeTrue(
                Needs.isWindows() && !EngineUnderTest.isMemory(),
                "needs Windows, where views keep a file from shrinking");
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                RandomAccessFile other = new RandomAccessFile(file.toFile(), "rw")) {
            try (View view = mapping.map(10, 20)) {
                assertThat(view.isMapped()).isTrue();
                assertThatIOException().isThrownBy(() -> other.setLength(0));
            }
            other.setLength(0);
            assertThatFile(file).hasSize(0);
        }
    }

    /** The errors of Windows are known by number, or by their texts in the language of the user. */
    @Test
    void whatElseKeepsItIsNamed() throws IOException {
        assumeTrue(
                Needs.isWindows() && !EngineUnderTest.isMemory(),
                "needs Windows, where views keep a file from shrinking");
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                    Arena arena = Arena.ofConfined()) {
                assertThat(channel.map(MapMode.READ_ONLY, 0, SIZE, arena).byteSize())
                        .isEqualTo(SIZE);
                assertThatExceptionOfType(ViewsMappedException.class)
                        .isThrownBy(() -> mapping.truncate(0))
                        .withMessageContainingAll(
                                file.toString(), "another process", "MappedByteBuffer")
                        .satisfies(
                                refused -> assertThat(refused.errorName())
                                        .contains("ERROR_USER_MAPPED_FILE"));
            }
            mapping.truncate(0);
        }
        assertThatFile(file).hasSize(0);
    }
}
