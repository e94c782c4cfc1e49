package io.fileview.win32;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * The Win32 file-mapping functions of one simulated process, with its handles, its address space,
 * and the last error of each of its threads. Names and values are those of Windows. A function that
 * fails returns null, false or {@link Handle#INVALID_HANDLE_VALUE}, and sets the last error.
 *
 * <p><b>Hazard.</b> Addresses are those of a simulated 64-bit Windows with pages of 4096 bytes and
 * an allocation granularity of 64 KiB. They can be dereferenced only through {@link #read} and
 * {@link #write}, which check every page. An access that would raise a structured exception on
 * Windows throws a {@link MemoryFaultException}; it never crashes the JVM.
 *
 * {@snippet file="io/fileview/win32/ViewWithinFile.java" region="within"}
 *
 * <p>Files are real files of the host. Views are coherent with each other, with other programs that
 * map the file, and with reads and writes of the file. The functions may be called from any thread.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/memory/file-mapping">File Mapping</a>
 */
public final class Kernel32 extends VirtualFunctions implements AutoCloseable {
    private final Memory memory;

    /** Created when it is first used. */
    private static final class Shared {
        static final Kernel32 PROCESS = open();
    }

    private Kernel32(ProcessState process) {
        super(process);
        this.memory = new Memory(process.space());
    }

    /**
     * Returns the process that all parts of a program share. Do not close it.
     *
     * @return always the same process
     */
    public static Kernel32 process() {
        return Shared.PROCESS;
    }

    /**
     * Creates a simulated process with no handles and an empty address space. It shares names with
     * all processes of the user. On Linux it shares {@code Global\} names with all processes of the
     * machine: a name that another user holds can be neither opened nor created ({@code
     * ERROR_ACCESS_DENIED}). Local names of different users are independent of each other.
     *
     * @return the process
     */
    public static Kernel32 open() {
        return new Kernel32(ProcessState.of(new EngineChoice(null)));
    }

    /**
     * Creates a simulated process that keeps all names, including {@code Global\} names, in a given
     * directory.
     *
     * @param names the directory; it is created if it does not exist, must belong to the user, and
     *     must be accessible to nobody else
     * @return the process
     */
    public static Kernel32 open(Path names) {
        return new Kernel32(ProcessState.of(new EngineChoice(null), names));
    }

    static Kernel32 open(Path names, EngineChoice engine) {
        return new Kernel32(ProcessState.of(engine, names));
    }

    /**
     * Reads memory, as a load instruction does.
     *
     * @param address the address of the first byte
     * @param length the number of bytes
     * @return the bytes
     * @throws AccessViolationException if a page is not mapped, not committed or not readable
     * @throws InPageErrorException if the file of a page has been truncated or cannot be read
     * @throws GuardPageException if a page is a guard page
     */
    public byte[] read(Address address, int length) {
        return memory.read(address.value(), length);
    }

    /**
     * Writes memory, as a store instruction does. If a page faults, the pages before it have been
     * written.
     *
     * @param address the address of the first byte
     * @param bytes the bytes
     * @throws AccessViolationException if a page is not mapped, not committed or not writable
     * @throws InPageErrorException if the file of a page has been truncated or cannot be written
     * @throws GuardPageException if a page is a guard page
     */
    public void write(Address address, byte[] bytes) {
        memory.write(address.value(), bytes);
    }

    /**
     * Returns the page size, the allocation granularity and the range of addresses.
     *
     * @return the values
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
     * Returns the size of a large page on 64-bit Windows. No simulated process has the privilege to
     * map one.
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

    /** The number of open handles. */
    int openHandles() {
        return process.handles().size();
    }

    /** The number of views, allocations and placeholders. */
    int regions() throws IOException {
        return process.space().reading(() -> process.space().all().size());
    }
}
