package io.fileview.windows;

import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A function of Windows, which this version of Windows may lack: {@link #isPresent} tells. All native
 * calls of Fileview on Windows are made here, with a single signature of eleven longs, because each
 * signature is compiled on first use. The calling conventions of 64-bit Windows allow it: every
 * integer and pointer takes a register or eight bytes of the stack, which the caller frees, and the
 * called function ignores the upper half of what it takes as a DWORD or BOOL.
 *
 * <p>During a call the thread is in native state and does not delay safepoints. A {@code
 * WindowsFunction} is thread-safe.
 */
public final class WindowsFunction {
    /** Whether this JVM runs on Windows, or on something that presents itself as Windows. */
    public static final boolean ON_WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    /** In the order in which a function is looked up. Some are only in kernelbase, on Windows too. */
    private static final String[] LIBRARIES = {"kernel32", "kernelbase", "ntdll"};

    private static final int MOST_ARGUMENTS = 11;

    private final String name;
    private final @Nullable MemorySegment address;

    private WindowsFunction(String name, @Nullable MemorySegment address) {
        this.name = name;
        this.address = address;
    }

    /** The one downcall, and where a thread finds the error of its last call. */
    private static final class Calls {
        static final MethodHandle CALL = link();
        static final StructLayout LAYOUT = Linker.Option.captureStateLayout();
        static final VarHandle ERROR = LAYOUT.varHandle(PathElement.groupElement("GetLastError"));
        static final ThreadLocal<MemorySegment> STATE =
                ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(LAYOUT));

        private Calls() {}

        @SuppressWarnings("restricted")
        private static MethodHandle link() {
            MemoryLayout[] arguments = new MemoryLayout[MOST_ARGUMENTS];
            Arrays.fill(arguments, JAVA_LONG);
            return Linker.nativeLinker()
                    .downcallHandle(
                            FunctionDescriptor.of(JAVA_LONG, arguments),
                            Linker.Option.captureCallState("GetLastError"));
        }
    }

    /**
     * Finds a function in kernel32, kernelbase or ntdll.
     *
     * @param name the exported name, such as {@code CreateFileW}
     * @return the function, which may be missing
     * @throws IllegalStateException if the JVM allows no native calls, naming the option to add
     */
    public static WindowsFunction of(String name) {
        return of(name, LIBRARIES);
    }

    /**
     * Finds a function in another library, which is loaded if it is there.
     *
     * @param name the exported name
     * @param libraries the names of the libraries, without {@code .dll}
     * @return the function, which may be missing
     * @throws IllegalStateException if the JVM allows no native calls, naming the option to add
     */
    public static WindowsFunction of(String name, String... libraries) {
        if (!ON_WINDOWS) {
            return new WindowsFunction(name, null);
        }
        Optional<MemorySegment> found = Optional.empty();
        for (int i = 0; found.isEmpty() && i < libraries.length; i++) {
            found = find(libraries[i], name);
        }
        return new WindowsFunction(name, found.orElse(null));
    }

    @SuppressWarnings("restricted")
    private static Optional<MemorySegment> find(String library, String name) {
        try {
            return SymbolLookup.libraryLookup(library, Arena.global()).find(name);
        } catch (IllegalCallerException e) {
            Module module = WindowsFunction.class.getModule();
            throw new IllegalStateException(
                    "the Windows engine calls functions of Windows, which this JVM does not allow;"
                            + " start java with --enable-native-access="
                            + (module.isNamed() ? module.getName() : "ALL-UNNAMED")
                            + ", or choose the engine \"portable\"",
                    e);
        } catch (IllegalArgumentException noLibrary) {
            return Optional.empty();
        }
    }

    /** {@return the exported name} */
    public String name() {
        return name;
    }

    /** {@return whether this version of Windows has the function} */
    public boolean isPresent() {
        return address != null;
    }

    /**
     * Calls the function, and keeps its error for {@link #lastError}.
     *
     * @param arguments integers and addresses, at most eleven
     * @return what the function returned; if that is a DWORD or BOOL, only the lower 32 bits mean
     *     anything, see {@link #callInt}
     * @throws UnsupportedOperationException if this version of Windows lacks the function
     */
    public long call(long... arguments) {
        if (address == null) {
            throw new UnsupportedOperationException(
                    "this version of Windows has no function " + name);
        }
        long[] a = Arrays.copyOf(arguments, MOST_ARGUMENTS);
        try {
            return (long) Calls.CALL.invokeExact(
                    address, Calls.STATE.get(), a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7],
                    a[8],
                    a[9], a[10]);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /**
     * Calls the function, which returns a DWORD, BOOL or NTSTATUS.
     *
     * @param arguments integers and addresses, at most eleven
     * @return what the function returned
     * @throws UnsupportedOperationException if this version of Windows lacks the function
     */
    public int callInt(long... arguments) {
        return (int) call(arguments);
    }

    /**
     * Calls the function, which returns a BOOL.
     *
     * @param arguments integers and addresses, at most eleven
     * @return whether it returned anything but FALSE
     * @throws UnsupportedOperationException if this version of Windows lacks the function
     */
    public boolean succeeds(long... arguments) {
        return (int) call(arguments) != 0;
    }

    /** {@return what GetLastError said after this thread's last call of any function} */
    public static int lastError() {
        return (int) Calls.ERROR.get(Calls.STATE.get(), 0L);
    }

    /**
     * Returns a string as the functions whose names end in W take it, with its final zero. Every
     * {@code char} is kept: the name of a file may have half of a surrogate pair, and a charset would
     * replace that by another character, which another file may have.
     *
     * @param text the string
     * @param arena the arena in which it is allocated
     * @return the string in UTF-16
     */
    public static MemorySegment wide(String text, Arena arena) {
        MemorySegment wide = arena.allocate(JAVA_CHAR, text.length() + 1L);
        MemorySegment.copy(text.toCharArray(), 0, wide, JAVA_CHAR, 0, text.length());
        return wide;
    }

    @Override
    public String toString() {
        return name;
    }
}
