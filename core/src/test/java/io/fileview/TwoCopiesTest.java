package io.fileview;

import static io.fileview.testing.FileAssert.assertThatFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.commit.CommitMapping;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.Commits;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What FileMapping says about two copies of the library, which two class loaders have loaded. */
@NeedsKernel("another copy of the library does not see the files of this engine in memory")
class TwoCopiesTest {
    private static final int SIZE = 50_001;

    @TempDir
    Path directory;

    private Path file;
    private URLClassLoader other;

    @BeforeEach
    void loadTheLibraryAgain() throws IOException {
        file = Sample.file(directory, SIZE);
        URI classes = ChildJvm.mainClasses().toUri();
        // The boot loader, unlike the platform's, does not see the modules of the application.
        other = new URLClassLoader(new URL[] {classes.toURL()}, null);
    }

    @AfterEach
    void unload() throws IOException {
        other.close();
    }

    /** Opens the file with the other copy, calls the mapping, and closes it. */
    private void truncateByTheOther(long size) throws Exception {
        try (AutoCloseable mapping = openByTheOther()) {
            mapping.getClass().getMethod("truncate", long.class).invoke(mapping, size);
        }
    }

    private AutoCloseable openByTheOther() throws Exception {
        Class<?> protection = other.loadClass("io.fileview.Protection");
        Object builder =
                other.loadClass("io.fileview.FileMapping")
                        .getMethod("builder", Path.class)
                        .invoke(null, file);
        builder.getClass()
                .getMethod("protection", protection)
                .invoke(builder, protection.getField("READ_WRITE").get(null));
        builder.getClass()
                .getMethod("engine", String.class)
                .invoke(builder, EngineUnderTest.name());
        return (AutoCloseable) builder.getClass().getMethod("open").invoke(builder);
    }

    @Test
    void theOtherCopyDoesNotTruncateAFileUnderAView() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            assertThat(other.loadClass("io.fileview.View")).isNotEqualTo(View.class);
            assertThatExceptionOfType(InvocationTargetException.class)
                    .isThrownBy(() -> truncateByTheOther(10_000))
                    .satisfies(
                            e -> assertThat(e.getCause().getClass().getSimpleName())
                                    .isEqualTo("ViewsMappedException"));
            assertThatFile(file).hasSize(SIZE);
            assertThat(view.guarded().getByte(SIZE - 1)).isEqualTo(Sample.bytes(SIZE)[SIZE - 1]);
        }
        truncateByTheOther(10_000);
        assertThatFile(file).hasSize(10_000);
    }

    @Test
    void extendingWithBothLosesNothing() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                AutoCloseable theirs = openByTheOther()) {
            theirs.getClass().getMethod("grow", long.class).invoke(theirs, 3L * SIZE);
            mapping.grow(2L * SIZE);
            assertThatFile(file).hasSize(3L * SIZE);
        }
    }

    @Test
    void commitsOfTheTwoExcludeEachOther() throws Exception {
        try (CommitMapping mine = Commits.open(file)) {
            assertThat(mine.size()).isEqualTo(SIZE);
            assertThatExceptionOfType(InvocationTargetException.class)
                    .isThrownBy(
                            () -> other.loadClass("io.fileview.commit.CommitMapping")
                                    .getMethod("open", Path.class)
                                    .invoke(null, file))
                    .satisfies(
                            e -> assertThat(e.getCause().getClass().getSimpleName())
                                    .isEqualTo("CommitInUseException"));
        }
    }
}
