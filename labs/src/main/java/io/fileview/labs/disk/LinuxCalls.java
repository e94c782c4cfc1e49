package io.fileview.labs.disk;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.labs.common.CannotRunException;
import io.fileview.labs.common.Processor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls of the labs that the JDK has no supported method for: {@code mount(2)}, reads and
 * writes of {@code /dev/fuse}, whose descriptor {@code mount} needs, writes past the cache ({@code O_DIRECT}),
 * and {@code renameat2(2)}. All of them are made here, and none on a processor whose numbers are not known.
 *
 * <p>Results are those of the kernel: 0 or more for success, the negated error number for failure.
 */
final class LinuxCalls {
    static final int ENOENT = 2;
    static final int EINTR = 4;
    private static final int RENAME_EXCHANGE = 2;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int ENODEV = 19;
    static final int ENOSYS = 38;

    private static final int AT_FDCWD = -100;
    private static final int O_RDWR_CLOEXEC = 2 | 0x80000;
    private static final int MS_NOSUID_NODEV = 2 | 4;

    /**
     * The numbers that differ between processors, which are those of {@link Processor}: first on
     * x86-64, then on aarch64.
     */
    private enum Constant {
        READ(0, 63),
        WRITE(1, 64),
        CLOSE(3, 57),
        PWRITE64(18, 68),
        OPENAT(257, 56),
        MOUNT(165, 40),
        RENAMEAT2(316, 276),
        O_DIRECT(0x4000, 0x10000);

        private static final Processor PROCESSOR = processor();

        private final int onX86;
        private final int onArm;

        Constant(int onX86, int onArm) {
            this.onX86 = onX86;
            this.onArm = onArm;
        }

        private static Processor processor() {
            try {
                return Processor.current();
            } catch (CannotRunException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        int here() {
            return switch (PROCESSOR) {
                case X86_64 -> onX86;
                case AARCH64 -> onArm;
            };
        }
    }

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
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(1));
    }

    private static long call(Constant call, long a, long b, long c, long d, long e) {
        long number = call.here();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            long result = (long) SYSCALL.invokeExact(state, number, a, b, c, d, e);
            return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
        } catch (Throwable impossible) {
            throw new LinkageError("system call " + call + " could not be made", impossible);
        }
    }

    static int open(String path) throws IOException {
        return open(path, O_RDWR_CLOEXEC);
    }

    /** Opens for reading and writing past the cache. */
    static int openDirect(String path) throws IOException {
        return open(path, O_RDWR_CLOEXEC | Constant.O_DIRECT.here());
    }

    private static int open(String path, int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(path).address();
            long fd = call(Constant.OPENAT, AT_FDCWD, name, flags, 0, 0);
            if (fd < 0) {
                throw new IOException(path + " could not be opened: error number " + -fd);
            }
            return (int) fd;
        }
    }

    static void mount(String source, String target, String type, String options)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            long result =
                    call(
                            Constant.MOUNT,
                            arena.allocateFrom(source).address(),
                            arena.allocateFrom(target).address(),
                            arena.allocateFrom(type).address(),
                            MS_NOSUID_NODEV,
                            arena.allocateFrom(options).address());
            if (result < 0) {
                throw new IOException(
                        "a file system of type " + type + " could not be mounted at " + target
                                + ": error number " + -result);
            }
        }
    }

    static void exchange(String one, String other) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            long result =
                    call(
                            Constant.RENAMEAT2,
                            AT_FDCWD,
                            arena.allocateFrom(one).address(),
                            AT_FDCWD,
                            arena.allocateFrom(other).address(),
                            RENAME_EXCHANGE);
            if (result < 0) {
                throw new IOException(
                        one + " and " + other + " could not be exchanged: error number "
                                + -result);
            }
        }
    }

    static long read(int fd, MemorySegment into) {
        return call(Constant.READ, fd, into.address(), into.byteSize(), 0, 0);
    }

    static long write(int fd, MemorySegment from, long length) {
        return call(Constant.WRITE, fd, from.address(), length, 0, 0);
    }

    static long pwrite(int fd, MemorySegment from, long offset) {
        return call(Constant.PWRITE64, fd, from.address(), from.byteSize(), offset, 0);
    }

    static void close(int fd) {
        call(Constant.CLOSE, fd, 0, 0, 0, 0);
    }
}
