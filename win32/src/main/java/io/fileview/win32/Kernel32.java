package io.fileview.win32;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

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
     * all processes of the user, who is identified by number. On Linux, {@code Global\} names are
     * visible to all processes of the machine: a name that another user holds can be neither opened
     * nor created ({@code ERROR_ACCESS_DENIED}). Local names of different users are independent of
     * each other.
     *
     * <p>The names are files in {@code /dev/shm/fileview-} with the number of the user; in {@code
     * /tmp} or {@code java.io.tmpdir} if the former cannot be used. A directory that belongs to
     * another user, or that other users can enter or replace, is not used: functions with names
     * then fail with {@code ERROR_ACCESS_DENIED}, and the log names the directory and the reason.
     *
     * <p>Only processes of the user can lock names. If one of them is stopped while it does so, the
     * others wait one minute, and then fail with {@code ERROR_LOCK_VIOLATION}; the log names the
     * process. If the thread is interrupted while it waits, the error is {@code
     * ERROR_OPERATION_ABORTED}. Closing a handle succeeds nevertheless.
     *
     * <p>One class loader of a JVM at a time can hold names in a directory; the functions of others
     * fail with {@code ERROR_LOCK_VIOLATION} at once. The {@code Global\} names of a killed process
     * remain taken for other users until a process of its user uses a name.
     *
     * @return the process
     */
    public static Kernel32 open() {
        return open(ProcessState.DEFAULT_LIMIT);
    }

    /**
     * Creates a simulated process, as {@link #open()} does, that waits for other processes which
     * use names no longer than a given time.
     *
     * @param nameLimit the longest wait of a function; zero to wait for nobody
     * @return the process
     * @throws IllegalArgumentException if the limit is negative
     */
    public static Kernel32 open(Duration nameLimit) {
        return open(ObjectNamespace.ofUser(), new EngineChoice(null), nameLimit);
    }

    /**
     * Creates a simulated process that keeps all names, including {@code Global\} names, in a given
     * directory. It is not used, as described for {@link #open()}, if it belongs to another user or
     * is accessible to others, if its parent belongs to a user other than root and the own one, or
     * if every user may write its parent and that has no sticky bit. Members of the parent's group
     * are trusted.
     *
     * @param names the directory; it is created if it does not exist
     * @return the process
     */
    public static Kernel32 open(Path names) {
        return open(names, ProcessState.DEFAULT_LIMIT);
    }

    /**
     * Creates a simulated process, as {@link #open(Path)} does, that waits for other processes
     * which use names no longer than a given time.
     *
     * @param names the directory; it is created if it does not exist
     * @param nameLimit the longest wait of a function; zero to wait for nobody
     * @return the process
     * @throws IllegalArgumentException if the limit is negative
     */
    public static Kernel32 open(Path names, Duration nameLimit) {
        return open(ObjectNamespace.in(names), new EngineChoice(null), nameLimit);
    }

    static Kernel32 open(Path names, EngineChoice engine) {
        return open(ObjectNamespace.in(names), engine, ProcessState.DEFAULT_LIMIT);
    }

    private static Kernel32 open(
            ObjectNamespace names, EngineChoice engine, Duration nameLimit) {
        if (nameLimit.isNegative()) {
            throw new IllegalArgumentException(
                    "the limit is " + nameLimit + " and must not be negative");
        }
        return new Kernel32(ProcessState.of(engine, names, nameLimit));
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
     * @throws IllegalArgumentException if the length is negative
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
