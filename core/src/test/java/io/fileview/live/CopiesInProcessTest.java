package io.fileview.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.ViewsMappedException;
import io.fileview.testing.ChildJvm;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two copies of the library in one process, loaded by two class loaders. */
class CopiesInProcessTest {
    private static final int SIZE = 65536;

    @TempDir
    Path directory;

    private static Object open(ClassLoader other, Path file) throws Exception {
        Class<?> mapping = other.loadClass(FileMapping.class.getName());
        Class<?> protection = other.loadClass(Protection.class.getName());
        assertThat(mapping).isNotSameAs(FileMapping.class);
        Object builder = mapping.getMethod("builder", Path.class).invoke(null, file);
        Class<?> type = builder.getClass();
        Object readOnly = protection.getField("READ_ONLY").get(null);
        type.getMethod("protection", protection).invoke(builder, readOnly);
        type.getMethod("engine", String.class).invoke(builder, "portable");
        return type.getMethod("open").invoke(builder);
    }

    @Test
    void aFileThatAnotherCopyHasOpenIsNotShrunk() throws Exception {
        Path file = Files.write(directory.resolve("data"), new byte[SIZE]);
        Properties before = (Properties) System.getProperties().clone();
        try (URLClassLoader other =
                new URLClassLoader(
                        new URL[] {ChildJvm.mainClasses().toUri().toURL()},
                        null);
                FileMapping mapping =
                        FileMapping.builder(file)
                                .engine("portable")
                                .protection(Protection.READ_WRITE)
                                .open()) {
            Object theirs = open(other, file);
            assertThatExceptionOfType(ViewsMappedException.class)
                    .isThrownBy(() -> mapping.truncate(10))
                    .withMessageStartingWith(file + ": cannot shrink to 10 bytes")
                    .withMessageContaining("another copy of this library");
            assertThat(Files.size(file)).isEqualTo(SIZE);
            mapping.grow(2 * SIZE); // which takes no page from anybody

            theirs.getClass().getMethod("close").invoke(theirs);
            mapping.truncate(10);
            assertThat(Files.size(file)).isEqualTo(10);
        }
        assertThat(System.getProperties()).isEqualTo(before);
    }
}
