package io.fileview.ndis;

import io.fileview.FileMapping;
import io.fileview.MappingBuilder;
import io.fileview.View;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/** A copy of the bytes of a file, in unnamed memory that is mapped only while it is in use. */
final class FileCopy implements AutoCloseable {
    /** The most that one read of the channel may transfer. */
    private static final long CHUNK = 64 << 10;

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

    static FileCopy allocate(long length, @Nullable String engine) throws NoMemoryException {
        MappingBuilder builder = FileMapping.memoryBuilder(length);
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

    /** Parts of zeros are not copied: they would take up memory. */
    void read(SeekableByteChannel channel) throws IOException {
        ByteBuffer part = ByteBuffer.allocate((int) Math.min(CHUNK, Math.max(1, length)));
        ByteBuffer zeros = ByteBuffer.allocate(part.capacity());
        try (View view = mapForReading()) {
            long done = 0;
            while (done < length) {
                part.clear().limit((int) Math.min(CHUNK, length - done));
                int read = channel.read(part);
                if (read < 0) {
                    throw new EOFException(
                            "the file ended after "
                                    + done
                                    + " of "
                                    + length
                                    + " bytes: it was truncated while it was being read; open it"
                                    + " again");
                }
                part.flip();
                if (!part.equals(zeros.clear().limit(read))) {
                    view.guarded().neverRefused().copyFrom(done, part.array(), 0, read);
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
                    "there is not enough address space for " + length + " bytes: " + e.getMessage(),
                    e);
        }
    }

    View map() throws IOException {
        return memory.map();
    }

    MemorySegment bytesOf(View view) {
        return view.segment();
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
