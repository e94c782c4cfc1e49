package io.fileview.commit;

import static io.fileview.testing.FileAssert.assertThatFile;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.spi.Directory;
import io.fileview.testing.EngineUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An opening that fails leaves no empty file behind, which the next one could not create. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class CommitLeftFileTest {
    @TempDir
    Path directory;

    /** Something that happens before the new file is locked. */
    private interface Step {
        void happen() throws IOException;
    }

    private void assertNotCreated(Path file, Step before) {
        AtomicInteger openings = new AtomicInteger();
        Intercepted intercepted =
                new Intercepted(
                        EngineUnderTest.engine(),
                        (target, method) -> {
                            if (target instanceof Directory
                                    && method.equals("open")
                                    && openings.incrementAndGet() == 2) {
                                before.happen();
                                throw new IOException("no descriptor is left");
                            }
                        });
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(
                        () -> CommitMapping.builder(file)
                                .engine(intercepted.engine())
                                .createNew()
                                .size(8_192)
                                .open())
                .withMessageContaining("no descriptor");
    }

    @Test
    void aNewFileIsRemovedIfItCannotBeLocked() {
        Path file = directory.resolve("file");
        assertNotCreated(file, () -> {});
        assertThatFile(file).doesNotExist();
    }

    @Test
    void aNewFileThatAnotherWriterHasOpenedMeanwhileStays() throws IOException {
        Path file = directory.resolve("file");
        List<CommitMapping> other = new ArrayList<>();
        assertNotCreated(
                file,
                () -> other.add(
                        CommitMapping.builder(file)
                                .engine(EngineUnderTest.engine())
                                .size(8_192)
                                .open()));
        assertThatFile(file).exists();
        other.getFirst().close();
        assertThatFile(file).exists();
    }
}
