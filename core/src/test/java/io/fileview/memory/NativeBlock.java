package io.fileview.memory;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Native memory for a part of a file, which starts as zeros and takes room only where it is used. It is freed when its
 * last user has gone, or when nothing leads to it any more. Guarded by the lock of the file system.
 */
final class NativeBlock {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final MethodHandle CALLOC =
            link("calloc", FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FREE = link("free", FunctionDescriptor.ofVoid(ADDRESS));

    private final long start;
    private final int pageSize;
    private final MemorySegment memory;
    private final Cleaner.Cleanable cleanable;

    /** Pages, from the start of the block, that have the bytes of the file; the others are zeros. */
    private final BitSet filled = new BitSet();

    private int users;

    private record Free(MemorySegment address) implements Runnable {
        @Override
        public void run() {
            try {
                FREE.invokeExact(address);
            } catch (Throwable impossible) {
                throw new LinkageError("free() failed", impossible);
            }
        }
    }

    private NativeBlock(long start, int pageSize, MemorySegment allocated, MemorySegment memory) {
        this.start = start;
        this.pageSize = pageSize;
        this.memory = memory;
        this.cleanable = CLEANER.register(this, new Free(allocated));
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link(String name, FunctionDescriptor shape) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), shape);
    }

    /**
     * Takes memory.
     *
     * @param start where in the file it begins, in whole pages
     * @param size bytes, in whole pages
     * @return empty if there is none
     */
    @SuppressWarnings("restricted")
    static Optional<NativeBlock> allocate(long start, long size, int pageSize) {
        try {
            MemorySegment allocated = (MemorySegment) CALLOC.invokeExact(1L, size + pageSize);
            if (allocated.address() == 0) {
                return Optional.empty();
            }
            long aligned = (allocated.address() + pageSize - 1) / pageSize * pageSize;
            MemorySegment memory = MemorySegment.ofAddress(aligned).reinterpret(size);
            return Optional.of(new NativeBlock(start, pageSize, allocated, memory));
        } catch (Throwable impossible) {
            throw new LinkageError("calloc() failed", impossible);
        }
    }

    long start() {
        return start;
    }

    long end() {
        return start + memory.byteSize();
    }

    boolean covers(long page) {
        return page * pageSize >= start && page * pageSize < end();
    }

    /** The address of a byte of the file. */
    long address(long offset) {
        return memory.address() + offset - start;
    }

    MemorySegment page(long page) {
        return memory.asSlice(page * pageSize - start, pageSize);
    }

    /** Bytes of the file, by their offset in it. */
    MemorySegment bytes(long offset, long length) {
        return memory.asSlice(offset - start, length);
    }

    boolean isFilled(long page) {
        return filled.get(index(page));
    }

    /** Gives a page the bytes of the file; null for zeros. */
    void fill(long page, byte @Nullable [] bytes) {
        boolean zeros = !isFilled(page);
        filled.set(index(page));
        if (bytes != null) {
            page(page).copyFrom(MemorySegment.ofArray(bytes));
        } else if (!zeros) {
            page(page).fill((byte) 0);
        }
    }

    /** The pages of a run that have not been filled yet are zeros of the file. */
    void fillWithZeros(long first, long end) {
        filled.set(index(first), index(end));
    }

    /** The next page from one on that has the bytes of the file, or -1. */
    long nextFilled(long page) {
        int next = filled.nextSetBit(index(page));
        return next < 0 ? -1 : start / pageSize + next;
    }

    private int index(long page) {
        return Math.toIntExact(page - start / pageSize);
    }

    void use() {
        users++;
    }

    /** One user less; true if it was the last. The memory is still there. */
    boolean release() {
        return --users == 0;
    }

    void free() {
        cleanable.clean();
    }
}
