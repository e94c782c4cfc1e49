package io.fileview;

import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.testing.Command;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Files of a FUSE file system that bypasses the file cache; its server is another process. */
@NeedsKernel("mounts a file system")
class DirectIoTest {
    private static final int SIZE = 50_001;

    @TempDir
    Path directory;

    private Path mounted;
    private Path file;

    @BeforeEach
    void mount() throws IOException {
        Needs.root();
        Needs.tool("bindfs");
        Path source = Files.createDirectory(directory.resolve("source"));
        Path original = Sample.file(source, SIZE);
        Path target = Files.createDirectory(directory.resolve("mounted"));
        Command.run("bindfs", "-o", "direct_io", source.toString(), target.toString());
        mounted = target;
        file = target.resolve(source.relativize(original));
    }

    @AfterEach
    void unmount() throws IOException {
        if (mounted != null) {
            Command.run("umount", mounted.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "COPY_ON_WRITE")
    void sharedViewsAreRefused(Protection protection) throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, protection)) {
            assertThatExceptionOfType(NotMappableException.class)
                    .isThrownBy(mapping::map)
                    .withMessageContainingAll(file.toString(), "ENODEV", "copy");
        }
    }

    @Test
    void copyOnWriteViewsHaveTheBytes() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.COPY_ON_WRITE);
                View view = mapping.map()) {
            view.prefetch();
            assertThat(bytesOf(view).toArray()).isEqualTo(Sample.bytes(SIZE));
            view.guarded().setByte(0, (byte) ~Sample.bytes(SIZE)[0]);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(Sample.bytes(SIZE));
    }
}
