package io.fileview.win32;

import io.fileview.FileMapping;
import io.fileview.View;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Which pages of a reserved section are committed. The map is shared by all views of the section in
 * all processes: it has one byte per page, stored after the section's own bytes.
 */
final class CommitMap implements AutoCloseable {
    private static final byte COMMITTED = 1;

    private final View view;

    CommitMap(FileMapping memory, long size) throws IOException {
        this.view = memory.map(size, size / AddressSpace.PAGE_SIZE);
    }

    static long bytesFor(long size) {
        return AddressSpace.toPages(size / AddressSpace.PAGE_SIZE);
    }

    boolean isCommitted(long page) {
        return view.segment().get(ValueLayout.JAVA_BYTE, page) == COMMITTED;
    }

    /** The first page after this one, up to the limit, whose state differs. */
    long end(long page, long limit) {
        MemorySegment states = view.segment();
        byte state = states.get(ValueLayout.JAVA_BYTE, page);
        long next = page + 1;
        while (next < limit && states.get(ValueLayout.JAVA_BYTE, next) == state) {
            next++;
        }
        return next;
    }

    void commit(long from, long to) {
        view.segment().asSlice(from, to - from).fill(COMMITTED);
    }

    @Override
    public void close() {
        view.close();
    }
}
