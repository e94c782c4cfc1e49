package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.Views;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file does not shrink under views that the program has mapped without these functions. */
class Win32ShrinkingTest {
    private static final int SHARE_ALL =
            WinNt.FILE_SHARE_READ | WinNt.FILE_SHARE_WRITE | WinNt.FILE_SHARE_DELETE;
    private static final int READ_WRITE = WinNt.GENERIC_READ | WinNt.GENERIC_WRITE;
    private static final int SIZE = 65_536;

    @TempDir
    Path directory;

    private Kernel32 k;
    private Path file;

    @BeforeEach
    void open() throws IOException {
        k = Kernel32.open(directory.resolve("names"), engine());
        file = Files.write(directory.resolve("data"), new byte[SIZE]);
    }

    @AfterEach
    void nothingIsLeft() {
        k.close();
        assertThat(Views.statistics().liveViews()).isZero();
        assertThat(Views.statistics().liveMappings()).isZero();
    }

    EngineChoice engine() {
        return new EngineChoice(null); // the core chooses
    }

    private Handle open(Path path) {
        Handle handle = k.createFile(path, READ_WRITE, SHARE_ALL, WinNt.OPEN_EXISTING);
        assertThat(handle).as("error %d", k.getLastError()).isNotEqualTo(
                Handle.INVALID_HANDLE_VALUE);
        return handle;
    }

    private void assertMapped(boolean done) {
        assertThat(done).isFalse();
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_USER_MAPPED_FILE);
        assertThat(file).hasSize(SIZE);
    }

    @ParameterizedTest
    @EnumSource(Protection.class)
    void aViewOfTheCoreKeepsTheSize(Protection protection) throws IOException {
        Handle open = open(file);
        try (FileMapping mapping = FileMapping.open(file, protection);
                View view = mapping.map()) {
            assertMapped(k.setEndOfFile(open, 100));
            assertThat(view.guarded().getByte(SIZE - 1)).isZero();
        }
        assertThat(k.setEndOfFile(open, 100)).as("error %d", k.getLastError()).isTrue();
        assertThat(file).hasSize(100);
    }

    @Test
    void itIsTheSameFileUnderAnotherName() throws IOException {
        Path link = Files.createLink(directory.resolve("link"), file);
        Handle open = open(link);
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            assertMapped(k.setEndOfFile(open, 100));
            assertThat(view.guarded().getByte(SIZE - 1)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {WinNt.CREATE_ALWAYS, WinNt.TRUNCATE_EXISTING})
    void aViewOfTheCoreKeepsTheContentWhenTheFileIsOpened(int disposition) throws IOException {
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            Handle refused = k.createFile(file, READ_WRITE, SHARE_ALL, disposition);
            assertMapped(!refused.equals(Handle.INVALID_HANDLE_VALUE));
            assertThat(view.guarded().getByte(SIZE - 1)).isZero();
        }
        Handle open = k.createFile(file, READ_WRITE, SHARE_ALL, disposition);
        assertThat(open).as("error %d", k.getLastError()).isNotEqualTo(
                Handle.INVALID_HANDLE_VALUE);
        assertThat(file).isEmptyFile();
    }

    @Test
    void aViewOfTheCoreKeepsTheContentFromBeingOverwrittenByACopy() throws IOException {
        Path source = Files.write(directory.resolve("source"), new byte[] {1, 2});
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            assertMapped(k.copyFile(source, file, false));
            assertThat(view.guarded().getByte(0)).isZero();
        }
        assertThat(k.copyFile(source, file, false)).as("error %d", k.getLastError()).isTrue();
        assertThat(file).hasBinaryContent(new byte[] {1, 2});
    }

    @Test
    void aFileGrowsUnderAViewOfTheCore() throws IOException {
        Handle open = open(file);
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            assertThat(k.setEndOfFile(open, view.length())).isTrue();
            assertThat(k.setEndOfFile(open, 2 * SIZE)).isTrue();
        }
        assertThat(file).hasSize(2 * SIZE);
    }

    @Test
    void whatFollowsASectionIsNotCutOffUntilItsLastViewIsUnmapped() {
        Handle open = open(file);
        Handle section = k.createFileMapping(open, WinNt.PAGE_READWRITE, 5000, null);
        assertMapped(k.setEndOfFile(open, 6000));
        Address address = k.mapViewOfFile(section, WinNt.FILE_MAP_WRITE, 0, 0);
        assertThat(address).isNotNull();
        assertThat(k.closeHandle(section)).isTrue();
        assertMapped(k.setEndOfFile(open, 6000));
        assertThat(k.unmapViewOfFile(address)).isTrue();
        assertThat(k.setEndOfFile(open, 6000)).as("error %d", k.getLastError()).isTrue();
        assertThat(file).hasSize(6000);
    }

    @Test
    @EnabledOnOs(OS.LINUX) // elsewhere, a mapped file may not be deleted by others
    void aFileThatHasBeenDeletedDoesNotShrinkUnderAView() throws IOException {
        Handle open = open(file);
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            Files.delete(file);
            assertThat(k.setEndOfFile(open, 100)).isFalse();
            assertThat(k.getLastError()).isEqualTo(WinError.ERROR_USER_MAPPED_FILE);
            assertThat(view.guarded().getByte(SIZE - 1)).isZero();
        }
        Files.write(file, new byte[SIZE]); // another file
        assertThat(k.setEndOfFile(open, 100)).as("error %d", k.getLastError()).isTrue();
        assertThat(k.readFile(open, 0, 200)).hasSize(100);
        assertThat(file).hasSize(SIZE);
    }

    @Test
    void anInterruptedThreadShrinksAFile() {
        Handle open = open(file);
        Thread.currentThread().interrupt();
        try {
            assertThat(k.setEndOfFile(open, 100)).as("error %d", k.getLastError()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(file).hasSize(100);
    }

    /** Its views cannot be seen. */
    @Test
    void aFileThatAnotherCopyOfTheLibraryHasOpenDoesNotShrink() throws Exception {
        Handle open = open(file);
        URL core = FileMapping.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader copy =
                new URLClassLoader(
                        new URL[] {core}, ClassLoader.getPlatformClassLoader())) {
            Class<?> mappings = copy.loadClass(FileMapping.class.getName());
            Class<?> protections = copy.loadClass(Protection.class.getName());
            Method opening = mappings.getMethod("open", Path.class, protections);
            Object protection = protections.getField("READ_ONLY").get(null);
            try (AutoCloseable mapping =
                    (AutoCloseable) opening.invoke(null, file, protection)) {
                assertThat(mapping).isNotInstanceOf(FileMapping.class);
                assertMapped(k.setEndOfFile(open, 100));
            }
        }
        assertThat(k.setEndOfFile(open, 100)).as("error %d", k.getLastError()).isTrue();
    }
}
