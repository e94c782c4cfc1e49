package io.fileview.cli;

import io.fileview.spi.EngineFile;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Writes a new file from its start to its end. An engine may take native memory only. */
final class NewFileStream extends OutputStream {
    private final EngineFile file;
    private long position;

    NewFileStream(EngineFile file) {
        this.file = file;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(Math.max(1, length)).asSlice(0, length);
            copy.copyFrom(MemorySegment.ofArray(bytes).asSlice(offset, length));
            file.write(copy, position);
        }
        position += length;
    }
}
