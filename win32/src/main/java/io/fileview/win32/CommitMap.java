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
    private static final byte COMMITTED = 1;

    private final View view;

    /** Guarded, because another process may truncate the file of a named section. */
    private final GuardedAccess states;

    CommitMap(FileMapping memory, long size) throws IOException {
        this.view = memory.map(size, size / AddressSpace.PAGE_SIZE);
        this.states = view.guarded();
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
        long next = page + 1;
        while (next < limit && states.getByte(next) == state) {
            next++;
        }
        return next;
    }

    void commit(long from, long to) throws IOException {
        states.fill(from, to - from, COMMITTED);
    }

    @Override
    public void close() {
        view.close();
    }
}
