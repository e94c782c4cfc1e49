package io.fileview.win32;

import io.fileview.FileMapping;
import io.fileview.View;
import java.io.IOException;

/**
 * Which pages of a reserved section are committed. The map is shared by all views of the section in
 * all processes: it has one byte per page, stored after the section's own bytes.
 */
final class CommitMap implements AutoCloseable {
    private static final byte COMMITTED = 1;

    private final View view;

    /** Guarded, because another process may truncate the file of a named section. */
    private final ViewBytes states;

    CommitMap(FileMapping memory, long size) throws IOException {
        this.view = memory.map(size, size / AddressSpace.PAGE_SIZE);
        this.states = new ViewBytes(view);
    }

    static long bytesFor(long size) {
        return AddressSpace.toPages(size / AddressSpace.PAGE_SIZE);
    }

    boolean isCommitted(long page) throws IOException {
        return states.get(page) == COMMITTED;
    }

    /** The first page after this one, up to the limit, whose state differs. */
    long end(long page, long limit) throws IOException {
        byte state = states.get(page);
        long next = page + 1;
        while (next < limit && states.get(next) == state) {
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
