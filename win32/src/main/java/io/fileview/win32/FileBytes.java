package io.fileview.win32;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Positioned reads and writes of all bytes; a single call of a channel may transfer fewer. */
final class FileBytes {
    private FileBytes() {}

    /** Fills the buffer from the file, up to the end of the file. */
    static void read(FileChannel file, ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int read = file.read(into, at);
            if (read <= 0) {
                return;
            }
            at += read;
        }
    }

    static void write(FileChannel file, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
    }
}
