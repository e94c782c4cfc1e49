package io.fileview.win32;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Reads and writes the memory of this process by copies that the kernel makes. Where a load or a
 * store would raise a structured exception, and end the JVM, the copy stops and says how far it got.
 *
 * <p>What the exception would be is seen in the protection of the page, which is looked at before
 * each copy. {@code WriteProcessMemory} is no choice: it may change the protection of pages in
 * passing, which other threads would notice.
 */
final class NativeMemory implements MemoryApi {
    private static final NativeFunction READ = NativeFunction.of("NtReadVirtualMemory");
    private static final NativeFunction WRITE = NativeFunction.of("NtWriteVirtualMemory");

    private static final int MOST_AT_ONCE = 1 << 16;

    private final long pageSize;

    NativeMemory(long pageSize) {
        this.pageSize = pageSize;
    }

    @Override
    public byte[] read(long address, int length) {
        if (length < 0) {
            throw new IllegalArgumentException("the length is " + length + "; give 0 or more");
        }
        byte[] bytes = new byte[Math.min(length, MOST_AT_ONCE)];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Math.max(1, bytes.length));
            for (int done = 0; done < length;) {
                int most = Math.min(length - done, MOST_AT_ONCE);
                int copied = copy(READ, address + done, buffer, most, false);
                if (bytes.length < done + copied) {
                    // No memory is needed for a length that is not there.
                    bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * (done + copied)));
                }
                MemorySegment.copy(buffer, JAVA_BYTE, 0, bytes, done, copied);
                done += copied;
            }
        }
        return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
    }

    @Override
    public void write(long address, byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Math.clamp(bytes.length, 1, MOST_AT_ONCE));
            for (int done = 0; done < bytes.length;) {
                int most = Math.min(bytes.length - done, MOST_AT_ONCE);
                MemorySegment.copy(bytes, done, buffer, JAVA_BYTE, 0, most);
                done += copy(WRITE, address + done, buffer, most, true);
            }
        }
    }

    /** Copies at least one byte, no more than the run of equal pages has, and returns how many. */
    private int copy(
            NativeFunction function, long at, MemorySegment buffer, int most, boolean write) {
        long end = requireAccessible(at, write);
        int length = (int) Math.min(most, end - at);
        int copied = call(function, at, buffer, length);
        if (copied == 0) {
            // The kernel copies many pages at a time, and may not count those before a bad one.
            int onPage = (int) Math.min(length, pageSize - (at & (pageSize - 1)));
            copied = onPage < length ? call(function, at, buffer, onPage) : 0;
        }
        if (copied == 0) {
            requireAccessible(at, write); // another thread may have changed it meanwhile
            throw new InPageErrorException(
                    at, write, "the page cannot be " + (write ? "written" : "read")
                            + "; the file may have been truncated, or its device failed");
        }
        return copied;
    }

    private static int call(NativeFunction function, long at, MemorySegment buffer, int length) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_LONG);
            boolean done =
                    (int) function.call(
                            Handle.INVALID_HANDLE_VALUE.value(),
                            at,
                            buffer.address(),
                            length,
                            count.address())
                            >= 0;
            return done ? length : (int) count.get(JAVA_LONG, 0);
        }
    }

    /** Throws what an access would raise; returns the end of the run of pages that allow it. */
    private long requireAccessible(long at, boolean write) {
        MemoryBasicInformation page = information(at, write);
        if (page.state() != WinNt.MEM_COMMIT) {
            throw new AccessViolationException(
                    at,
                    write,
                    page.state() == WinNt.MEM_FREE
                            ? "nothing is mapped there"
                            : "the page is not committed");
        }
        int protect = page.protect();
        if ((protect & WinNt.PAGE_GUARD) != 0) {
            throw guardPage(at, write, protect);
        }
        if (write ? !PageProtection.canWrite(protect) : !PageProtection.canRead(protect)) {
            throw new AccessViolationException(
                    at, write, "the page has the protection 0x" + Integer.toHexString(protect));
        }
        return page.baseAddress().value() + page.regionSize();
    }

    /** The guard pages of the JVM's stacks, among others, keep their guard. */
    private GuardPageException guardPage(long at, boolean write, int protect) {
        boolean own = NativeHoldings.ALL.has(at);
        if (own) {
            NativePages.change(at & -pageSize, pageSize, protect & ~WinNt.PAGE_GUARD);
        }
        return new GuardPageException(
                at,
                write,
                own
                        ? "the page is a guard page, and this access has removed the guard"
                        : "the page is a guard page of memory that no function has returned, and"
                                + " keeps its guard");
    }

    private static MemoryBasicInformation information(long at, boolean write) {
        try {
            return NativePages.information(at);
        } catch (Win32Failure outside) {
            throw new AccessViolationException(
                    at, write, "the address is outside the address space");
        }
    }
}
