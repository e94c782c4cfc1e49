package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another process truncates the file that holds the memory of a named section. */
class TruncatedMemoryTest {
    private static final int PAGE = AddressSpace.PAGE_SIZE;
    private static final long SIZE = 16 * PAGE;

    @TempDir
    Path directory;

    private Kernel32 k;
    private Address view;

    @BeforeEach
    void reserve() throws IOException {
        k = Kernel32.open(directory.resolve("names"));
        Handle section =
                k.createFileMapping(
                        Handle.INVALID_HANDLE_VALUE,
                        WinNt.PAGE_READWRITE | WinNt.SEC_RESERVE,
                        SIZE,
                        "truncated");
        view = k.mapViewOfFile(section, WinNt.FILE_MAP_WRITE, 0, 0);
        assertThat(k.virtualAlloc(view, 4 * PAGE, WinNt.MEM_COMMIT, WinNt.PAGE_READWRITE))
                .isEqualTo(view);
        k.write(view, new byte[] {1});
    }

    @AfterEach
    void end() {
        k.close();
    }

    /** The states of the pages are after the pages themselves. */
    private void truncate(long size) throws IOException {
        truncate(directory.resolve("names"), size);
    }

    private static void truncate(Path names, long size) throws IOException {
        Path bytes;
        try (Stream<Path> files = Files.walk(names)) {
            bytes = files.filter(one -> one.toString().endsWith(".bytes")).findAny().orElseThrow();
        }
        assertThat(Files.size(bytes)).isGreaterThan(size);
        try (FileChannel file = FileChannel.open(bytes, StandardOpenOption.WRITE)) {
            file.truncate(size);
        }
    }

    /** Reads would find zeros, and writes be lost. */
    @Test
    void memoryThatWasTruncatedBeforeItIsOpenedIsRefused() throws IOException {
        Path names = directory.resolve("others");
        try (OtherJvm other = new OtherJvm(NamedSharedMemory.class, names, "hello");
                Kernel32 late = Kernel32.open(names)) {
            other.await("ready");
            truncate(names, 100);
            assertThat(late.openFileMapping(WinNt.FILE_MAP_READ, "MyFileMappingObject")).isNull();
            assertThat(late.getLastError()).isEqualTo(WinError.ERROR_FILE_INVALID);
            assertThat(
                    late.createFileMapping(
                            Handle.INVALID_HANDLE_VALUE,
                            WinNt.PAGE_READWRITE,
                            256,
                            "MyFileMappingObject"))
                    .isNull();
            assertThat(late.getLastError()).isEqualTo(WinError.ERROR_FILE_INVALID);
        }
    }

    @Test
    void aDescriptionThatIsDamagedIsRefused() throws IOException {
        Path path = directory.resolve("record");
        SectionObject.Shape negative = new SectionObject.Shape(-4096, WinNt.PAGE_READWRITE, 0);
        SectionObject.Shape page = new SectionObject.Shape(4096, WinNt.PAGE_READWRITE, 0);
        for (ObjectRecord record : List.of(
                new ObjectRecord(KernelObject.Type.SECTION, negative, "f", true),
                new ObjectRecord(KernelObject.Type.SECTION, page, "f\0", true))) {
            try (FileChannel channel =
                    FileChannel.open(
                            path,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE)) {
                record.write(channel);
                assertThatIOException()
                        .isThrownBy(() -> ObjectRecord.read(channel))
                        .withMessageContaining("damaged");
            }
        }
    }

    @Test
    void functionsFailIfTheStatesOfThePagesAreLost() throws IOException {
        truncate(SIZE);
        fails(() -> k.virtualQuery(view));
        fails(() -> k.virtualAlloc(view, PAGE, WinNt.MEM_COMMIT, WinNt.PAGE_READWRITE));
        fails(() -> k.virtualProtect(view, PAGE, WinNt.PAGE_READONLY));
        fails(() -> k.virtualLock(view, PAGE) ? true : null);
        fails(() -> k.queryWorkingSetEx(List.of(view)));
    }

    private void fails(Supplier<@Nullable Object> call) {
        k.setLastError(0);
        assertThat(call.get()).isNull();
        assertThat(k.getLastError()).isEqualTo(WinError.ERROR_FILE_INVALID);
    }

    @Test
    void accessesFailAsThoseToALostPage() throws IOException {
        truncate(SIZE);
        assertThatExceptionOfType(InPageErrorException.class)
                .isThrownBy(() -> k.read(view, 1))
                .satisfies(e -> assertThat(e.address()).isEqualTo(view))
                .withCauseInstanceOf(IOException.class);
        assertThatExceptionOfType(InPageErrorException.class)
                .isThrownBy(() -> k.write(new Address(view.value() + 5), new byte[1]))
                .satisfies(e -> assertThat(e.isWrite()).isTrue());
    }

    @Test
    void whatDoesNotNeedTheStatesStillWorks() throws IOException {
        truncate(0);
        fails(() -> k.virtualQuery(view));
        assertThat(k.prefetchVirtualMemory(List.of(new MemoryRange(view, SIZE)), 0)).isTrue();
        assertThat(k.virtualAlloc(view, PAGE, WinNt.MEM_RESET, WinNt.PAGE_READWRITE))
                .isEqualTo(view);
        assertThat(k.unmapViewOfFile(view)).isTrue();
        assertThat(k.virtualQuery(view).state()).isEqualTo(WinNt.MEM_FREE);
    }
}
