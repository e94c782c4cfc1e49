package io.fileview.cli;

import io.fileview.FileMapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a range of a file unchanged. The file may be larger than memory. */
final class RawBytes {
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
        Windows.forEach(
                mapping,
                offset,
                end,
                window -> write(window.segment().asByteBuffer(), channel, output));
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
