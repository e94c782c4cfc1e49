package io.fileview.labs.common;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The functions of the C library that the labs measure with. */
final class LibraryCalls {
    private static final int RUSAGE_CHILDREN = -1;
    private static final long RUSAGE_BYTES = 144;
    private static final long MICROS = 1_000_000;

    private static final MethodHandle MINCORE =
            link("mincore", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS));
    private static final MethodHandle GETRUSAGE =
            link("getrusage", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

    private LibraryCalls() {}

    @SuppressWarnings("restricted")
    private static MethodHandle link(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find(name).orElseThrow(), descriptor);
    }

    /** Fills one byte for each page of a mapping: its lowest bit tells whether the page is in memory. */
    static void mincore(MemorySegment mapping, MemorySegment pages) throws IOException {
        int result;
        try {
            result = (int) MINCORE.invokeExact(mapping, mapping.byteSize(), pages);
        } catch (Throwable impossible) {
            throw new LinkageError("mincore could not be called", impossible);
        }
        if (result != 0) {
            throw new IOException("mincore failed for " + mapping.byteSize() + " bytes");
        }
    }

    /** Returns the microseconds of processor time of all children of this process that have ended. */
    static long microsOfChildren() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment usage = arena.allocate(RUSAGE_BYTES, Long.BYTES);
            int result;
            try {
                result = (int) GETRUSAGE.invokeExact(RUSAGE_CHILDREN, usage);
            } catch (Throwable impossible) {
                throw new LinkageError("getrusage could not be called", impossible);
            }
            if (result != 0) {
                throw new IOException("getrusage failed");
            }
            return (usage.getAtIndex(JAVA_LONG, 0) + usage.getAtIndex(JAVA_LONG, 2)) * MICROS
                    + usage.getAtIndex(JAVA_LONG, 1)
                    + usage.getAtIndex(JAVA_LONG, 3);
        }
    }
}
