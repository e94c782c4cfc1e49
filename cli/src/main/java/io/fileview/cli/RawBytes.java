package io.fileview.cli;

import io.fileview.FileMapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Writes a range of a file unchanged. The file may be larger than memory. Holes are written as zeros,
 * and not read.
 */
final class RawBytes {
    /** How many zeros are written at a time. */
    private static final int ZEROS = 64 << 10;

    private final FileMapping mapping;
    private final long end;

    private RawBytes(FileMapping mapping, long end) {
        this.mapping = mapping;
        this.end = end;
    }

    static void write(FileMapping mapping, long offset, long length, Output output)
            throws IOException {
        new RawBytes(mapping, offset + length).write(offset, output);
    }

    private void write(long offset, Output output) throws IOException {
        WritableByteChannel channel = output.channel();
        long[] written = {offset};
        Windows.forEach(
                mapping,
                offset,
                end,
                window -> Windows.eachPart(
                        mapping,
                        window.offset(),
                        window.offset() + window.length(),
                        (at, length) -> {
                            writeZeros(at - written[0], channel, output);
                            byte[] bytes = new byte[(int) length];
                            window.guarded()
                                    .copyTo(at - window.offset(), bytes, 0, bytes.length);
                            write(ByteBuffer.wrap(bytes), channel, output);
                            written[0] = at + length;
                        }));
        writeZeros(end - written[0], channel, output);
    }

    private static void writeZeros(long count, WritableByteChannel channel, Output output) {
        for (long left = count; left > 0; left -= ZEROS) {
            write(ByteBuffer.allocate((int) Math.min(ZEROS, left)), channel, output);
        }
    }

    private static void write(ByteBuffer bytes, WritableByteChannel channel, Output output) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw output.failed(e);
        }
    }
}
