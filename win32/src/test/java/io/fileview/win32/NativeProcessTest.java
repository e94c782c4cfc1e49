package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.windows.WindowsFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the functions of Windows do beyond the conformance cases. */
@EnabledOnOs(value = OS.WINDOWS, disabledReason = "the functions are those of Windows there only")
class NativeProcessTest {
    private static final int READ_WRITE = WinNt.GENERIC_READ | WinNt.GENERIC_WRITE;
    private static final int SHARE_ALL = 7;
    private static final int OVERLAPPED = 0x40000000;
    private static final int RACES = 200;

    @TempDir
    Path directory;

    private final Kernel32 k = Kernel32.open();

    @AfterEach
    void end() {
        k.close();
        assertThat(k.openHandles()).isZero();
    }

    private Handle open(Path path, int flags) {
        Handle file = k.createFile(path, READ_WRITE, SHARE_ALL, WinNt.OPEN_EXISTING, flags);
        assertThat(file).as("error %d", k.getLastError())
                .isNotEqualTo(Handle.INVALID_HANDLE_VALUE);
        return file;
    }

    private Address view(long size) {
        Handle section =
                k.createFileMapping(
                        Handle.INVALID_HANDLE_VALUE, WinNt.PAGE_READWRITE, size, null);
        return Objects.requireNonNull(
                k.mapViewOfFile(section, WinNt.FILE_MAP_WRITE, 0, 0),
                () -> "error " + k.getLastError());
    }

    @Test
    void theProcessIsThatOfTheJvmUnlessASimulationIsAskedFor() {
        assertThat(k.isSimulated()).isFalse();
        assertThat(Kernel32.process().isSimulated()).isFalse();
        try (Kernel32 simulated = Kernel32.simulated()) {
            assertThat(simulated.isSimulated()).isTrue();
        }
    }

    @Test
    void whatAProcessHasLeftIsReleasedAtItsEndEvenIfItWasSplit() throws IOException {
        Path path = Files.write(directory.resolve("left"), new byte[100_000]);
        Address placeholder;
        Address view;
        try (Kernel32 other = Kernel32.open()) {
            Handle file =
                    other.createFile(path, READ_WRITE, SHARE_ALL, WinNt.OPEN_EXISTING);
            Handle section = other.createFileMapping(file, WinNt.PAGE_READWRITE, 0, null);
            view = other.mapViewOfFile(section, WinNt.FILE_MAP_WRITE, 0, 0);
            placeholder =
                    other.virtualAlloc2(
                            null,
                            null,
                            4 << 16,
                            WinNt.MEM_RESERVE | WinNt.MEM_RESERVE_PLACEHOLDER,
                            WinNt.PAGE_NOACCESS);
            assertThat(
                    other.virtualFree(
                            placeholder.plus(1 << 16),
                            1 << 16,
                            WinNt.MEM_RELEASE | WinNt.MEM_PRESERVE_PLACEHOLDER))
                    .isTrue();
            assertThat(other.openHandles()).isEqualTo(2);
        }
        for (Address one : List.of(
                view,
                placeholder,
                placeholder.plus(1 << 16),
                placeholder.plus(3 << 16))) {
            assertThat(NativeHoldings.ALL.has(one.value())).isFalse();
        }
        Handle again = open(path, WinNt.FILE_ATTRIBUTE_NORMAL);
        assertThat(k.setEndOfFile(again, 0)).as("error %d", k.getLastError()).isTrue();
    }

    @Test
    void whatAnotherObjectHasReleasedIsNotReleasedAgain() throws IOException {
        Address view = view(4096);
        try (Kernel32 other = Kernel32.open()) {
            assertThat(other.unmapViewOfFile(view.plus(100))).isTrue();
        }
        assertThat(k.regions()).isZero();
        assertThat(k.unmapViewOfFile(view)).isFalse();
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_INVALID_ADDRESS);
    }

    @Test
    void aViewThatIsUnmappedDuringAnAccessIsAnExceptionAndNotTheEndOfTheJvm()
            throws InterruptedException {
        for (int i = 0; i < RACES; i++) {
            Address view = view(1 << 20);
            Thread unmapping = Thread.ofPlatform().start(() -> k.unmapViewOfFile(view));
            assertThatExceptionOfType(MemoryFaultException.class)
                    .isThrownBy(
                            () -> {
                                while (true) {
                                    k.read(view, 1 << 20);
                                    k.write(view, new byte[1 << 19]);
                                }
                            });
            unmapping.join();
        }
    }

    @Test
    void anAsynchronousHandleIsReadAndWrittenAsAnyOther() throws IOException {
        Path path = Files.write(directory.resolve("asynchronous"), new byte[3_000_000]);
        Handle file = open(path, OVERLAPPED);
        assertThat(k.readFile(file, 5, 2_500_000)).hasSize(2_500_000);
        assertThat(k.writeFile(file, 2_999_990, new byte[] {1, 2, 3})).isEqualTo(3);
        assertThat(k.readFile(file, 2_999_990, 100)).hasSize(10).startsWith(1, 2, 3);
        assertThat(k.readFile(file, 9_999_999, 100)).isEmpty();
    }

    /** The handle of the file is signalled at the end of any of its transfers. */
    @Test
    void anAsynchronousHandleMayBeUsedByManyThreads() throws Exception {
        byte[] bytes = new byte[4 << 20];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i >> 16);
        }
        Handle file = open(Files.write(directory.resolve("many"), bytes), OVERLAPPED);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<byte[]>> parts = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                long at = (long) i << 16;
                parts.add(threads.submit(() -> k.readFile(file, at, 1 << 16)));
            }
            for (int i = 0; i < parts.size(); i++) {
                assertThat(parts.get(i).get())
                        .isEqualTo(Arrays.copyOfRange(bytes, i << 16, (i + 1) << 16));
            }
        }
    }

    /** Somebody else, such as the JVM, has reserved it, and uses it on. */
    @Test
    void memoryThatWasOnlyCommittedIsNotReleased() {
        Address reserved =
                new Address(
                        WindowsFunction.of("VirtualAlloc")
                                .call(0, 1 << 16, WinNt.MEM_RESERVE, WinNt.PAGE_NOACCESS));
        try (Kernel32 other = Kernel32.open()) {
            assertThat(
                    other.virtualAlloc(reserved, 4096, WinNt.MEM_COMMIT, WinNt.PAGE_READWRITE))
                    .isEqualTo(reserved);
        }
        assertThat(k.read(reserved, 10)).hasSize(10);
        assertThat(k.virtualFree(reserved, 0, WinNt.MEM_RELEASE)).isTrue();
    }

    @Test
    void pathsMayBeLongAndHaveAnyLetters() throws IOException {
        Path deep = directory.resolve("x".repeat(120)).resolve("y".repeat(120));
        Path path = Files.createDirectories(deep).resolve("\u65e5\u672c\u00f6.bin");
        Handle file = k.createFile(path, READ_WRITE, SHARE_ALL, WinNt.CREATE_ALWAYS);
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_SUCCESS);
        assertThat(k.writeFile(file, 0, new byte[10])).isEqualTo(10);
        assertThat(k.closeHandle(file)).isTrue();
        assertThat(path).hasSize(10);
        assertThat(k.deleteFile(path)).isTrue();
        assertThat(path).doesNotExist();
    }

    @Test
    void aLengthThatIsNotThereTakesNoMemory() {
        Address view = view(1 << 20);
        assertThatExceptionOfType(MemoryFaultException.class)
                .isThrownBy(() -> k.read(view, Integer.MAX_VALUE));
    }
}
