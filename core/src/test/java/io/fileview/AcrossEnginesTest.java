package io.fileview;

import static io.fileview.testing.EngineUnderTest.NATIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.fileview.live.Engines;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.testing.DisturbedMapping;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file opened through two engines of one process is one file. */
@Tag("linux-only") // needs both engines, whichever is under test
@NeedsKernel("opens one file of a disk through the engines linux and portable")
class AcrossEnginesTest {
    private static final int SIZE = 20_000;

    @TempDir
    Path directory;

    @BeforeEach
    void bothEnginesServe() {
        assumeThat(Engines.choose(NATIVE, null).unavailableReason()).isEmpty();
    }

    private static FileMapping open(String engine, Path file) throws IOException {
        return FileMapping.builder(file)
                .engine(engine)
                .protection(Protection.READ_WRITE)
                .open();
    }

    @Test
    void bothSayThatItIsTheSameFile() throws IOException {
        Path file = Sample.file(directory, SIZE);
        Path link = Files.createLink(directory.resolve("link"), file);
        assertThat(identity(NATIVE, file))
                .isEqualTo(identity("portable", file))
                .isEqualTo(identity(NATIVE, link))
                .isEqualTo(identity("portable", link));
    }

    @Test
    void bothFollowALink() throws IOException {
        Path file = Sample.file(directory, SIZE);
        Path symbolic = TestFiles.createSymbolicLink(directory.resolve("symbolic"), file);
        assertThat(identity(NATIVE, file)).isEqualTo(identity("portable", symbolic));
    }

    private static Object identity(String name, Path path) throws IOException {
        Engine engine = Engines.choose(name, FileLocation.of(path));
        try (EngineFile file =
                engine.open(
                        FileLocation.of(path), OpenRequest.existing(Protection.READ_ONLY))) {
            return file.identity().key();
        }
    }

    @Test
    void aViewOfOneKeepsTheOtherFromTruncating() throws IOException {
        Path file = Sample.file(directory, SIZE);
        for (String first : new String[] {NATIVE, "portable"}) {
            String second = first.equals(NATIVE) ? "portable" : NATIVE;
            try (FileMapping mine = open(first, file);
                    FileMapping other = open(second, file);
                    View view = mine.map(0, 5_000)) {
                assertThatExceptionOfType(ViewsMappedException.class)
                        .isThrownBy(() -> other.truncate(100))
                        .withMessageContaining(view.toString());
                assertThat(Files.size(file)).isEqualTo(SIZE);
            }
        }
        try (FileMapping mapping = open("portable", file)) {
            mapping.truncate(100);
        }
        assertThat(Files.size(file)).isEqualTo(100);
    }

    @Test
    void aFlushOfOneThatFailedIsKnownToTheOther() throws IOException {
        Path file = Sample.file(directory, SIZE);
        AtomicBoolean fails = new AtomicBoolean(true);
        try (FileMapping failing =
                DisturbedMapping.open(
                        file,
                        Protection.READ_WRITE,
                        method -> {
                            if (method.equals("flush") && fails.get()) {
                                throw new FlushFailedException(
                                        io.fileview.spi.Place.of(file.toString()),
                                        "the disk is made to fail",
                                        null);
                            }
                        });
                FileMapping portable = open("portable", file);
                View view = failing.map(0, 4_096)) {
            view.segment().setString(0, "changed");
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(() -> view.flush(Durability.DEVICE));
            assertThat(portable.pending()).isNotEmpty().isEqualTo(failing.pending());
            fails.set(false);
            failing.flush(Durability.DEVICE);
            assertThat(portable.pending()).isEmpty();
        }
    }
}
