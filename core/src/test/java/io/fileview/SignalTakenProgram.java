package io.fileview;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.fileview.guarded.GuardedAccess;
import io.fileview.testing.EngineUnderTest;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Accesses a truncated file in a JVM whose handler of SIGBUS has been replaced, or whose name is. */
final class SignalTakenProgram {
    private static final int SIGBUS = 7;

    private SignalTakenProgram() {}

    private interface Access {
        void make() throws IOException;
    }

    public static void main(String[] arguments) throws Throwable {
        Path file = Path.of(arguments[1]);
        String what = arguments[0];
        if (what.equals("unknown")) {
            System.setProperty("java.vm.name", "Some Other VM");
        } else if (!what.equals("untouched")) {
            takeSignal();
        }
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            PageErrorCount.truncate(file, 0);
            if (what.equals("raw")) {
                print("raw", () -> view.segment().get(JAVA_BYTE, 0));
                return;
            }
            GuardedAccess access = view.guarded();
            print("guarded", () -> access.getByte(0));
            print("by system call", () -> access.bySystemCall().getByte(0));
            print("by system call", () -> access.bySystemCall().setLong(8, 1));
            PageErrorCount.truncate(file, 8192);
            if (what.equals("untouched")) {
                PageErrorCount.truncate(file, 0);
            }
            print("volatile", () -> access.bySystemCall().getIntVolatile(0));
        }
    }

    private static void print(String what, Access access) {
        try {
            access.make();
            System.out.println(what + ": done");
        } catch (IOException | RuntimeException e) {
            System.out.println(what + ": " + e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }

    /** As a crash reporter does; this one ends the process without a word. */
    @SuppressWarnings("restricted") // It calls native code, as such a library does.
    private static void takeSignal() throws Throwable {
        Linker linker = Linker.nativeLinker();
        MemorySegment handler = linker.defaultLookup().find("_exit").orElseThrow();
        MemorySegment ignored =
                (MemorySegment) linker.downcallHandle(
                        linker.defaultLookup().find("signal").orElseThrow(),
                        FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS))
                        .invokeExact(SIGBUS, handler);
        if (ignored.address() == -1) {
            throw new IOException("signal(2) failed");
        }
    }
}
