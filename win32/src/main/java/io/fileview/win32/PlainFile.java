package io.fileview.win32;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * An open file that is read and written at places. Not a channel: an interrupted thread that touches
 * a channel closes it, for all others too.
 */
final class PlainFile implements AutoCloseable {
    private static final int CHUNK = 1 << 16;

    private final RandomAccessFile file;

    private PlainFile(RandomAccessFile file) {
        this.file = file;
    }

    static PlainFile open(Path path, boolean writable) throws IOException {
        return new PlainFile(new RandomAccessFile(path.toFile(), writable ? "rw" : "r"));
    }

    /** Takes no lock: views ask at every access. */
    long size() throws IOException {
        return file.length();
    }

    /** Fills a part of an array, up to the end of the file, and tells how much. */
    synchronized int read(long position, byte[] into, int from, int length) throws IOException {
        file.seek(position);
        int done = 0;
        while (done < length) {
            int read = file.read(into, from + done, length - done);
            if (read <= 0) {
                break;
            }
            done += read;
        }
        return done;
    }

    synchronized void write(long position, byte[] bytes, int from, int length) throws IOException {
        file.seek(position);
        file.write(bytes, from, length);
    }

    /** Writes all that is here into another file. */
    void copyTo(PlainFile target) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long done = 0;
        for (int read = read(0, chunk, 0, CHUNK); read > 0; read = read(done, chunk, 0, CHUNK)) {
            target.write(done, chunk, 0, read);
            done += read;
        }
    }

    synchronized void setSize(long size) throws IOException {
        file.setLength(size);
    }

    void sync() throws IOException {
        file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
