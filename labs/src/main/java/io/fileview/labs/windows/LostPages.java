package io.fileview.labs.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.fileview.labs.common.CannotRunException;
import java.lang.foreign.MemorySegment;

/**
 * Makes Wine say what Windows says of a page that cannot be read in: Wine raises an access violation,
 * 0xC0000005, which ends every JVM, where Windows raises an in-page error, 0xC0000006. A vectored
 * exception handler, which comes before those of the JVM, rewrites the one into the other for the
 * addresses of one view. On Windows it is not installed.
 */
final class LostPages {
    private static final int MEM_COMMIT_RESERVE = 0x3000;
    private static final int PAGE_EXECUTE_READWRITE = 0x40;
    private static final int SIZE = 4096;
    private static final int FIRST = 13;
    private static final int AFTER_LAST = 23;

    /** The machine code, for x86-64; the two addresses are filled in. */
    private static final int[] CODE = {
        0x48, 0x8B, 0x01, // mov rax, [rcx]: the exception record
        0x81, 0x38, 0x05, 0x00, 0x00, 0xC0, // cmp dword [rax], 0xC0000005
        0x75, 0x28, // jne end
        0x49, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, // mov r8, first address
        0x49, 0xB9, 0, 0, 0, 0, 0, 0, 0, 0, // mov r9, address after the last
        0x48, 0x8B, 0x50, 0x28, // mov rdx, [rax + 40]: the address accessed
        0x4C, 0x39, 0xC2, // cmp rdx, r8
        0x72, 0x0B, // jb end
        0x4C, 0x39, 0xCA, // cmp rdx, r9
        0x73, 0x06, // jae end
        0xC7, 0x00, 0x06, 0x00, 0x00, 0xC0, // mov dword [rax], 0xC0000006
        0x31, 0xC0, // end: xor eax, eax: let the next handler see it
        0xC3 // ret
    };

    private LostPages() {}

    @SuppressWarnings("restricted")
    static void reportFor(long address, long length) throws CannotRunException {
        if (!WindowsCalls.isWine()) {
            return;
        }
        long memory =
                WindowsCalls.call(
                        "kernel32", "VirtualAlloc", 0, SIZE, MEM_COMMIT_RESERVE,
                        PAGE_EXECUTE_READWRITE);
        MemorySegment code = MemorySegment.ofAddress(memory).reinterpret(SIZE);
        for (int i = 0; i < CODE.length; i++) {
            code.set(JAVA_BYTE, i, (byte) CODE[i]);
        }
        code.set(JAVA_LONG_UNALIGNED, FIRST, address);
        code.set(JAVA_LONG_UNALIGNED, AFTER_LAST, address + length);
        if (WindowsCalls.call("kernel32", "AddVectoredExceptionHandler", 1, memory) == 0) {
            throw new CannotRunException("no vectored exception handler could be added");
        }
    }
}
