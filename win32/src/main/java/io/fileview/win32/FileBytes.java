package io.fileview.win32;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads and writes at a place of a file until all is done: a channel may do less at a time. */
final class FileBytes {
    private FileBytes() {}

    /** Fills the buffer from the file, up to the file's end. */
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
