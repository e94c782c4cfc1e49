package io.fileview.win32;

import io.fileview.Views;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * The Win32 file-mapping functions of one simulated process: its handles, its address space, and the
 * last error of each of its threads. Names and numbers are those of Windows; a function that fails
 * returns null or false, or {@link Handle#INVALID_HANDLE_VALUE}, and sets the last error.
 *
 * <p><b>Hazard.</b> Addresses are those of a simulated 64-bit Windows with pages of 4096 bytes and a
 * granularity of 64 KiB. Only {@link #read} and {@link #write} can follow them. Every access is
 * checked page by page; one that Windows would answer with a structured exception throws a {@link
 * MemoryFaultException}, and the JVM is never taken down.
 *
 * {@snippet file="io/fileview/win32/ViewWithinFile.java" region="within"}
 *
 * <p>Files are the machine's own. Views are views of the core: coherent with each other, with other
 * programs that map the file, and with reads and writes of it. The functions may be called from any
 * thread.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/memory/file-mapping">File Mapping</a>
 */
public final class Kernel32 extends VirtualFunctions implements AutoCloseable {
    private final Memory memory;

    /** Made when first asked for. */
    private static final class Shared {
        static final Kernel32 PROCESS = open();
    }

    private Kernel32(ProcessState process) {
        super(process);
        this.memory = new Memory(process.space());
    }

    /**
     * The process that all parts of a program share. Do not close it.
     *
     * @return always the same
     */
    public static Kernel32 process() {
        return Shared.PROCESS;
    }

    /**
     * Opens a process of its own, with no handles and an empty address space. It shares names with
     * all processes of the user, and {@code Global\} names, on Linux, with all processes of the
     * machine: one that another user has is seen, and neither opened nor made ({@code
     * ERROR_ACCESS_DENIED}). Local names of different users never meet.
     *
     * @return the process
     */
    public static Kernel32 open() {
        return new Kernel32(ProcessState.of(new Engine(null)));
    }

    /**
     * Opens a process whose names, {@code Global\} ones too, are kept in a directory of its own
     * choice.
     *
     * @param names the directory; it is made if it does not exist, and must belong to the user alone
     * @return the process
     */
    public static Kernel32 open(Path names) {
        return new Kernel32(ProcessState.of(new Engine(null), names));
    }

    static Kernel32 open(Path names, Engine engine) {
        return new Kernel32(ProcessState.of(engine, names));
    }

    /**
     * Reads bytes, as a load of the machine would.
     *
     * @param address the first byte
     * @param length how many
     * @return the bytes
     * @throws AccessViolationException if a page is not mapped, not committed or not readable
     * @throws InPageErrorException if the file of a page has shrunk or cannot be read
     * @throws GuardPageException if a page is a guard page
     */
    public byte[] read(Address address, int length) {
        return memory.read(address.value(), length);
    }

    /**
     * Writes bytes, as a store of the machine would. Pages before the one that faults have been
     * written.
     *
     * @param address the first byte
     * @param bytes the bytes
     * @throws AccessViolationException if a page is not mapped, not committed or not writable
     * @throws InPageErrorException if the file of a page has shrunk or cannot be written
     * @throws GuardPageException if a page is a guard page
     */
    public void write(Address address, byte[] bytes) {
        memory.write(address.value(), bytes);
    }

    /**
     * Tells the page size, the granularity and the range of addresses.
     *
     * @return the figures
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/sysinfoapi/nf-sysinfoapi-getsysteminfo">GetSystemInfo</a>
     */
    public SystemInfo getSystemInfo() {
        return new SystemInfo(
                AddressSpace.PAGE_SIZE,
                AddressSpace.GRANULARITY,
                new Address(AddressSpace.LOWEST),
                new Address(AddressSpace.HIGHEST),
                Runtime.getRuntime().availableProcessors());
    }

    /**
     * The size of a large page of 64-bit Windows. No process has the privilege to map one.
     *
     * @return 2 MiB
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-getlargepageminimum">GetLargePageMinimum</a>
     */
    public long getLargePageMinimum() {
        return 2 << 20;
    }

    /** Ends the process: unmaps its views, frees its memory and closes its handles. */
    @Override
    public void close() {
        try {
            process.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many handles are open. */
    int openHandles() {
        return process.handles().size();
    }

    /** How many views, allocations and placeholders there are. */
    int regions() throws IOException {
        return process.space().reading(() -> process.space().all().size());
    }
}
