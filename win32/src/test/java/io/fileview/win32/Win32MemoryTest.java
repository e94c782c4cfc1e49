package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fileview.Views;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory, in addition to the conformance cases. */
class Win32MemoryTest {
    private static final int SHARE_ALL =
            WinNt.FILE_SHARE_READ | WinNt.FILE_SHARE_WRITE | WinNt.FILE_SHARE_DELETE;
    private static final int RW = WinNt.PAGE_READWRITE;

    @TempDir
    Path directory;

    private Kernel32 k;
    private Path file;

    @BeforeEach
    void open() throws IOException {
        k = Kernel32.open(directory.resolve("names"));
        file = directory.resolve("data");
        Files.write(file, new byte[10000]);
    }

    @AfterEach
    void nothingIsLeft() {
        k.close();
        assertThat(Views.statistics().liveViews()).isZero();
        assertThat(Views.statistics().liveMappings()).isZero();
    }

    private Handle openFile() {
        return k.createFile(
                file, WinNt.GENERIC_READ | WinNt.GENERIC_WRITE, SHARE_ALL, WinNt.OPEN_EXISTING);
    }

    private Handle memory(int protect, long size) {
        Handle section =
                k.createFileMapping(Handle.INVALID_HANDLE_VALUE, protect, size, null);
        assertThat(section).as("error %d", k.getLastError()).isNotNull();
        return section;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void aPageThatSomebodyOutsideTookAwayIsAnInPageError() throws IOException {
        Handle section = k.createFileMapping(openFile(), RW, 0, null);
        Address view = k.mapViewOfFile(section, WinNt.FILE_MAP_WRITE, 0, 0);
        k.write(view.plus(8192), bytes(1));
        try (RandomAccessFile outside = new RandomAccessFile(file.toFile(), "rw")) {
            outside.setLength(5000);
        }
        assertThat(k.read(view.plus(4096), 4)).containsOnly(0);
        InPageErrorException error =
                catchThrowableOfType(
                        InPageErrorException.class, () -> k.read(view.plus(8190), 8));
        assertThat(error.address()).isEqualTo(view.plus(8192));
        assertThat(error.code()).isEqualTo(WinError.EXCEPTION_IN_PAGE_ERROR);
        assertThatThrownBy(() -> k.write(view.plus(9000), bytes(1)))
                .isInstanceOf(InPageErrorException.class);
    }

    @Test
    void bytesAfterTheEndOfTheFileAreSharedAndNeverStored() throws IOException {
        Handle section = k.createFileMapping(openFile(), RW, 0, null);
        Address one = k.mapViewOfFile(section, WinNt.FILE_MAP_WRITE, 0, 0);
        Address two = k.mapViewOfFile(section, WinNt.FILE_MAP_READ, 0, 0);
        k.write(one.plus(9999), bytes(7, 8));
        assertThat(k.read(two.plus(9999), 3)).containsExactly(7, 8, 0);
        assertThatThrownBy(() -> k.read(one.plus(12288), 1))
                .isInstanceOf(AccessViolationException.class);
        assertThat(k.flushViewOfFile(one, 0)).isTrue();
        assertThat(Files.size(file)).isEqualTo(10000);
    }

    @Test
    void aFileThatGrowsIsSeenInTheLastPage() {
        Handle open = openFile();
        Handle section = k.createFileMapping(open, RW, 0, null);
        Address view = k.mapViewOfFile(section, WinNt.FILE_MAP_WRITE, 0, 0);
        assertThat(k.setEndOfFile(open, 20000)).isTrue();
        k.write(view.plus(9999), bytes(1, 2, 3));
        assertThat(k.readFile(open, 9999, 4)).containsExactly(1, 2, 3, 0);
        assertThat(k.writeFile(open, 10001, bytes(9))).isEqualTo(1);
        assertThat(k.read(view.plus(10000), 3)).containsExactly(2, 9, 0);
    }

    @Test
    void aGuardPageFaultsOnce() {
        Address memory =
                k.virtualAlloc(null, 8192, WinNt.MEM_COMMIT, RW | WinNt.PAGE_GUARD);
        assertThatThrownBy(() -> k.read(memory, 1)).isInstanceOf(GuardPageException.class);
        assertThat(k.read(memory, 1)).containsExactly(0);
        assertThat(k.virtualQuery(memory).protect()).isEqualTo(RW);
    }

    @Test
    void decommittedMemoryComesBackAsZeros() {
        Address memory = k.virtualAlloc(null, 3 * 4096, WinNt.MEM_RESERVE, RW);
        assertThatThrownBy(() -> k.read(memory, 1)).isInstanceOf(AccessViolationException.class);
        assertThat(k.virtualAlloc(memory.plus(4096), 1, WinNt.MEM_COMMIT, RW))
                .isEqualTo(memory.plus(4096));
        k.write(memory.plus(4096), bytes(5));
        assertThat(k.virtualFree(memory.plus(4096), 4096, WinNt.MEM_DECOMMIT)).isTrue();
        k.virtualAlloc(memory.plus(4096), 4096, WinNt.MEM_COMMIT, RW);
        assertThat(k.read(memory.plus(4096), 1)).containsExactly(0);
        assertThat(k.virtualFree(memory.plus(4096), 0, WinNt.MEM_RELEASE)).isFalse();
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_INVALID_ADDRESS);
        assertThat(k.virtualFree(memory, 0, WinNt.MEM_RELEASE)).isTrue();
        assertThat(k.virtualQuery(memory).state()).isEqualTo(WinNt.MEM_FREE);
    }

    @Test
    void placeholdersAreSplitReplacedPreservedAndMerged() {
        int placeholder = WinNt.MEM_RESERVE | WinNt.MEM_RESERVE_PLACEHOLDER;
        int preserve = WinNt.MEM_RELEASE | WinNt.MEM_PRESERVE_PLACEHOLDER;
        Address base = k.virtualAlloc2(null, null, 131072, placeholder, WinNt.PAGE_NOACCESS);
        assertThat(k.virtualFree(base, 65536, preserve)).isTrue();
        Handle section = memory(RW, 65536);
        for (int half = 0; half < 2; half++) {
            assertThat(
                    k.mapViewOfFile3(
                            section,
                            null,
                            base.plus(half * 65536L),
                            0,
                            65536,
                            WinNt.MEM_REPLACE_PLACEHOLDER,
                            RW))
                    .isEqualTo(base.plus(half * 65536L));
        }
        k.write(base.plus(65534), bytes(1, 2, 3, 4));
        assertThat(k.read(base, 2)).containsExactly(3, 4);
        assertThat(k.unmapViewOfFile2(k.getCurrentProcess(), base.plus(7),
                WinNt.MEM_PRESERVE_PLACEHOLDER))
                .isTrue();
        MemoryBasicInformation info = k.virtualQuery(base);
        assertThat(info.state()).isEqualTo(WinNt.MEM_RESERVE);
        assertThat(info.type()).isEqualTo(WinNt.MEM_PRIVATE);
        assertThat(info.protect()).isZero();
        k.unmapViewOfFileEx(base.plus(65536), WinNt.MEM_PRESERVE_PLACEHOLDER);
        int merge = WinNt.MEM_RELEASE | WinNt.MEM_COALESCE_PLACEHOLDERS;
        assertThat(k.virtualFree(base, 131072, merge)).isTrue();
        assertThat(k.virtualFree(base, 131072, merge)).isFalse();
        assertThat(k.virtualAlloc2(
                null,
                base,
                131072,
                WinNt.MEM_RESERVE | WinNt.MEM_COMMIT | WinNt.MEM_REPLACE_PLACEHOLDER,
                RW))
                .isEqualTo(base);
        k.write(base.plus(131071), bytes(1));
        assertThat(k.virtualFree(base, 131072, preserve)).isTrue();
        assertThat(k.virtualFree(base, 0, WinNt.MEM_RELEASE)).isTrue();
    }

    @Test
    void aPlaceholderIsReplacedAtAnyPage() throws IOException {
        int placeholder = WinNt.MEM_RESERVE | WinNt.MEM_RESERVE_PLACEHOLDER;
        int preserve = WinNt.MEM_RELEASE | WinNt.MEM_PRESERVE_PLACEHOLDER;
        int replace = WinNt.MEM_REPLACE_PLACEHOLDER;
        Address base = k.virtualAlloc2(null, null, 65536, placeholder, WinNt.PAGE_NOACCESS);
        Address second = base.plus(4096);
        assertThat(k.virtualFree(second, 4096, preserve)).isTrue();
        Handle section = k.createFileMapping(openFile(), RW, 0, null);
        assertThat(k.mapViewOfFile3(section, null, second, 4096, 4095, replace, RW)).isNull();
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_INVALID_ADDRESS);
        assertThat(k.mapViewOfFile3(section, null, second, 4095, 4096, replace, RW)).isNull();
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_MAPPED_ALIGNMENT);
        assertThat(k.mapViewOfFile3(section, null, second, 4096, 4096, replace, RW))
                .isEqualTo(second);
        k.write(second, bytes(7));
        assertThat(Files.readAllBytes(file)[4096]).isEqualTo((byte) 7);
    }

    @Test
    void anAccessPastTheEndOfAViewDoesNotReachTheNextOne() {
        Handle section = memory(RW, 65536);
        Address first = k.mapViewOfFile(section, WinNt.FILE_MAP_WRITE, 0, 0);
        assertThat(k.mapViewOfFile(section, WinNt.FILE_MAP_WRITE, 0, 0)).isNotNull();
        AccessViolationException fault =
                catchThrowableOfType(
                        AccessViolationException.class, () -> k.read(first.plus(65535), 2));
        assertThat(fault.address()).isEqualTo(first.plus(65536));
    }

    @Test
    void anAllocationIsReleasedAsAWholeOnly() {
        Address memory = k.virtualAlloc(null, 65536, WinNt.MEM_RESERVE, RW);
        for (long size : new long[] {1, 4096, 65536}) {
            assertThat(k.virtualFree(memory, size, WinNt.MEM_RELEASE)).isFalse();
            assertThat(k.getLastError()).isEqualTo(WinError.ERROR_INVALID_PARAMETER);
        }
        assertThat(k.virtualFree(memory, 0, WinNt.MEM_RELEASE)).isTrue();
    }

    @Test
    void sizesThatNoMachineHasAreRefusedOneWayOrAnother() throws IOException {
        Handle open = openFile();
        int reserve = RW | WinNt.SEC_RESERVE;
        for (int bits = 40; bits < 63; bits++) {
            long size = 1L << bits;
            Handle section =
                    k.createFileMapping(Handle.INVALID_HANDLE_VALUE, reserve, size, null);
            if (section != null) {
                k.mapViewOfFile(section, WinNt.FILE_MAP_WRITE, 0, 0);
                k.closeHandle(section);
            }
            k.virtualAlloc(null, size, WinNt.MEM_RESERVE | WinNt.MEM_COMMIT, RW);
            if (bits > 45) {
                assertThat(k.createFileMapping(open, RW, size, null)).isNull();
                assertThat(k.getLastError()).isEqualTo(WinError.ERROR_DISK_FULL);
            }
        }
        assertThat(Files.size(file)).isEqualTo(10000);
    }

    @Test
    void anImageIsLaidOutByItsHeaders() throws IOException {
        Files.write(file, SampleImage.bytes());
        Handle open = k.createFile(file, WinNt.GENERIC_READ, SHARE_ALL, WinNt.OPEN_EXISTING);
        Handle section =
                k.createFileMapping(open, WinNt.PAGE_READONLY | WinNt.SEC_IMAGE, 0, null);
        Address view = k.mapViewOfFile(section, WinNt.FILE_MAP_READ, 0, 0);
        MemoryBasicInformation first = k.virtualQuery(view);
        assertThat(first.type()).isEqualTo(WinNt.MEM_IMAGE);
        assertThat(first.regionSize()).isEqualTo(4096);
        assertThat(first.protect()).isEqualTo(WinNt.PAGE_READONLY);
        assertThat(first.allocationProtect()).isEqualTo(WinNt.PAGE_EXECUTE_WRITECOPY);
        assertThat(k.read(view, 2)).containsExactly('M', 'Z');
        assertThat(k.read(view.plus(4096), 1)).containsExactly((byte) 0xC3);
        assertThat(k.virtualQuery(view.plus(4096)).protect()).isEqualTo(WinNt.PAGE_EXECUTE_READ);
        k.write(view.plus(8192), bytes(1));
        assertThat(k.virtualQuery(view.plus(8192)).protect()).isEqualTo(RW);
        Address other = k.mapViewOfFile(section, WinNt.FILE_MAP_READ, 0, 0);
        assertThat(k.read(other.plus(8192), 1)).containsExactly((byte) 0xDA);
        assertThat(k.deleteFile(file)).isFalse();
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_ACCESS_DENIED);
    }

    @Test
    void aDamagedImageIsRefused() throws IOException {
        byte[] image = SampleImage.bytes();
        for (int at = 0; at < 88 + 320; at++) {
            byte[] damaged = image.clone();
            damaged[at] = (byte) ~damaged[at];
            Files.write(file, damaged);
            Handle open = k.createFile(file, WinNt.GENERIC_READ, SHARE_ALL, WinNt.OPEN_EXISTING);
            Handle section =
                    k.createFileMapping(open, WinNt.PAGE_READONLY | WinNt.SEC_IMAGE, 0, null);
            if (section == null) {
                assertThat(k.getLastError()).isIn(WinError.ERROR_BAD_EXE_FORMAT, 8, 112);
            } else {
                assertThat(k.closeHandle(section)).isTrue();
            }
            assertThat(k.closeHandle(open)).isTrue();
        }
    }

    @Test
    void privatePagesOutliveAFileThatShrank() throws IOException {
        Handle section = k.createFileMapping(openFile(), WinNt.PAGE_WRITECOPY, 0, null);
        Address view = k.mapViewOfFile(section, WinNt.FILE_MAP_COPY, 0, 0);
        k.write(view.plus(8192), bytes(5));
        k.write(view.plus(12287), bytes(6));
        try (RandomAccessFile outside = new RandomAccessFile(file.toFile(), "rw")) {
            outside.setLength(0);
        }
        assertThat(k.read(view.plus(8192), 2)).containsExactly(5, 0);
        assertThat(k.read(view.plus(12287), 1)).containsExactly(6);
        assertThatThrownBy(() -> k.read(view, 1)).isInstanceOf(InPageErrorException.class);
    }

    @Test
    void aRenamedFileCanStillBeMapped() {
        Handle open = openFile();
        Path moved = directory.resolve("moved");
        assertThat(k.moveFileEx(file, moved, 0)).isTrue();
        Handle section = k.createFileMapping(open, RW, 0, null);
        Address view = k.mapViewOfFile(section, WinNt.FILE_MAP_WRITE, 0, 0);
        assertThat(k.getMappedFileName(view)).isEqualTo(moved.toString());
    }

    @Test
    void eachThreadHasItsOwnLastError() throws InterruptedException {
        k.setLastError(5);
        int[] seen = new int[1];
        Thread.ofVirtual().start(() -> seen[0] = k.getLastError()).join();
        assertThat(seen[0]).isZero();
        assertThat(k.getLastError()).isEqualTo(5);
    }

    @Test
    void sixtyFourGigabytesThatAreReservedCostNothing() {
        Handle section = memory(RW | WinNt.SEC_RESERVE, 1L << 36);
        Address view = k.mapViewOfFile(section, WinNt.FILE_MAP_WRITE, 0, 0);
        Address last = view.plus((1L << 36) - 1);
        assertThatThrownBy(() -> k.read(last, 1)).isInstanceOf(AccessViolationException.class);
        assertThat(k.virtualAlloc(last, 1, WinNt.MEM_COMMIT, RW)).isNotNull();
        k.write(last, bytes(1));
        assertThat(k.virtualQuery(view).regionSize()).isEqualTo((1L << 36) - 4096);
    }

    @Test
    void anInterruptedThreadBreaksNothing() {
        Handle open = openFile();
        Handle section = k.createFileMapping(open, RW, 0, "interrupted");
        Address view = k.mapViewOfFile(section, WinNt.FILE_MAP_WRITE, 0, 0);
        Thread.currentThread().interrupt();
        try {
            k.write(view.plus(9999), bytes(1, 2));
            assertThat(k.openFileMapping(WinNt.FILE_MAP_READ, "interrupted")).isNotNull();
            assertThat(k.readFile(open, 9999, 2)).containsExactly(1);
            assertThat(k.flushViewOfFile(view, 0)).isTrue();
            assertThat(k.flushFileBuffers(open)).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(k.read(view.plus(9999), 2)).containsExactly(1, 2);
    }

    @Test
    void numbersWithoutMeaningAreRefused() {
        Handle open = openFile();
        assertThat(k.setEndOfFile(open, -1)).isFalse();
        assertThat(k.readFile(open, -1, 1)).isNull();
        assertThat(k.createFileMapping(open, RW, -1, null)).isNull();
        Handle section = k.createFileMapping(open, RW, 0, null);
        assertThat(k.mapViewOfFile(section, WinNt.FILE_MAP_READ, -65536, 0)).isNull();
        assertThat(k.mapViewOfFile(section, WinNt.FILE_MAP_READ, 0, -1)).isNull();
        Address view = k.mapViewOfFile(section, WinNt.FILE_MAP_WRITE, 0, 0);
        for (long size : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThat(k.flushViewOfFile(view, size)).isFalse();
            assertThat(k.virtualProtect(view, size, RW)).isNull();
            assertThat(k.virtualLock(view, size)).isFalse();
            assertThat(k.virtualUnlock(view, size)).isFalse();
            assertThat(k.virtualFree(view, size, WinNt.MEM_RELEASE)).isFalse();
            assertThat(k.virtualAlloc(null, size, WinNt.MEM_RESERVE, RW)).isNull();
            assertThat(k.virtualAlloc(view, size, WinNt.MEM_COMMIT, RW)).isNull();
        }
        for (long address : new long[] {-1, 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            Address bad = new Address(address);
            assertThat(k.unmapViewOfFile(bad)).isFalse();
            assertThat(k.flushViewOfFile(bad, 0)).isFalse();
            assertThat(k.virtualProtect(bad, 1, RW)).isNull();
            assertThat(k.virtualLock(bad, 1)).isFalse();
            assertThat(k.virtualFree(bad, 0, WinNt.MEM_RELEASE)).isFalse();
            assertThat(k.virtualAlloc(bad, 65536, WinNt.MEM_RESERVE, RW)).isNull();
            assertThat(k.mapViewOfFileEx(section, WinNt.FILE_MAP_READ, 0, 0, bad)).isNull();
            assertThatThrownBy(() -> k.read(bad, 2)).isInstanceOf(AccessViolationException.class);
        }
    }

    @Test
    void moreThanTheMachineHasIsRefused() {
        assertThat(k.createFileMapping(Handle.INVALID_HANDLE_VALUE, RW, 1L << 50, null)).isNull();
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_COMMITMENT_LIMIT);
    }
}
