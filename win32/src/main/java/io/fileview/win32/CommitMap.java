package io.fileview.win32;

import io.fileview.FileMapping;
import io.fileview.View;
import io.fileview.guarded.GuardedAccess;
import java.io.IOException;
import java.io.UncheckedIOException;

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

    boolean isCommitted(long page) {
        return state(page) == COMMITTED;
    }

    private byte state(long page) {
        try {
            return states.getByte(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first page after this one, up to the limit, whose state differs. */
    long end(long page, long limit) {
        byte state = state(page);
        long next = page + 1;
        while (next < limit && state(next) == state) {
            next++;
        }
        return next;
    }

    void commit(long from, long to) {
        try {
            states.fill(from, to - from, COMMITTED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        view.close();
    }
}
