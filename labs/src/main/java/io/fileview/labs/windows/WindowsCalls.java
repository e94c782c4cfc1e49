package io.fileview.labs.windows;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.labs.common.CannotRunException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The functions of Windows that the lab calls beside those that the library calls for it, so that the
 * lab does not take the library's word.
 */
final class WindowsCalls {
    private static final int MOST = 8;
    private static final MethodHandle CALL = link();

    private WindowsCalls() {}

    @SuppressWarnings("restricted")
    private static MethodHandle link() {
        MemoryLayout[] arguments = new MemoryLayout[MOST];
        Arrays.fill(arguments, JAVA_LONG);
        return Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(JAVA_LONG, arguments));
    }

    /** Tells whether this is Wine, in which much succeeds that does nothing. */
    static boolean isWine() {
        return find("ntdll", "wine_get_version").isPresent();
    }

    @SuppressWarnings("restricted")
    private static Optional<MemorySegment> find(String library, String name) {
        try {
            return SymbolLookup.libraryLookup(library, Arena.global()).find(name);
        } catch (IllegalArgumentException noLibrary) {
            return Optional.empty();
        }
    }

    /** Calls a function, which takes at most eight integers and addresses. */
    static long call(String library, String name, long... arguments) throws CannotRunException {
        MemorySegment function =
                find(library, name)
                        .orElseThrow(
                                () -> new CannotRunException(
                                        "this version of Windows has no " + name + " in "
                                                + library));
        long[] a = Arrays.copyOf(arguments, MOST);
        try {
            return (long) CALL.invokeExact(function, a[0], a[1], a[2], a[3], a[4], a[5], a[6],
                    a[7]);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static MemorySegment wide(String text, Arena arena) {
        return arena.allocateFrom(text, StandardCharsets.UTF_16LE);
    }
}
