package io.fileview.testing;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.fileview.errors.SystemError;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A seccomp filter, as container runtimes install one, for all threads of this process, or for one of
 * them and those that it starts, and for good: so only a {@link ChildJvm}, or a thread of its own, may
 * have it. Each denied call is written as its name, an equals sign and the error: {@code statx=EPERM}.
 * What the JVM does for itself passes, since it ends without it: it reads its own classes ({@code
 * pread64} of the file {@code modules}), and takes memory ({@code mmap} that is anonymous and not
 * reserved only).
 */
public final class SeccompFilter {
    private static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));

    /** The numbers on x86-64 and on aarch64, where other calls replace the oldest ones. */
    private static final Map<String, int[]> CALLS = new TreeMap<>();

    static {
        call("cachestat", 451, 451);
        call("faccessat2", 439, 439);
        call("fadvise64", 221, 223);
        call("fallocate", 285, 47);
        call("fchmod", 91, 52);
        call("fchown", 93, 55);
        call("fcntl", 72, 25);
        call("fdatasync", 75, 83);
        call("fgetxattr", 193, 10);
        call("fremovexattr", 199, 16);
        call("fsetxattr", 190, 7);
        call("fstat", 5, 80);
        call("fstatfs", 138, 44);
        call("fsync", 74, 82);
        call("ftruncate", 77, 46);
        call("ioctl", 16, 29);
        call("lseek", 8, 62);
        call("madvise", 28, 233);
        call("memfd_create", 319, 279);
        call("mincore", 27, 232);
        call("mkdir", 83, 34);
        call("mlock", 149, 228);
        call("mlock2", 325, 284);
        call("mmap", 9, 222);
        call("mremap", 25, 216);
        call("msync", 26, 227);
        call("munlock", 150, 229);
        call("munmap", 11, 215);
        call("newfstatat", 262, 79);
        call("openat", 257, 56);
        call("pipe", 22, 59);
        call("pipe2", 293, 59);
        call("pread64", 17, 67);
        call("pwrite64", 18, 68);
        call("pwritev2", 328, 287);
        call("read", 0, 63);
        call("readlink", 89, 78);
        call("readlinkat", 267, 78);
        call("rename", 82, 38);
        call("renameat2", 316, 276);
        call("statx", 332, 291);
        call("sync_file_range", 277, 84);
        call("unlink", 87, 35);
        call("unlinkat", 263, 35);
        call("write", 1, 64);
    }

    /** By the number of the command, which only the ioctl of a page table has. */
    private static final String PAGEMAP_SCAN = "pagemap_scan";

    private static final int IOCTL = ARM ? 29 : 16;
    private static final long PRCTL = ARM ? 167 : 157;
    private static final long SECCOMP = ARM ? 277 : 317;
    private static final long PR_SET_NO_NEW_PRIVS = 38;
    private static final long SECCOMP_SET_MODE_FILTER = 1;
    private static final long TSYNC = 1;

    private static final short LOAD = 0x20;
    private static final short JUMP_IF_EQUAL = 0x15;
    private static final short AND = 0x54;
    private static final short RETURN = 0x06;
    private static final int ALLOW = 0x7fff0000;
    private static final int ERROR = 0x00050000;
    private static final int NUMBER = 0;
    private static final int FIRST_ARGUMENT = 16;
    private static final int SECOND_ARGUMENT = 24;
    private static final int FOURTH_ARGUMENT = 40;
    private static final int PAGEMAP_SCAN_COMMAND = 0xC0606610;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_NORESERVE = 0x4000;

    /** The instructions that one call takes, at most. */
    private static final int LONGEST = 7;

    private final MemorySegment program;
    private short length;

    private SeccompFilter(MemorySegment program) {
        this.program = program;
    }

    private static void call(String name, int x86, int arm) {
        CALLS.put(name, new int[] {x86, arm});
    }

    /** The calls that can be denied. */
    public static Set<String> calls() {
        return CALLS.keySet();
    }

    /** Denies calls from now on, to all threads. */
    public static void deny(List<String> calls) throws IOException {
        deny(calls, TSYNC);
    }

    /** Denies calls from now on, to the calling thread, which had better end soon. */
    public static void denyToThisThread(List<String> calls) throws IOException {
        deny(calls, 0);
    }

    private static void deny(List<String> calls, long flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            SeccompFilter filter =
                    new SeccompFilter(arena.allocate(8L * (LONGEST * calls.size() + 1), 8));
            for (String call : calls) {
                String[] words = call.split("=", 2);
                filter.add(words[0], ERROR | SystemError.named(words[1]).orElseThrow().number());
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

    private void add(String call, int answer) throws IOException {
        put(LOAD, 0, NUMBER);
        switch (call) {
            case PAGEMAP_SCAN -> {
                put(JUMP_IF_EQUAL, 3, IOCTL);
                put(LOAD, 0, SECOND_ARGUMENT);
                put(JUMP_IF_EQUAL, 1, PAGEMAP_SCAN_COMMAND);
            }
            case "pread64" -> {
                put(JUMP_IF_EQUAL, 4, number(call));
                put(LOAD, 0, FIRST_ARGUMENT);
                put(JUMP_IF_EQUAL, 1, descriptorOfClasses());
                put(RETURN, 0, ALLOW);
            }
            case "mmap" -> {
                put(JUMP_IF_EQUAL, 5, number(call));
                put(LOAD, 0, FOURTH_ARGUMENT);
                put(AND, 0, MAP_ANONYMOUS | MAP_NORESERVE);
                put(JUMP_IF_EQUAL, 1, MAP_ANONYMOUS);
                put(RETURN, 0, ALLOW);
            }
            default -> put(JUMP_IF_EQUAL, 1, number(call));
        }
        put(RETURN, 0, answer);
    }

    private static int number(String call) {
        return CALLS.get(call)[ARM ? 1 : 0];
    }

    /** Returns where the JVM reads its own classes; -1 if they are not in one file. */
    private static int descriptorOfClasses() throws IOException {
        Path classes = Path.of(System.getProperty("java.home"), "lib", "modules");
        if (!Files.exists(classes)) {
            return -1;
        }
        List<Path> descriptors = AddressSpace.descriptorsOf(classes);
        return descriptors.isEmpty()
                ? -1
                : Integer.parseInt(descriptors.getFirst().getFileName().toString());
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
