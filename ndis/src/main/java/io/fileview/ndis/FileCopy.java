package io.fileview.ndis;

import io.fileview.FileMapping;
import io.fileview.MappingBuilder;
import io.fileview.View;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/** A copy of the bytes of a file, in unnamed memory that is mapped only while it is in use. */
final class FileCopy implements AutoCloseable {
    private final FileMapping memory;
    private final long length;

    private FileCopy(FileMapping memory, long length) {
        this.memory = memory;
        this.length = length;
    }

    /** There is not enough memory for the copy; every other failure is one of the file. */
    static final class NoMemoryException extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;

        NoMemoryException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** An empty file gets one byte of memory, so that it can be mapped like any other. */
    static FileCopy allocate(long length, @Nullable String engine) throws NoMemoryException {
        MappingBuilder builder = FileMapping.memoryBuilder(Math.max(1, length));
        if (engine != null) {
            builder.engine(engine);
        }
        try {
            return new FileCopy(builder.open(), length);
        } catch (IOException e) {
            throw new NoMemoryException(
                    "there is not enough memory for " + length + " bytes: " + e.getMessage(), e);
        }
    }

    void read(SeekableByteChannel channel) throws IOException {
        try (View view = mapForReading()) {
            view.guarded().readFrom(0, length, channel);
        } catch (EOFException e) {
            throw new EOFException(
                    "the file was truncated while it was being read: " + e.getMessage());
        }
    }

    private View mapForReading() throws NoMemoryException {
        try {
            return memory.map();
        } catch (IOException e) {
            throw new NoMemoryException(
                    "there is not enough address space for " + length + " bytes: " + e.getMessage(),
                    e);
        }
    }

    View map() throws IOException {
        return memory.map();
    }

    MemorySegment bytesOf(View view) {
        return view.segment().asSlice(0, length);
    }

    long length() {
        return length;
    }

    /** The size in whole pages, in bytes. */
    long pageBytes() {
        long page = memory.pageSize();
        return (memory.size() + page - 1) / page * page;
    }

    @Override
    public void close() {
        memory.close();
    }
}
