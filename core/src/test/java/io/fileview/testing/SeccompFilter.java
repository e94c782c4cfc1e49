package io.fileview.testing;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Map;

/**
 * A seccomp filter, as container runtimes install one, for all threads of this process and for good:
 * so only a {@link ChildJvm} may have it. Each denied call is written as its name, an equals sign and
 * the error: {@code statx=EPERM}.
 */
public final class SeccompFilter {
    private static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));

    /** The numbers on x86-64 and on aarch64. */
    private static final Map<String, int[]> CALLS =
            Map.of(
                    "cachestat", new int[] {451, 451},
                    "faccessat2", new int[] {439, 439},
                    "memfd_create", new int[] {319, 279},
                    "mincore", new int[] {27, 232},
                    "mlock", new int[] {149, 228},
                    "mlock2", new int[] {325, 284},
                    "munmap", new int[] {11, 215},
                    "statx", new int[] {332, 291});

    /** By the number of the command, which only the ioctl of a page table has. */
    private static final String PAGEMAP_SCAN = "pagemap_scan";

    private static final Map<String, Integer> ERRORS =
            Map.of("EPERM", 1, "ENOMEM", 12, "ENOSYS", 38);
    private static final int IOCTL = ARM ? 29 : 16;
    private static final long PRCTL = ARM ? 167 : 157;
    private static final long SECCOMP = ARM ? 277 : 317;
    private static final long PR_SET_NO_NEW_PRIVS = 38;
    private static final long SECCOMP_SET_MODE_FILTER = 1;
    private static final long TSYNC = 1;

    private static final short LOAD = 0x20;
    private static final short JUMP_IF_EQUAL = 0x15;
    private static final short RETURN = 0x06;
    private static final int ALLOW = 0x7fff0000;
    private static final int ERROR = 0x00050000;
    private static final int NUMBER = 0;
    private static final int SECOND_ARGUMENT = 24;
    private static final int PAGEMAP_SCAN_COMMAND = 0xC0606610;

    private final MemorySegment program;
    private short length;

    private SeccompFilter(MemorySegment program) {
        this.program = program;
    }

    /** Denies calls from now on, to all threads. */
    public static void deny(List<String> calls) throws IOException {
        deny(calls, TSYNC);
    }

    /** Denies calls to the current thread and those that it starts, which may be of any process. */
    public static void denyToThisThread(List<String> calls) throws IOException {
        deny(calls, 0);
    }

    private static void deny(List<String> calls, long flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            SeccompFilter filter =
                    new SeccompFilter(arena.allocate(8L * (5 * calls.size() + 1), 8));
            for (String call : calls) {
                String[] words = call.split("=", 2);
                filter.add(words[0], ERROR | ERRORS.get(words[1]));
            }
            filter.put(RETURN, 0, ALLOW);
            MemorySegment header = arena.allocate(16, 8);
            header.set(JAVA_SHORT, 0, filter.length);
            header.set(ADDRESS, 8, filter.program);
            syscall(PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0);
            long result = syscall(SECCOMP, SECCOMP_SET_MODE_FILTER, flags, header.address());
            if (result != 0) {
                throw new IOException("no filter could be installed: " + result);
            }
        }
    }

    private void add(String call, int answer) {
        put(LOAD, 0, NUMBER);
        if (call.equals(PAGEMAP_SCAN)) {
            put(JUMP_IF_EQUAL, 3, IOCTL);
            put(LOAD, 0, SECOND_ARGUMENT);
            put(JUMP_IF_EQUAL, 1, PAGEMAP_SCAN_COMMAND);
        } else {
            put(JUMP_IF_EQUAL, 1, CALLS.get(call)[ARM ? 1 : 0]);
        }
        put(RETURN, 0, answer);
    }

    /** A jump skips instructions if the values are not equal. */
    private void put(short code, int skipped, int value) {
        long at = length++ * 8L;
        program.set(JAVA_SHORT, at, code);
        program.set(JAVA_BYTE, at + 3, (byte) skipped);
        program.set(JAVA_INT, at + 4, value);
    }

    @SuppressWarnings("restricted")
    private static long syscall(long number, long a, long b, long c) {
        Linker linker = Linker.nativeLinker();
        MethodHandle call =
                linker.downcallHandle(
                        linker.defaultLookup().find("syscall").orElseThrow(),
                        FunctionDescriptor.of(
                                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                                JAVA_LONG));
        try {
            return (long) call.invokeExact(number, a, b, c, 0L, 0L);
        } catch (Throwable impossible) {
            throw new LinkageError("a system call could not be made", impossible);
        }
    }
}
