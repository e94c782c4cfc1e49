package io.fileview.win32;

import io.fileview.windows.WindowsFunction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The Win32 file-mapping functions of one process, with its handles, its address space, and the last
 * error of each of its threads. Names and values are those of Windows. A function that fails returns
 * null, false or {@link Handle#INVALID_HANDLE_VALUE}, and sets the last error.
 *
 * <p>On Windows the functions are those of Windows: handles, addresses, errors and structures come
 * from the system. On other systems, and on request, they are those of a <i>simulated</i> process.
 * The same source runs on both:
 *
 * <table class="striped">
 * <caption>The two kinds of process</caption>
 * <thead>
 * <tr><th scope="col"></th><th scope="col">on Windows</th><th scope="col">simulated</th></tr>
 * </thead>
 * <tbody>
 * <tr><th scope="row">{@link #process()}, {@link #open()}</th>
 *     <td>this process</td><td>on other systems: a process of its own</td></tr>
 * <tr><th scope="row">{@link #simulated()}, {@link #open(Path)}</th>
 *     <td>not used</td><td>a process of its own, on Windows too</td></tr>
 * <tr><th scope="row">addresses and handles</th>
 *     <td>real ones, which Windows uses again</td><td>not used again while it can be avoided</td></tr>
 * <tr><th scope="row">names of objects</th>
 *     <td>those of the session and of the machine</td><td>files in a directory</td></tr>
 * <tr><th scope="row">share modes</th>
 *     <td>among all programs</td><td>among users of this library in this JVM</td></tr>
 * <tr><th scope="row">a function that this version of Windows lacks</th>
 *     <td>fails with {@link WinError#ERROR_CALL_NOT_IMPLEMENTED}</td><td>there is none</td></tr>
 * </tbody>
 * </table>
 *
 * <p><b>Hazard on Windows.</b> Handles and addresses are those of the whole process, as in C. A
 * program that closes a handle, or writes to, unmaps, frees or protects an address, that this class
 * has not returned takes it from the JVM or from a library, and may end the JVM. So does code that
 * follows an address by other means than {@link #read} and {@link #write} and meets a page that is
 * not there.
 *
 * <p><b>Hazard of a simulated process.</b> Addresses are those of a simulated 64-bit Windows with
 * pages of 4096 bytes and an allocation granularity of 64 KiB. Nothing else can dereference them.
 *
 * <p>{@link #read} and {@link #write} check every page in both. An access that would raise a
 * structured exception throws a {@link MemoryFaultException}; it never ends the JVM.
 *
 * {@snippet file="io/fileview/win32/ViewWithinFile.java" region="within"}
 *
 * <p>Files are real files. Views are coherent with each other, with other programs that map the
 * file, and with reads and writes of the file. The functions may be called from any thread.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/memory/file-mapping">File Mapping</a>
 */
public final class Kernel32 extends VirtualFunctions implements AutoCloseable {
    /** Created when it is first used. */
    private static final class Shared {
        static final Kernel32 PROCESS = open();
    }

    private Kernel32(Win32Process process) {
        super(process);
    }

    /**
     * Returns the process that all parts of a program share: on Windows this process, elsewhere a
     * simulated one. Do not close it.
     *
     * @return always the same process
     * @throws IllegalStateException on Windows, if the JVM allows no native calls; it names the
     *     option to add
     */
    public static Kernel32 process() {
        requireNativeCalls();
        return Shared.PROCESS;
    }

    /**
     * Returns the functions of this process on Windows, and creates a simulated process elsewhere,
     * as {@link #simulated()} does. {@link #close} releases what the functions have returned.
     *
     * @return the process
     * @throws IllegalStateException on Windows, if the JVM allows no native calls; it names the
     *     option to add
     */
    public static Kernel32 open() {
        return open(ProcessState.DEFAULT_LIMIT);
    }

    /**
     * As {@link #open()}; a simulated process waits for other processes which use names no longer
     * than a given time. Windows itself never waits long for them.
     *
     * @param nameLimit the longest wait of a function; zero to wait for nobody
     * @return the process
     * @throws IllegalArgumentException if the limit is negative
     * @throws IllegalStateException on Windows, if the JVM allows no native calls; it names the
     *     option to add
     */
    public static Kernel32 open(Duration nameLimit) {
        requireNotNegative(nameLimit);
        requireNativeCalls();
        return WindowsFunction.ON_WINDOWS
                ? new Kernel32(new NativeProcess())
                : simulated(nameLimit);
    }

    /** The initializers of classes, which look up functions, could not report it as it is. */
    private static void requireNativeCalls() {
        if (WindowsFunction.ON_WINDOWS) {
            WindowsFunction.of("GetSystemInfo");
        }
    }

    /**
     * Creates a simulated process with no handles and an empty address space, on any system. It
     * shares names with all simulated processes of the user, who is identified by number. On Linux,
     * {@code Global\} names are visible to all simulated processes of the machine: a name that
     * another user holds can be neither opened nor created ({@code ERROR_ACCESS_DENIED}). Local
     * names of different users are independent of each other.
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
    public static Kernel32 simulated() {
        return simulated(ProcessState.DEFAULT_LIMIT);
    }

    /**
     * Creates a simulated process, as {@link #simulated()} does, that waits for other processes
     * which use names no longer than a given time.
     *
     * @param nameLimit the longest wait of a function; zero to wait for nobody
     * @return the process
     * @throws IllegalArgumentException if the limit is negative
     */
    public static Kernel32 simulated(Duration nameLimit) {
        return open(ObjectNamespace.ofUser(), new EngineChoice(null), nameLimit);
    }

    /**
     * Creates a simulated process, on any system, that keeps all names, including {@code Global\}
     * names, in a given directory. It is not used, as described for {@link #simulated()}, if it
     * belongs to another user or is accessible to others, if its parent belongs to a user other than
     * root and the own one, or if every user may write its parent and that has no sticky bit.
     * Members of the parent's group are trusted.
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
        requireNotNegative(nameLimit);
        return new Kernel32(new SimulatedProcess(engine, names, nameLimit));
    }

    private static void requireNotNegative(Duration nameLimit) {
        if (nameLimit.isNegative()) {
            throw new IllegalArgumentException(
                    "the limit is " + nameLimit + " and must not be negative");
        }
    }

    /**
     * Returns whether this is a simulated process. If not, it is that of the JVM, and handles and
     * addresses are real.
     *
     * @return true for a simulated process
     */
    public boolean isSimulated() {
        return process instanceof SimulatedProcess;
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
        return process.memory().read(address.value(), length);
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
        process.memory().write(address.value(), bytes);
    }

    /**
     * Returns the page size, the allocation granularity and the range of addresses.
     *
     * @return the values
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/sysinfoapi/nf-sysinfoapi-getsysteminfo">GetSystemInfo</a>
     */
    public SystemInfo getSystemInfo() {
        return process.systemInfo();
    }

    /**
     * Returns the size of a large page; in a simulated process, that of 64-bit Windows. No simulated
     * process has the privilege to map one.
     *
     * @return for example 2 MiB; 0 if Windows has none
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-getlargepageminimum">GetLargePageMinimum</a>
     */
    public long getLargePageMinimum() {
        return process.largePageMinimum();
    }

    /**
     * Ends the process: unmaps its views, frees its memory and closes its handles. On Windows these
     * are the ones that functions of this object have returned, and that no function of any {@code
     * Kernel32} has released since. What a native library has released is not known: Windows may
     * have used its number again, for something that this method would then release.
     */
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
        return process.openHandles();
    }

    /** The number of views, allocations and placeholders. */
    int regions() throws IOException {
        return process.regions();
    }
}
