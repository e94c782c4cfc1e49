package io.fileview.cli;

import io.fileview.FileMapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a range of a file unchanged. The file may be larger than memory. Holes are written as zeros,
 * and not read.
 */
final class RawBytes {
    private static final int BLOCK = 64 << 10;

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
                        BLOCK,
                        (at, length) -> {
                            writeZeros(at - written[0], channel, output);
                            write(
                                    window.segment()
                                            .asSlice(at - window.offset(), length)
                                            .asByteBuffer(),
                                    channel,
                                    output);
                            written[0] = at + length;
                        }));
        writeZeros(end - written[0], channel, output);
    }

    private void writeZeros(long count, WritableByteChannel channel, Output output)
            throws IOException {
        for (long left = count; left > 0; left -= BLOCK) {
            write(ByteBuffer.allocate((int) Math.min(BLOCK, left)), channel, output);
        }
    }

    private void write(ByteBuffer bytes, WritableByteChannel channel, Output output)
            throws IOException {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            // For bytes that have been truncated, the system reports a bad address.
            Path file = mapping.path().orElse(null);
            if (file != null && Files.isRegularFile(file) && Files.size(file) < end) {
                throw CommandFailure.failed(file + ": was truncated while it was being read");
            }
            throw output.failed(e);
        }
    }
}
