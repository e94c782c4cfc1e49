package io.fileview.labs.pages;

import io.fileview.guarded.GuardedAccess;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One operation of guarded access, and what it must do to a copy of the bytes in memory.
 *
 * @param reads whether its result depends on the first of the bytes
 * @param guarded the operation
 * @param expected the same on the copy
 */
record Operation(boolean reads, Guarded guarded, Expected expected) {
    /**
     * What an operation is given.
     *
     * @param at the place, a multiple of 8
     * @param value the value to write
     * @param current the eight bytes at the place before, on a good page
     */
    record Arguments(long at, long value, long current) {}

    /** An operation of guarded access on some bytes of one page. */
    interface Guarded {
        /** Returns the result, comparable with {@code equals}; null if there is none. */
        @Nullable Object on(GuardedAccess access, Arguments arguments) throws IOException;
    }

    /** The same on bytes in memory. */
    interface Expected {
        /** Returns the result, comparable with {@code equals}; null if there is none. */
        @Nullable Object on(MemorySegment bytes, Arguments arguments);
    }

    static Operation reading(Guarded guarded, Expected expected) {
        return new Operation(true, guarded, expected);
    }

    static Operation writing(Guarded guarded, Expected expected) {
        return new Operation(false, guarded, expected);
    }
}
