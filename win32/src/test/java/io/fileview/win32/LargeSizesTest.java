package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.FileMapping;
import io.fileview.Protection;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Sizes from 0 to 2^63-1, and holes that are not filled by being looked at. */
class LargeSizesTest {
    private static final long GIB = 1L << 30;
    private static final long LARGEST_FILE = Long.MAX_VALUE;
    private static final int READ_WRITE = WinNt.GENERIC_READ | WinNt.GENERIC_WRITE;

    @TempDir
    Path directory;

    private Kernel32 k;
    private Path file;

    @BeforeEach
    void open() {
        k = Kernel32.open(directory.resolve("names"));
        file = directory.resolve("data");
    }

    @AfterEach
    void end() {
        k.close();
    }

    private Handle openFile(Path path, int access) {
        Handle handle = k.createFile(path, access, 7, WinNt.OPEN_EXISTING);
        assertThat(handle).as("error %d", k.getLastError())
                .isNotEqualTo(Handle.INVALID_HANDLE_VALUE);
        return handle;
    }

    private static void sparse(Path path, long size) throws IOException {
        try (RandomAccessFile created = new RandomAccessFile(path.toFile(), "rw")) {
            created.setLength(size);
        }
    }

    @Test
    void anEmptyFileHasNoSection() throws IOException {
        Files.createFile(file);
        Handle open = openFile(file, READ_WRITE);
        assertThat(k.createFileMapping(open, WinNt.PAGE_READWRITE, 0, null)).isNull();
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_FILE_INVALID);
        assertThat(k.createFileMapping(open, WinNt.PAGE_READONLY, 0, "name")).isNull();
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_FILE_INVALID);
        assertThat(k.createFileMapping(open, WinNt.PAGE_READONLY, 1, null)).isNull();
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_NOT_ENOUGH_MEMORY);
        assertThat(k.readFile(open, 0, 5)).isEmpty();
        assertThat(k.copyFile(file, directory.resolve("copy"), true)).isTrue();
        assertThat(directory.resolve("copy")).isEmptyFile();
        // Only the name that was refused is gone.
        assertThat(k.createFileMapping(open, WinNt.PAGE_READWRITE, 1, "name")).isNotNull();
        assertThat(file).hasSize(1);
    }

    @Test
    void aFileOfNineTebibytesIsMappedInParts() throws IOException {
        long size = 9L << 40;
        sparse(file, size);
        Handle section =
                k.createFileMapping(openFile(file, READ_WRITE), WinNt.PAGE_READWRITE, 0, null);
        assertThat(section).as("error %d", k.getLastError()).isNotNull();
        assertThat(k.mapViewOfFile(section, WinNt.FILE_MAP_READ, 0, 0)).isNull();
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_NOT_ENOUGH_MEMORY);
        Address end = k.mapViewOfFile(section, WinNt.FILE_MAP_WRITE, size - 65536, 0);
        k.write(end.plus(65535), new byte[] {9});
        assertThat(k.read(end.plus(65534), 2)).containsExactly(0, 9);
        assertThat(k.virtualQuery(end).regionSize()).isEqualTo(65536);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theLargestFileIsMappedUpToItsLastPage() throws IOException {
        Path memory = Files.createTempDirectory(Path.of("/dev/shm"), "fileview-large");
        Path largest = memory.resolve("largest");
        try {
            sparse(largest, LARGEST_FILE);
            Handle section =
                    k.createFileMapping(
                            openFile(largest, READ_WRITE), WinNt.PAGE_READWRITE, 0, null);
            assertThat(section).as("error %d", k.getLastError()).isNotNull();
            assertThat(k.mapViewOfFile(section, WinNt.FILE_MAP_READ, 0, 0)).isNull();
            assertThat(k.getLastError()).isEqualTo(WinError.ERROR_NOT_ENOUGH_MEMORY);
            assertThat(k.mapViewOfFile(section, WinNt.FILE_MAP_READ, 65536, Long.MAX_VALUE))
                    .isNull();
            assertThat(k.getLastError()).isEqualTo(WinError.ERROR_ACCESS_DENIED);
            long last = LARGEST_FILE & -65536;
            assertThat(k.mapViewOfFile(section, WinNt.FILE_MAP_WRITE, last, 0)).isNull();
            assertThat(k.getLastError()).isEqualTo(WinError.ERROR_NOT_ENOUGH_MEMORY);
            Address end = k.mapViewOfFile(section, WinNt.FILE_MAP_WRITE, last, 15 * 4096);
            assertThat(end).as("error %d", k.getLastError()).isNotNull();
            k.write(end.plus(15 * 4096 - 2), new byte[] {8, 9});
            assertThat(k.read(end.plus(15 * 4096 - 3), 3)).containsExactly(0, 8, 9);
            assertThat(k.flushViewOfFile(end, 0)).isTrue();
            Handle open = openFile(largest, READ_WRITE);
            assertThat(k.writeFile(open, LARGEST_FILE - 2, new byte[] {8, 9})).isEqualTo(2);
            assertThat(k.readFile(open, LARGEST_FILE - 2, Integer.MAX_VALUE)).isNull();
            assertThat(k.getLastError()).isEqualTo(WinError.ERROR_INVALID_PARAMETER);
            assertThat(k.readFile(open, LARGEST_FILE - 2, 2)).containsExactly(8, 9);
        } finally {
            Files.deleteIfExists(largest);
            Files.delete(memory);
        }
    }

    @Test
    void aSectionOfASizeThatNoFileHasIsRefused() throws IOException {
        Files.write(file, new byte[] {1});
        Handle open = openFile(file, READ_WRITE);
        for (long size : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 4095, Long.MIN_VALUE, -1}) {
            assertThat(k.createFileMapping(open, WinNt.PAGE_READWRITE, size, null)).isNull();
            assertThat(k.getLastError())
                    .isIn(WinError.ERROR_DISK_FULL, WinError.ERROR_NOT_ENOUGH_MEMORY);
            assertThat(
                    k.createFileMapping(
                            Handle.INVALID_HANDLE_VALUE, WinNt.PAGE_READWRITE, size, null))
                    .isNull();
            assertThat(k.getLastError())
                    .isIn(WinError.ERROR_COMMITMENT_LIMIT, WinError.ERROR_NOT_ENOUGH_MEMORY);
            assertThat(k.virtualAlloc(null, size, WinNt.MEM_RESERVE, WinNt.PAGE_READWRITE))
                    .isNull();
            assertThat(k.getLastError())
                    .isIn(WinError.ERROR_INVALID_PARAMETER, WinError.ERROR_NOT_ENOUGH_MEMORY);
        }
        assertThat(file).hasSize(1);
    }

    @Test
    void moreIsReadThanThereIs() throws IOException {
        Files.write(file, new byte[] {1, 2, 3});
        Handle open = openFile(file, READ_WRITE);
        assertThat(k.readFile(open, 1, Integer.MAX_VALUE)).containsExactly(2, 3);
        assertThat(k.readFile(open, 7, Integer.MAX_VALUE)).isEmpty();
        Handle section = k.createFileMapping(open, WinNt.PAGE_READWRITE, 0, null);
        Address view = k.mapViewOfFile(section, WinNt.FILE_MAP_READ, 0, 0);
        assertThatExceptionOfType(AccessViolationException.class)
                .isThrownBy(() -> k.read(view, Integer.MAX_VALUE))
                .satisfies(e -> assertThat(e.address()).isEqualTo(view.plus(4096)));
        assertThatExceptionOfType(AccessViolationException.class)
                .isThrownBy(() -> k.read(new Address(Long.MAX_VALUE), Integer.MAX_VALUE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> k.read(view, -1))
                .withMessageContaining("-1");
        assertThat(k.read(view, 0)).isEmpty();
    }

    @Test
    void theHolesOfAFileAreNotCopied() throws IOException {
        long size = 9L << 40;
        sparse(file, size);
        try (RandomAccessFile data = new RandomAccessFile(file.toFile(), "rw")) {
            data.seek(5 * GIB + 4095);
            data.write(7);
        }
        Path copy = directory.resolve("copy");
        assertThat(k.copyFile(file, copy, true)).as("error %d", k.getLastError()).isTrue();
        try (RandomAccessFile copied = new RandomAccessFile(copy.toFile(), "r")) {
            assertThat(copied.length()).isEqualTo(size);
            copied.seek(5 * GIB + 4095);
            assertThat(copied.read()).isEqualTo(7);
        }
    }

    @Test
    void aSourceThatIsTruncatedMeanwhileIsNoHole() throws IOException {
        Files.write(file, new byte[] {1, 2, 3});
        Path copy = Files.createFile(directory.resolve("copy"));
        try (HostFile from = HostFile.open(file, false);
                HostFile to = HostFile.open(copy, true)) {
            from.copyTo(to, position -> 1_000_000); // what a look at it before found
        }
        assertThat(copy).hasSize(3);
    }

    @Test
    void lookingAtAReservedSectionFillsNothing() throws IOException {
        Handle section =
                k.createFileMapping(
                        Handle.INVALID_HANDLE_VALUE, WinNt.PAGE_READWRITE | WinNt.SEC_RESERVE,
                        256 * GIB, "reserved");
        Address view = k.mapViewOfFile(section, WinNt.FILE_MAP_WRITE, 0, 0);
        assertThat(view).as("error %d", k.getLastError()).isNotNull();
        Address middle = view.plus(100 * GIB);
        assertThat(
                k.virtualAlloc(middle, 3 * GIB, WinNt.MEM_COMMIT, WinNt.PAGE_READWRITE))
                .isNotNull();
        assertThat(k.virtualQuery(view).regionSize()).isEqualTo(100 * GIB);
        assertThat(k.virtualQuery(middle).regionSize()).isEqualTo(3 * GIB);
        assertThat(k.virtualQuery(middle.plus(3 * GIB)).regionSize()).isEqualTo(153 * GIB);
        Path bytes;
        try (Stream<Path> files = Files.walk(directory.resolve("names"))) {
            bytes = files.filter(one -> one.toString().endsWith(".bytes")).findAny().orElseThrow();
        }
        try (FileMapping memory = FileMapping.open(bytes, Protection.READ_ONLY)) {
            long states = 256 * GIB;
            assumeTrue(memory.nextData(GIB) > GIB, "the file system has no holes");
            long committed = states + 100 * GIB / 4096;
            assertThat(memory.nextData(states + (1 << 20))).isEqualTo(committed);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void decommittingWhatWasNotWrittenFillsNothing() throws IOException {
        long size = GIB / 4;
        Address memory =
                k.virtualAlloc(null, size, WinNt.MEM_RESERVE | WinNt.MEM_COMMIT,
                        WinNt.PAGE_READWRITE);
        k.write(memory.plus(size / 2 - 1), new byte[] {1, 2});
        long before = sharedPages();
        assertThat(k.virtualFree(memory, 0, WinNt.MEM_DECOMMIT)).isTrue();
        assertThat(sharedPages() - before).isLessThan(size / 2 / 1024);
        k.virtualAlloc(memory, size, WinNt.MEM_COMMIT, WinNt.PAGE_READWRITE);
        assertThat(k.read(memory.plus(size / 2 - 1), 2)).containsExactly(0, 0);
    }

    /** In KiB. */
    private static long sharedPages() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("RssShmem:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findAny()
                    .orElseThrow();
        }
    }
}
