package io.fileview.win32;

import io.fileview.FileMapping;
import io.fileview.View;
import io.fileview.guarded.GuardedAccess;
import java.io.IOException;

/**
 * Memory for the private pages of one region. It is sparse, so pages that are never written cost
 * nothing. It depends neither on the host's page size nor on the length of the mapped file.
 */
final class PrivateStore implements AutoCloseable {
    private final FileMapping memory;
    private final View view;
    private final GuardedAccess bytes;

    PrivateStore(long size, EngineChoice engine) throws IOException {
        this.memory = engine.memory(size).open();
        try {
            this.view = memory.map();
            this.bytes = view.guarded().neverRefused();
        } catch (Throwable failure) {
            memory.close();
            throw failure;
        }
    }

    View view() {
        return view;
    }

    /** Guarded, because a disk can become full if the engine keeps memory in a file. */
    GuardedAccess bytes() {
        return bytes;
    }

    /** Fills whole pages with zeros, except those that have never been written. */
    void clear(long from, long to) throws IOException {
        for (long at = memory.nextData(from); at < to;) {
            long page = at & -AddressSpace.PAGE_SIZE;
            bytes.fill(page, AddressSpace.PAGE_SIZE, (byte) 0);
            at = memory.nextData(page + AddressSpace.PAGE_SIZE);
        }
    }

    @Override
    public void close() {
        view.close();
        memory.close();
    }
}
