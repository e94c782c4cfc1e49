package io.fileview.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;

/**
 * Finds functions of the C library. The lookup of the JDK opens a file when it is first used; if that
 * fails, because the process has no free descriptor, it finds nothing for as long as the JVM runs. So
 * the library is also asked for by its own name: the dynamic linker has loaded it, and opens nothing.
 */
final class LibcFunctions {
    /** The names of glibc, of its part that contains dladdr before version 2.34, and of musl. */
    private static final String[] LIBRARIES = {"libc.so.6", "libdl.so.2", "libc.so"};

    private LibcFunctions() {}

    /** Returns the address of a function; empty if it is not found. */
    static Optional<MemorySegment> find(String function) {
        Optional<MemorySegment> found = Linker.nativeLinker().defaultLookup().find(function);
        for (int i = 0; found.isEmpty() && i < LIBRARIES.length; i++) {
            found = find(LIBRARIES[i], function);
        }
        return found;
    }

    @SuppressWarnings("restricted")
    private static Optional<MemorySegment> find(String library, String function) {
        try {
            return SymbolLookup.libraryLookup(library, Arena.global()).find(function);
        } catch (IllegalArgumentException notLoaded) {
            return Optional.empty();
        }
    }
}
