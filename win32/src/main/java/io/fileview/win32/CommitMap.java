package io.fileview.win32;

import io.fileview.FileMapping;
import io.fileview.View;
import io.fileview.guarded.GuardedAccess;
import java.io.IOException;

/**
 * Which pages of a reserved section are committed. The map is shared by all views of the section in
 * all processes: it has one byte per page, stored after the section's own bytes.
 */
final class CommitMap implements AutoCloseable {
    private static final byte RESERVED = 0;
    private static final byte COMMITTED = 1;

    private final FileMapping memory;

    /** Where the states begin in the memory. */
    private final long start;

    private final View view;

    /** Guarded, because another process may truncate the file of a named section. */
    private final GuardedAccess states;

    CommitMap(FileMapping memory, long size) throws IOException {
        this.memory = memory;
        this.start = size;
        this.view = memory.map(size, size / AddressSpace.PAGE_SIZE);
        this.states = view.guarded().neverRefused();
    }

    static long bytesFor(long size) {
        return AddressSpace.toPages(size / AddressSpace.PAGE_SIZE);
    }

    boolean isCommitted(long page) throws IOException {
        return states.getByte(page) == COMMITTED;
    }

    /** The first page after this one, up to the limit, whose state differs. */
    long end(long page, long limit) throws IOException {
        byte state = states.getByte(page);
        byte[] part = new byte[AddressSpace.PAGE_SIZE];
        long next = page + 1;
        while (next < limit) {
            if (state == RESERVED) {
                // States that nobody has set are in holes, which would take up memory if read.
                next = Math.min(limit, Math.max(next, memory.nextData(start + next) - start));
            }
            int length = (int) Math.min(limit - next, part.length - next % part.length);
            states.copyTo(next, part, 0, length);
            for (int i = 0; i < length; i++) {
                if (part[i] != state) {
                    return next + i;
                }
            }
            next += length;
        }
        return limit;
    }

    void commit(long from, long to) throws IOException {
        states.fill(from, to - from, COMMITTED);
    }

    @Override
    public void close() {
        view.close();
    }
}
