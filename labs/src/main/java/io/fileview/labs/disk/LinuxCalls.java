package io.fileview.labs.disk;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls of the logging disk that the JDK has no method for, or none that is supported:
 * {@code mount(2)}, what is done with {@code /dev/fuse}, whose descriptor {@code mount} wants to know,
 * and writing past the cache ({@code O_DIRECT}).
 *
 * <p>Results are as the kernel gives them: 0 or more for success, the negated error number for
 * failure.
 */
final class LinuxCalls {
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int ENODEV = 19;
    static final int ENOENT = 2;
    static final int ENOSYS = 38;

    private static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));
    private static final int READ = ARM ? 63 : 0;
    private static final int WRITE = ARM ? 64 : 1;
    private static final int PWRITE = ARM ? 68 : 18;
    private static final int CLOSE = ARM ? 57 : 3;
    private static final int OPENAT = ARM ? 56 : 257;
    private static final int MOUNT = ARM ? 40 : 165;
    private static final int AT_FDCWD = -100;
    private static final int O_RDWR_CLOEXEC = 2 | 0x80000;
    private static final int O_DIRECT = ARM ? 0x10000 : 0x4000;
    private static final int MS_NOSUID_NODEV = 2 | 4;

    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            CALL_STATE.varHandle(StructLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SYSCALL = link();

    private LinuxCalls() {}

    @SuppressWarnings("restricted")
    private static MethodHandle link() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find("syscall").orElseThrow(),
                FunctionDescriptor.of(
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG),
                Linker.Option.captureCallState("errno"));
    }

    private static long call(int number, long a, long b, long c, long d, long e) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            long result = (long) SYSCALL.invokeExact(state, (long) number, a, b, c, d, e);
            return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
        } catch (Throwable impossible) {
            throw new LinkageError("system call " + number + " did not come through", impossible);
        }
    }

    static int open(String path) throws IOException {
        return open(path, O_RDWR_CLOEXEC);
    }

    /** Opens for reading and writing, without the cache. */
    static int openDirect(String path) throws IOException {
        return open(path, O_RDWR_CLOEXEC | O_DIRECT);
    }

    private static int open(String path, int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            long fd =
                    call(
                            OPENAT,
                            AT_FDCWD,
                            arena.allocateFrom(path).address(),
                            flags,
                            0,
                            0);
            if (fd < 0) {
                throw new IOException("open of " + path + " failed with error number " + -fd);
            }
            return (int) fd;
        }
    }

    static void mount(String source, String target, String type, String options)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            long result =
                    call(
                            MOUNT,
                            arena.allocateFrom(source).address(),
                            arena.allocateFrom(target).address(),
                            arena.allocateFrom(type).address(),
                            MS_NOSUID_NODEV,
                            arena.allocateFrom(options).address());
            if (result < 0) {
                throw new IOException(
                        "mount of type " + type + " on " + target + " failed with error number "
                                + -result);
            }
        }
    }

    static long read(int fd, MemorySegment into) {
        return call(READ, fd, into.address(), into.byteSize(), 0, 0);
    }

    static long write(int fd, MemorySegment from, long length) {
        return call(WRITE, fd, from.address(), length, 0, 0);
    }

    static long pwrite(int fd, MemorySegment from, long offset) {
        return call(PWRITE, fd, from.address(), from.byteSize(), offset, 0);
    }

    static void close(int fd) {
        call(CLOSE, fd, 0, 0, 0, 0);
    }
}
