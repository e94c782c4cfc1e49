package io.fileview.win32;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Uses memory of each kind in a JVM where guarded access is refused. */
final class RefusedAccess {
    private static final int SIGBUS = 7;
    private static final int PAGE = AddressSpace.PAGE_SIZE;
    private static final int SIZE = 4 * PAGE;

    private RefusedAccess() {}

    public static void main(String[] args) throws Throwable {
        Path directory = Path.of(args[1]);
        if (args[0].equals("taken")) {
            takeSignal();
        } else {
            System.setProperty("java.vm.name", "Some Other VM");
        }
        Path data = Files.write(directory.resolve("data"), new byte[SIZE]);
        requireRefusal(data);
        try (Kernel32 k = Kernel32.open(directory.resolve("names"))) {
            allocate(k);
            reserveSection(k);
            Handle file =
                    k.createFile(data, WinNt.GENERIC_READ | WinNt.GENERIC_WRITE, 7,
                            WinNt.OPEN_EXISTING);
            Handle section = k.createFileMapping(file, WinNt.PAGE_READWRITE, 0, null);
            Address view = map(k, section, WinNt.FILE_MAP_WRITE);
            change(k, view, "view of a file");
            Address copy = map(k, section, WinNt.FILE_MAP_COPY);
            change(k, copy, "copy-on-write view");
            image(k, Files.write(directory.resolve("image"), SampleImage.bytes()));
            try (FileChannel shrunk = FileChannel.open(data, StandardOpenOption.WRITE)) {
                shrunk.truncate(0);
            }
            try {
                System.out.println("read after the end " + k.read(view, 1).length);
            } catch (InPageErrorException expected) {
                System.out.println("page lost");
            }
        }
        System.out.println("end");
    }

    private static void requireRefusal(Path file) throws IOException {
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            System.out.println("not refused: " + view.guarded().getByte(0));
        } catch (UnsupportedOperationException expected) {
            System.out.println("refused");
        }
    }

    private static void allocate(Kernel32 k) {
        Address memory =
                required(k, k.virtualAlloc(null, SIZE, WinNt.MEM_RESERVE | WinNt.MEM_COMMIT,
                        WinNt.PAGE_READWRITE));
        change(k, memory, "memory");
        required(k, k.virtualFree(memory, PAGE, WinNt.MEM_DECOMMIT) ? memory : null);
        required(k, k.virtualAlloc(memory, PAGE, WinNt.MEM_COMMIT, WinNt.PAGE_READWRITE));
        System.out.println("memory committed again " + k.read(memory, 1)[0]);
    }

    private static void reserveSection(Kernel32 k) {
        Handle section =
                k.createFileMapping(
                        Handle.INVALID_HANDLE_VALUE, WinNt.PAGE_READWRITE | WinNt.SEC_RESERVE,
                        SIZE, null);
        Address view = map(k, section, WinNt.FILE_MAP_WRITE);
        required(k, k.virtualAlloc(view, 2 * PAGE, WinNt.MEM_COMMIT, WinNt.PAGE_READWRITE));
        change(k, view, "reserved section");
    }

    private static void image(Kernel32 k, Path path) {
        Handle file =
                k.createFile(path, WinNt.GENERIC_READ | WinNt.GENERIC_EXECUTE, 7,
                        WinNt.OPEN_EXISTING);
        Handle section =
                k.createFileMapping(file, WinNt.PAGE_READONLY | WinNt.SEC_IMAGE, 0, null);
        Address view = map(k, section, WinNt.FILE_MAP_READ);
        System.out.println(
                "image " + Integer.toHexString(
                        k.read(new Address(view.value() + 2 * PAGE), 1)[0] & 0xff));
    }

    private static void change(Kernel32 k, Address at, String what) {
        k.write(new Address(at.value() + PAGE - 1), new byte[] {4, 5});
        byte[] read = k.read(new Address(at.value() + PAGE - 1), 2);
        System.out.println(what + " " + read[0] + read[1]);
    }

    private static Address map(Kernel32 k, @Nullable Handle section, int access) {
        return required(k, k.mapViewOfFile(section, access, 0, 0));
    }

    private static Address required(Kernel32 k, @Nullable Address address) {
        return Objects.requireNonNull(address, () -> "error " + k.getLastError());
    }

    /** As a crash reporter does; this one ends the process without a word. */
    @SuppressWarnings("restricted") // It calls native code, as such a library does.
    private static void takeSignal() throws Throwable {
        Linker linker = Linker.nativeLinker();
        MemorySegment handler = linker.defaultLookup().find("_exit").orElseThrow();
        MemorySegment before =
                (MemorySegment) linker.downcallHandle(
                        linker.defaultLookup().find("signal").orElseThrow(),
                        FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS))
                        .invokeExact(SIGBUS, handler);
        if (before.address() == -1) {
            throw new IOException("signal(2) failed");
        }
    }
}
