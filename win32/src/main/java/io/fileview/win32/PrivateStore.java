package io.fileview.win32;

import io.fileview.FileMapping;
import io.fileview.View;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Memory for pages that belong to one region alone. Pages never written cost nothing: the memory is
 * sparse. It does not depend on the size of the machine's pages, nor on the file's staying long.
 */
final class PrivateStore implements AutoCloseable {
    private final View view;

    PrivateStore(long size, Engine engine) throws IOException {
        try (FileMapping memory = engine.memory(size).open()) {
            this.view = memory.map();
        }
    }

    View view() {
        return view;
    }

    MemorySegment segment() {
        return view.segment();
    }

    @Override
    public void close() {
        view.close();
    }
}
