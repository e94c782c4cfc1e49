package io.fileview.cli;

import io.fileview.Advice;
import io.fileview.FileMapping;
import io.fileview.View;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes a range of a file as it is, window by window, so that a file may be larger than memory. */
final class RawBytes {
    private static final long WINDOW = 64L << 20;

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
        View current = window(offset);
        while (current != null) {
            // The next window is read from the disk while this one is written.
            View next = null;
            try (View now = current) {
                next = window(now.offset() + now.length());
                now.prefetch(); // a page that cannot be read is named here, and not by a signal
                write(now.segment().asByteBuffer(), channel, output);
            } catch (Throwable failure) {
                if (next != null) {
                    next.close();
                }
                throw failure;
            }
            current = next;
        }
    }

    private @Nullable View window(long offset) throws IOException {
        if (offset >= end) {
            return null;
        }
        return mapping.view(offset, Math.min(WINDOW, end - offset))
                .threadConfined()
                .advice(Advice.WILL_NEED)
                .map();
    }

    private void write(ByteBuffer bytes, WritableByteChannel channel, Output output)
            throws IOException {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            // Of bytes that are gone the system says that their address is bad.
            Path file = mapping.path().orElse(null);
            if (file != null && Files.isRegularFile(file) && Files.size(file) < end) {
                throw CommandFailure.failed(file + ": became shorter while it was read");
            }
            throw output.failed(e);
        }
    }
}
