package io.fileview.guarded.mapped;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.fileview.spi.SystemCopies;
import io.fileview.waiting.BlockingCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Copies bytes of mapped pages by system calls of the engine that has mapped them. */
final class EngineCopy {
    private EngineCopy() {}

    private interface Copy {
        boolean through(MemorySegment buffer);
    }

    /** Copies bytes from an offset of the range to the start of an array. */
    static void out(SystemCopies copies, long offset, byte[] target, int count)
            throws IOException {
        make(
                count,
                buffer -> {
                    boolean done = copies.read(offset, buffer);
                    MemorySegment.copy(buffer, JAVA_BYTE, 0, target, 0, done ? count : 0);
                    return done;
                });
    }

    /** Copies the start of an array to an offset of the range. */
    static void in(SystemCopies copies, long offset, byte[] source, int count)
            throws IOException {
        make(
                count,
                buffer -> {
                    MemorySegment.copy(source, 0, buffer, JAVA_BYTE, 0, count);
                    return copies.write(offset, buffer);
                });
    }

    private static void make(int count, Copy copy) throws IOException {
        boolean done =
                BlockingCalls.make(
                        () -> {
                            try (Arena arena = Arena.ofConfined()) {
                                return copy.through(arena.allocate(count));
                            }
                        });
        if (!done) {
            throw new KernelCopy.BadPageException(
                    new IOException("the operating system could not access the page"));
        }
    }
}
