package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example programs, and names that processes share. */
class Win32ExamplesTest {
    @TempDir
    Path directory;

    @Test
    void aViewWithinAFile() throws IOException {
        byte[] content = new byte[200000];
        new Random(1).nextBytes(content);
        Path file = Files.write(directory.resolve("data"), content);
        try (Kernel32 kernel32 = Kernel32.open(directory.resolve("names"))) {
            assertThat(ViewWithinFile.read(kernel32, file))
                    .isEqualTo(Arrays.copyOfRange(content, 138240, 138240 + 1024));
            assertThat(kernel32.openHandles()).isZero();
            assertThat(kernel32.regions()).isZero();
        }
    }

    @Test
    void twoProcessesShareMemoryByItsName() throws IOException {
        Path names = directory.resolve("names");
        try (OtherJvm other = new OtherJvm(NamedSharedMemory.class, names, "hello");
                Kernel32 kernel32 = Kernel32.open(names)) {
            other.await("ready");
            assertThat(NamedSharedMemory.open(kernel32, 5)).isEqualTo("hello");
            other.say("go");
            other.await("done");
            assertThat(NamedSharedMemory.open(kernel32, 5)).isEqualTo("error 2");
        }
    }

    @Test
    void theNameOfAKilledProcessLivesWhileAnotherHasAHandle() throws IOException {
        Path names = directory.resolve("names");
        try (OtherJvm other = new OtherJvm(NamedSharedMemory.class, names, "hello");
                Kernel32 kernel32 = Kernel32.open(names)) {
            other.await("ready");
            Handle section = kernel32.openFileMapping(WinNt.FILE_MAP_READ, "MyFileMappingObject");
            assertThat(section).isNotNull();
            other.kill();
            assertThat(NamedSharedMemory.open(kernel32, 5)).isEqualTo("hello");
            Address view = kernel32.mapViewOfFile(section, WinNt.FILE_MAP_READ, 0, 0);
            assertThat(kernel32.closeHandle(section)).isTrue();
            assertThat(NamedSharedMemory.open(kernel32, 5)).isEqualTo("error 2");
            assertThat(kernel32.read(view, 5))
                    .isEqualTo("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        assertThat(names.toFile().list()).containsExactly("guard");
    }

    @Test
    void theNamesOfAKilledProcessVanishWithIt() throws IOException {
        Path names = directory.resolve("names");
        try (OtherJvm other = new OtherJvm(NamedSharedMemory.class, names, "hello");
                Kernel32 kernel32 = Kernel32.open(names)) {
            other.await("ready");
            assertThat(NamedSharedMemory.open(kernel32, 5)).isEqualTo("hello");
            other.kill();
            assertThat(NamedSharedMemory.open(kernel32, 5)).isEqualTo("error 2");
            assertThat(kernel32.createEvent("MyFileMappingObject")).isNotNull();
            assertThat(kernel32.getLastError()).isZero();
        }
        assertThat(names.toFile().list()).containsExactly("guard");
    }
}
