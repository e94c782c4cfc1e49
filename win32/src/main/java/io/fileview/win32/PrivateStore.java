package io.fileview.win32;

import io.fileview.FileMapping;
import io.fileview.View;
import java.io.IOException;

/**
 * Memory for the private pages of one region. It is sparse, so pages that are never written cost
 * nothing. It depends neither on the host's page size nor on the length of the mapped file.
 */
final class PrivateStore implements AutoCloseable {
    private final View view;
    private final ViewBytes bytes;

    PrivateStore(long size, EngineChoice engine) throws IOException {
        try (FileMapping memory = engine.memory(size).open()) {
            this.view = memory.map();
            this.bytes = new ViewBytes(view);
        }
    }

    View view() {
        return view;
    }

    /** Guarded, because a disk can become full if the engine keeps memory in a file. */
    ViewBytes bytes() {
        return bytes;
    }

    @Override
    public void close() {
        view.close();
    }
}
