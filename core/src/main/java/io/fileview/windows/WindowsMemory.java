package io.fileview.windows;

import io.fileview.spi.EngineFile;
import java.io.IOException;

/** Memory without a file. */
final class WindowsMemory {
    private WindowsMemory() {}

    /** Creates memory of 0 bytes. */
    static EngineFile open() throws IOException {
        throw new UnsupportedOperationException("the Windows engine has no memory yet");
    }
}
