package io.fileview.ndis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fileview.NotMappableException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that at most one holder at a time has mapped. */
class ExclusiveFileTest {
    @TempDir
    private Path directory;

    private Path path;
    private byte[] model;
    private HeldResources before;

    @BeforeEach
    void make() throws IOException {
        before = HeldResources.now();
        path = directory.resolve("model.bin");
        model = DriverFiles.make(path, 70_000);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        assertThat(HeldResources.now()).isEqualTo(before);
    }

    @Test
    void itMapsAndUnmapsAlternately() throws IOException {
        try (ExclusiveFile file = DriverFiles.exclusive(path)) {
            assertThat(file.isMapped()).isFalse();
            assertThat(file.length()).isEqualTo(70_000);
            assertThat(file.path()).isEqualTo(path);
            for (int i = 0; i < 20; i++) {
                MemorySegment bytes = file.map();
                assertThat(bytes.isReadOnly()).isTrue();
                assertThat(DriverFiles.bytes(bytes)).isEqualTo(model);
                assertThatThrownBy(file::map)
                        .isInstanceOf(AlreadyMappedException.class)
                        .hasMessageStartingWith(path + ": it is already mapped");
                assertThat(file).hasToString(path + ", 70000 bytes, mapped");
                file.unmap();
                file.unmap();
                assertThatThrownBy(() -> bytes.get(ValueLayout.JAVA_BYTE, 0))
                        .isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void closingUnmaps() throws IOException {
        ExclusiveFile file = DriverFiles.exclusive(path);
        MemorySegment bytes = file.map();
        file.close();
        file.close();
        assertThat(bytes.scope().isAlive()).isFalse();
        assertThat(file).hasToString(path + ", 70000 bytes, closed");
        assertThatThrownBy(file::map).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void ofTwoObjectsOneHasIt() throws IOException {
        try (ExclusiveFile one = DriverFiles.exclusive(path);
                ExclusiveFile two = DriverFiles.exclusive(path)) {
            one.map();
            assertThatThrownBy(two::map).isInstanceOf(AlreadyMappedException.class);
            two.unmap();
            assertThat(one.isMapped()).isTrue();
            one.unmap();
            assertThat(two.map().byteSize()).isEqualTo(70_000);
        }
    }

    @Test
    void whatCannotBeMappedIsRefused() throws IOException {
        assertThatThrownBy(() -> DriverFiles.exclusive(directory.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> DriverFiles.exclusive(directory))
                .isInstanceOf(NotMappableException.class);
    }

    @Test
    void anEmptyFileHasABufferOfNoBytes() throws IOException {
        Path empty = Files.createFile(directory.resolve("empty"));
        try (ExclusiveFile file = DriverFiles.exclusive(empty)) {
            MemorySegment buffer = file.map();
            assertThat(buffer.byteSize()).isZero();
            assertThatThrownBy(file::map).isInstanceOf(AlreadyMappedException.class);
            file.unmap();
            assertThat(buffer.scope().isAlive()).isFalse();
        }
    }
}
