package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.Views;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and their handles, in addition to the conformance cases. */
class Win32FilesTest {
    private static final int SHARE_ALL =
            WinNt.FILE_SHARE_READ | WinNt.FILE_SHARE_WRITE | WinNt.FILE_SHARE_DELETE;
    private static final int READ_WRITE = WinNt.GENERIC_READ | WinNt.GENERIC_WRITE;

    @TempDir
    Path directory;

    private Kernel32 k;
    private Path file;

    @BeforeEach
    void open() throws IOException {
        k = Kernel32.open(directory.resolve("names"));
        file = directory.resolve("data");
        Files.write(file, new byte[] {1, 2, 3});
    }

    @AfterEach
    void nothingIsLeft() {
        k.close();
        assertThat(Views.statistics().liveViews()).isZero();
        assertThat(Views.statistics().liveMappings()).isZero();
    }

    private Handle open(Path path, int access, int share) {
        Handle handle = k.createFile(path, access, share, WinNt.OPEN_EXISTING);
        assertThat(handle).as("error %d", k.getLastError()).isNotEqualTo(
                Handle.INVALID_HANDLE_VALUE);
        return handle;
    }

    @Test
    void aFileIsNotCopiedOntoItself() {
        assertThat(k.copyFile(file, file, false)).isFalse();
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_SHARING_VIOLATION);
        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    void aCopyDoesNotCutOffWhatAnotherProcessAppends() throws IOException {
        Path target = Files.write(directory.resolve("target"), new byte[0]);
        try (HostFile from = HostFile.open(file, false);
                HostFile to = HostFile.open(target, true)) {
            Files.write(target, new byte[] {9, 9, 9, 9, 9});
            from.copyTo(to, position -> position);
        }
        assertThat(target).hasBinaryContent(new byte[] {1, 2, 3, 9, 9});
    }

    @Test
    void aCopyEndsAlthoughAnotherProcessAppendsAllTheTime() throws IOException {
        Path target = Files.write(directory.resolve("target"), new byte[0]);
        AtomicInteger appended = new AtomicInteger();
        try (HostFile from = HostFile.open(file, false);
                HostFile to = HostFile.open(target, true)) {
            from.copyTo(
                    to,
                    position -> {
                        assertThat(appended.incrementAndGet()).isLessThan(100);
                        Files.write(file, new byte[100_000], StandardOpenOption.APPEND);
                        return position;
                    });
        }
        assertThat(appended).hasPositiveValue();
        assertThat(target).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/null", "/dev/full", "/dev/zero"})
    @EnabledOnOs(OS.LINUX)
    void aDeviceIsNotOpened(Path device) {
        Path copy = directory.resolve("copy");
        assertThat(k.copyFile(device, copy, false)).isFalse();
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_ACCESS_DENIED);
        assertThat(copy).doesNotExist();
        assertThat(k.copyFile(file, device, false)).isFalse();
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_ACCESS_DENIED);
        assertThat(k.createFile(device, WinNt.GENERIC_READ, SHARE_ALL, WinNt.OPEN_EXISTING))
                .isEqualTo(Handle.INVALID_HANDLE_VALUE);
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_ACCESS_DENIED);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFileThatTellsNoSizeIsCopiedIfItIsShort() throws IOException {
        Path copy = directory.resolve("copy");
        assertThat(k.copyFile(Path.of("/proc/version"), copy, false)).isTrue();
        assertThat(copy).hasBinaryContent(Files.readAllBytes(Path.of("/proc/version")));
        assertThat(k.copyFile(Path.of("/proc/self/pagemap"), copy, false)).isFalse();
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_FILE_INVALID);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_536, 65_537, 131_072})
    void aCopyOfZerosIsAsLong(int size) throws IOException {
        Files.write(file, new byte[size]);
        Path target = Files.write(directory.resolve("target"), new byte[] {7, 7});
        assertThat(k.copyFile(file, target, false)).isTrue();
        assertThat(target).hasBinaryContent(new byte[size]);
    }

    @ParameterizedTest
    @CsvSource({
        // access, share, copied
        "0x40000000, 1, false", // writes, shares reading
        "0xC0000000, 2, true", // reads and writes, shares writing
        "0x80000000, 3, true", // reads, shares both
        "0x80000000, 1, false", // reads, shares reading
        "0x10000, 7, false", // deletes, shares all
    })
    void aCopyOverwritesWhereItsShareModesAllow(String access, int share, boolean copied)
            throws IOException {
        Path target = Files.write(directory.resolve("target"), new byte[10]);
        open(target, (int) (long) Long.decode(access), share);
        assertThat(k.copyFile(file, target, false)).isEqualTo(copied);
        if (!copied) {
            assertThat(k.getLastError()).isEqualTo(WinError.ERROR_SHARING_VIOLATION);
        }
        assertThat(target).hasSize(copied ? 3 : 10);
    }

    @Test
    void theShareModeIsAskedBeforeTheSection() throws IOException {
        Path target = Files.write(directory.resolve("target"), new byte[10]);
        Handle open = open(target, WinNt.GENERIC_READ, WinNt.FILE_SHARE_READ);
        Handle section = k.createFileMapping(open, WinNt.PAGE_READONLY, 0, null);
        assertThat(k.copyFile(file, target, false)).isFalse();
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_SHARING_VIOLATION);
        k.closeHandle(open);
        assertThat(k.copyFile(file, target, false)).isFalse();
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_USER_MAPPED_FILE);
        k.closeHandle(section);
        assertThat(k.copyFile(file, target, false)).isTrue();
    }

    @Test
    void aFileThatSomebodyIsAboutToDeleteCanBeCopied() {
        open(file, WinNt.DELETE, WinNt.FILE_SHARE_READ);
        assertThat(k.copyFile(file, directory.resolve("copy"), false)).isTrue();
    }

    @Test
    void anInterruptedThreadCopiesAll() throws IOException {
        byte[] bytes = new byte[200_000];
        bytes[199_999] = 7;
        Files.write(file, bytes);
        Path copy = directory.resolve("copy");
        Thread.currentThread().interrupt();
        try {
            assertThat(k.copyFile(file, copy, false)).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(copy).hasBinaryContent(bytes);
    }

    @Test
    void aFailureWithinALoopOverADirectoryIsAnError() {
        DirectoryIteratorException failure =
                new DirectoryIteratorException(new AccessDeniedException("names"));
        assertThat(
                k.test(
                        () -> {
                            throw failure;
                        }))
                .isFalse();
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_ACCESS_DENIED);
    }

    @Test
    void theFileOfAnImageDoesNotGetShorter() throws IOException {
        Files.write(file, SampleImage.bytes());
        Handle open = open(file, READ_WRITE, SHARE_ALL);
        Handle section =
                k.createFileMapping(open, WinNt.PAGE_READONLY | WinNt.SEC_IMAGE, 0, null);
        assertThat(section).isNotNull();
        assertThat(k.setEndOfFile(open, 1)).isFalse();
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_USER_MAPPED_FILE);
        assertThat(k.setEndOfFile(open, 100_000)).isTrue();
        k.closeHandle(section);
        assertThat(k.setEndOfFile(open, 1)).isTrue();
    }

    @Test
    void aFileIsDeletedWhenTheHandleThatSaysSoIsClosed() throws IOException {
        Path file = Files.write(directory.resolve("passing"), new byte[4096]);
        int flags = WinNt.FILE_FLAG_DELETE_ON_CLOSE | WinNt.FILE_FLAG_SEQUENTIAL_SCAN;
        Handle deleting =
                k.createFile(file, WinNt.GENERIC_READ, 7, WinNt.OPEN_EXISTING, flags);
        assertThat(deleting).isNotEqualTo(Handle.INVALID_HANDLE_VALUE);
        assertThat(k.createFile(file, WinNt.GENERIC_READ, 3, WinNt.OPEN_EXISTING))
                .as("an opening that does not share deletion")
                .isEqualTo(Handle.INVALID_HANDLE_VALUE);
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_SHARING_VIOLATION);
        assertThat(k.readFile(deleting, 0, 10)).hasSize(10);
        assertThat(file).exists();
        assertThat(k.closeHandle(deleting)).isTrue();
        assertThat(file).doesNotExist();
    }

    @Test
    void aSimulatedFileHasNoOtherFlags() throws IOException {
        Path file = Files.write(directory.resolve("flags"), new byte[10]);
        int overlapped = 0x40000000;
        assertThat(k.createFile(file, WinNt.GENERIC_READ, 7, WinNt.OPEN_EXISTING, overlapped))
                .isEqualTo(Handle.INVALID_HANDLE_VALUE);
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_INVALID_PARAMETER);
    }
}
