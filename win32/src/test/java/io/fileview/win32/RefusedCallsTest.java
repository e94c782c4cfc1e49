package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fileview.errors.SystemError;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused has the error code of Windows, and changes nothing. */
class RefusedCallsTest {
    @TempDir
    Path directory;

    @Test
    void filesThatExistOrAreMissing() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[10]);
        Path other = Files.write(directory.resolve("other"), new byte[20]);
        Path missing = directory.resolve("missing");
        try (Kernel32 kernel32 = Kernel32.open(directory.resolve("names"))) {
            create(kernel32, file, WinNt.CREATE_NEW);
            assertThat(kernel32.getLastError()).isEqualTo(WinError.ERROR_FILE_EXISTS);
            create(kernel32, missing, WinNt.TRUNCATE_EXISTING);
            assertThat(kernel32.getLastError()).isEqualTo(WinError.ERROR_FILE_NOT_FOUND);
            assertThat(kernel32.copyFile(file, other, true)).isFalse();
            assertThat(kernel32.getLastError()).isEqualTo(WinError.ERROR_FILE_EXISTS);
            assertThat(kernel32.copyFile(missing, other, false)).isFalse();
            assertThat(kernel32.getLastError()).isEqualTo(WinError.ERROR_FILE_NOT_FOUND);
        }
        assertThat(other).hasSize(20);
        assertThat(missing).doesNotExist();
    }

    private static void create(Kernel32 kernel32, Path path, int disposition) {
        kernel32.createFile(
                path,
                WinNt.GENERIC_READ | WinNt.GENERIC_WRITE,
                WinNt.FILE_SHARE_READ,
                disposition);
    }

    @Test
    void aFileThatCannotBeOpenedSaysWhy() {
        assertThatThrownBy(() -> HostFile.open(directory.resolve("missing"), false))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("missing: " + SystemError.ENOENT.text());
        assertThatThrownBy(() -> HostFile.open(directory, false))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(directory + ": " + SystemError.EISDIR.text());
    }

    @Test
    void aLimitIsNotNegative() {
        assertThatThrownBy(() -> Kernel32.open(directory, Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the limit is PT-0.001S and must not be negative");
    }

    @Test
    void aLockOfNamesThatIsNoFileIsNotUsed() throws IOException {
        Path names = Files.createDirectory(
                directory.resolve("names"), OwnDirectory.modes(directory, "rwx------"));
        Files.createDirectory(names.resolve("guard"));
        try (Kernel32 kernel32 = Kernel32.open(names)) {
            assertThat(
                    kernel32.createFileMapping(
                            Handle.INVALID_HANDLE_VALUE, WinNt.PAGE_READWRITE, 4096, "name"))
                    .isNull();
            assertThat(kernel32.getLastError()).isEqualTo(WinError.ERROR_ACCESS_DENIED);
        }
    }

    @Test
    void theFileOfANameIsNotBelievedIfItIsDamagedOrOfAnotherVersion() throws IOException {
        Path file = directory.resolve("record");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(0x46563031);
        out.writeUTF("NO_SUCH_TYPE");
        Files.write(file, bytes.toByteArray());
        try (FileChannel channel = FileChannel.open(file)) {
            assertThatThrownBy(() -> ObjectRecord.read(channel))
                    .hasMessageStartingWith("the file of the name is damaged");
        }
        Files.write(file, new byte[100]);
        try (FileChannel channel = FileChannel.open(file)) {
            assertThatThrownBy(() -> ObjectRecord.read(channel))
                    .hasMessageStartingWith(
                            "the file of the name was written by another version of the library");
        }
    }
}
