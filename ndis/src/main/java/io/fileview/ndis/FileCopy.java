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

/** The bytes of a file in memory that has no name, and is mapped only while somebody uses them. */
final class FileCopy implements AutoCloseable {
    /** As much as one buffer for the channel can show. */
    private static final long CHUNK = 1 << 30;

    private final FileMapping memory;
    private final long length;

    private FileCopy(FileMapping memory, long length) {
        this.memory = memory;
        this.length = length;
    }

    /** There is no memory for the bytes; what else fails is the file's fault. */
    static final class NoMemoryException extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;

        NoMemoryException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** A file of no bytes has a byte of memory, so that it can be mapped and unmapped as others. */
    static FileCopy allocate(long length, @Nullable String engine) throws NoMemoryException {
        MappingBuilder builder = FileMapping.memoryBuilder(Math.max(1, length));
        if (engine != null) {
            builder.engine(engine);
        }
        try {
            return new FileCopy(builder.open(), length);
        } catch (IOException e) {
            throw new NoMemoryException("no memory for " + length + " bytes: " + e.getMessage(), e);
        }
    }

    void read(SeekableByteChannel channel) throws IOException {
        try (View view = mapForReading()) {
            MemorySegment bytes = view.segment();
            long done = 0;
            while (done < length) {
                long size = Math.min(CHUNK, length - done);
                int read = channel.read(bytes.asSlice(done, size).asByteBuffer());
                if (read < 0) {
                    throw new EOFException(
                            "the file ended after "
                                    + done
                                    + " of "
                                    + length
                                    + " bytes: somebody truncated it while it was read");
                }
                done += read;
            }
        }
    }

    private View mapForReading() throws NoMemoryException {
        try {
            return memory.map();
        } catch (IOException e) {
            throw new NoMemoryException(
                    "no address space for " + length + " bytes: " + e.getMessage(), e);
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

    /** How much it takes: whole pages. */
    long pageBytes() {
        long page = memory.pageSize();
        return (memory.size() + page - 1) / page * page;
    }

    @Override
    public void close() {
        memory.close();
    }
}
