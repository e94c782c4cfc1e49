package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.View;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Writes a range of a file unchanged. The file may be larger than memory. */
final class RawBytes {
    private static final int CHUNK = 1 << 20;

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
                window -> write(window, channel, output));
    }

    private void write(View window, WritableByteChannel channel, Output output)
            throws IOException {
        byte[] bytes = new byte[(int) Math.min(CHUNK, window.length())];
        for (long at = 0; at < window.length(); at += bytes.length) {
            int length = (int) Math.min(bytes.length, window.length() - at);
            window.guarded().copyTo(at, bytes, 0, length);
            write(ByteBuffer.wrap(bytes, 0, length), channel, output);
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
