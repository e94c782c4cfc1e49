package io.fileview.win32;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file of the host system, opened for positioned reads and writes; the simulated {@link
 * FileObject} and {@link SectionFile} use it. Not a channel: an interrupted thread that uses a
 * channel closes it for all threads.
 */
final class HostFile implements AutoCloseable {
    private static final int CHUNK = 1 << 16;

    /** The bits of a file's mode that tell its type, and their value for a pipe. */
    private static final int FILE_TYPE = 0170000;

    private static final int PIPE = 0010000;

    private final RandomAccessFile file;

    private HostFile(RandomAccessFile file) {
        this.file = file;
    }

    static HostFile open(Path path, boolean writable) throws IOException {
        requireNoPipe(path);
        try {
            return new HostFile(new RandomAccessFile(path.toFile(), writable ? "rw" : "r"));
        } catch (FileNotFoundException failure) {
            throw explained(path, writable, failure);
        }
    }

    /** The JDK throws the same type whatever the reason is; a second look finds most of them. */
    private static IOException explained(
            Path path, boolean writable, FileNotFoundException failure) {
        if (Files.notExists(path)) {
            return new NoSuchFileException(path.toString(), null, "there is no such file");
        }
        if (Files.isDirectory(path)) {
            return new AccessDeniedException(path.toString(), null, "it is a directory");
        }
        if (!Files.isReadable(path) || (writable && !Files.isWritable(path))) {
            return new AccessDeniedException(
                    path.toString(),
                    null,
                    "its permissions, or those of a directory above it, do not allow it");
        }
        return failure;
    }

    /** Opening a pipe would wait, perhaps for ever, until another process opens its other end. */
    private static void requireNoPipe(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("unix")
                && Files.exists(path)
                && ((int) Files.getAttribute(path, "unix:mode") & FILE_TYPE) == PIPE) {
            throw new AccessDeniedException(
                    path.toString(), null, "it is a pipe, and only regular files can be opened");
        }
    }

    /** Takes no lock, because views call it at every access. */
    long size() throws IOException {
        return file.length();
    }

    /**
     * Reads into a part of an array, up to the end of the file; returns the number of bytes read.
     */
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

    /** Writes the whole content to another file, which is empty. Chunks of zeros become holes. */
    void copyTo(HostFile target) throws IOException {
        byte[] chunk = new byte[CHUNK];
        byte[] zeros = new byte[CHUNK];
        long done = 0;
        for (int read = read(0, chunk, 0, CHUNK); read > 0; read = read(done, chunk, 0, CHUNK)) {
            if (!Arrays.equals(chunk, 0, read, zeros, 0, read)) {
                target.write(done, chunk, 0, read);
            }
            done += read;
        }
        target.setSize(done);
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
