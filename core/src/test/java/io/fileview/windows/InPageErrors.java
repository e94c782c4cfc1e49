package io.fileview.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Has pages that a file has lost be reported under Wine as Windows reports them. Windows raises
 * EXCEPTION_IN_PAGE_ERROR, which the JVM turns into an error of Java; Wine raises
 * EXCEPTION_ACCESS_VIOLATION, which ends the JVM. A vectored exception handler changes the one code
 * into the other, for addresses inside of views of the files that tests make shorter and for no
 * other. It is machine code, because Java code cannot run while an exception is handled.
 */
final class InPageErrors {
    private static final WindowsFunction VIRTUAL_ALLOC = WindowsFunction.of("VirtualAlloc");
    private static final WindowsFunction VIRTUAL_QUERY = WindowsFunction.of("VirtualQuery");
    private static final WindowsFunction MAPPED_NAME =
            WindowsFunction.of("K32GetMappedFileNameW");
    private static final WindowsFunction ADD_HANDLER =
            WindowsFunction.of("AddVectoredExceptionHandler");

    private static final long MEM_RESERVE_AND_COMMIT = 0x3000;
    private static final long PAGE_READWRITE = 0x04;
    private static final long PAGE_EXECUTE_READWRITE = 0x40;
    private static final int MEM_MAPPED = 0x40000;
    private static final long THIS_PROCESS = -1;

    /** The table of views: their number, and then the start and the end of each. */
    private static final int MOST_VIEWS = 8_000;

    private static final long TABLE_SIZE = 128 << 10;

    /**
     * The handler: <pre>
     *       mov  rax, [rcx]              ; the exception record
     *       cmp  dword [rax], C0000005
     *       jne  out
     *       cmp  dword [rax+24], 2       ; the number of parameters
     *       jb   out
     *       mov  rdx, [rax+40]           ; the address that was accessed
     *       mov  r10, TABLE
     *       mov  r11, [r10]              ; the number of views
     * loop: test r11, r11
     *       jz   out
     *       cmp  rdx, [r10+8]
     *       jb   next
     *       cmp  rdx, [r10+16]
     *       jb   hit
     * next: add  r10, 16
     *       dec  r11
     *       jmp  loop
     * hit:  mov  dword [rax], C0000006
     * out:  xor  eax, eax                ; let the other handlers go on
     *       ret
     * </pre>
     */
    private static final byte[] CODE =
            HexFormat.of()
                    .parseHex(
                            "488b01" + "8138050000c0" + "7537" + "83781802" + "7231" + "488b5028"
                                    + "49ba0000000000000000" + "4d8b1a" + "4d85db" + "741b"
                                    + "493b5208" + "7206" + "493b5210" + "7209" + "4983c210"
                                    + "49ffcb" + "ebe6" + "c700060000c0" + "31c0" + "c3");

    private static final long TABLE_AT = 23;

    /** Made when the first file is made shorter, and used until the JVM ends. */
    private static final MemorySegment TABLE = install();

    private InPageErrors() {}

    private static MemorySegment install() {
        if (!"amd64".equals(System.getProperty("os.arch"))) {
            throw new UnsupportedOperationException("the handler is code for x86-64");
        }
        MemorySegment table = memory(TABLE_SIZE, PAGE_READWRITE);
        MemorySegment code = memory(CODE.length, PAGE_EXECUTE_READWRITE);
        MemorySegment.copy(CODE, 0, code, JAVA_BYTE, 0, CODE.length);
        code.set(JAVA_LONG_UNALIGNED, TABLE_AT, table.address());
        if (ADD_HANDLER.call(1, code.address()) == 0) {
            throw new AssertionError("no handler: " + WindowsFunction.lastError());
        }
        return table;
    }

    private static MemorySegment memory(long size, long protection) {
        long address = VIRTUAL_ALLOC.call(0, size, MEM_RESERVE_AND_COMMIT, protection);
        return NativeMemory.own(address, size, Arena.global());
    }

    /** Reports lost pages in all views of a file that are mapped now, as far as they still are. */
    static synchronized void reportIn(Path path) throws IOException {
        String name = path.toRealPath().getFileName().toString();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment region = arena.allocate(48, JAVA_LONG.byteSize());
            MemorySegment text = arena.allocate(2 * 1024);
            long views = 0;
            for (long at = 0; VIRTUAL_QUERY.call(at, region.address(), region.byteSize()) != 0;) {
                long start = region.get(JAVA_LONG, 0);
                long end = start + region.get(JAVA_LONG, 24);
                if (region.get(JAVA_INT, 40) == MEM_MAPPED && isViewOf(name, start, text)) {
                    if (views == MOST_VIEWS) {
                        throw new AssertionError("more views than the handler has room for");
                    }
                    TABLE.set(JAVA_LONG, 8 + 16 * views, start);
                    TABLE.set(JAVA_LONG, 16 + 16 * views, end);
                    views++;
                }
                at = end;
            }
            TABLE.set(JAVA_LONG, 0, views);
        }
    }

    private static boolean isViewOf(String name, long address, MemorySegment text) {
        int length =
                MAPPED_NAME.callInt(THIS_PROCESS, address, text.address(), text.byteSize() / 2);
        return length > 0
                && new String(
                        text.asSlice(0, 2L * length).toArray(JAVA_BYTE),
                        StandardCharsets.UTF_16LE)
                        .endsWith("\\" + name);
    }
}
