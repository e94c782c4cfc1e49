package io.fileview.win32;

import io.fileview.errors.ErrorTexts;
import io.fileview.errors.SystemError;
import io.fileview.win32.WinError.Status;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A file of the host system, opened for positioned reads and writes; the simulated {@link
 * FileObject} and {@link SectionFile} use it. Not a channel: an interrupted thread that uses a
 * channel closes it for all threads.
 */
final class HostFile implements AutoCloseable {
    private static final int CHUNK = 1 << 16;
    private static final int LONGEST_UNSIZED = 1 << 20;

    private final RandomAccessFile file;

    private HostFile(RandomAccessFile file) {
        this.file = file;
    }

    static HostFile open(Path path, boolean writable) throws IOException {
        requireNoDevice(path);
        try {
            return new HostFile(new RandomAccessFile(path.toFile(), writable ? "rw" : "r"));
        } catch (FileNotFoundException failure) {
            throw explained(path, writable, failure);
        }
    }

    /**
     * The JDK throws the same type whatever the reason is, but its text tells the error of the
     * operating system.
     */
    private static IOException explained(
            Path path, boolean writable, FileNotFoundException failure) {
        FileSystemException explained =
                ErrorTexts.errorOf(failure)
                        .map(known -> named(path, known))
                        .orElseGet(() -> seen(path, writable));
        return explained == null ? failure : (IOException) explained.initCause(failure);
    }

    private static FileSystemException named(Path path, SystemError error) {
        return error == SystemError.ENOENT
                ? new NoSuchFileException(path.toString(), null, error.text())
                : new FileSystemException(path.toString(), null, error.text());
    }

    /** What a look at the path finds, for systems whose texts are not known; null if nothing. */
    private static @Nullable FileSystemException seen(Path path, boolean writable) {
        if (Files.isDirectory(path)) {
            return new AccessDeniedException(path.toString(), null, "it is a directory");
        }
        Path parent = path.toAbsolutePath().getParent();
        boolean creates = writable && Files.notExists(path) && parent != null;
        Path needed = creates ? parent : path;
        if (Files.notExists(needed)) {
            return new NoSuchFileException(path.toString(), null, needed + " does not exist");
        }
        if (!Files.isReadable(needed) || (writable && !Files.isWritable(needed))) {
            return new AccessDeniedException(
                    path.toString(), null, "the permissions of " + needed + " do not allow it");
        }
        return null;
    }

    /**
     * Returns whether a file exists.
     *
     * @throws IOException if that cannot be found out, because of the name or of a directory above
     */
    static boolean exists(Path path, LinkOption... options) throws IOException {
        try {
            Files.readAttributes(path, BasicFileAttributes.class, options);
            return true;
        } catch (NoSuchFileException absent) {
            return false;
        }
    }

    /**
     * Opening a pipe would wait, perhaps for ever, until another process opens its other end. A
     * device may have no end.
     */
    private static void requireNoDevice(Path path) throws IOException {
        if (Files.exists(path)
                && Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
            throw new AccessDeniedException(
                    path.toString(),
                    null,
                    "it is a pipe, a socket or a device, and only regular files can be opened");
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

    /** Finds holes in a file. */
    interface Holes {
        /** The position of the next data from a position on; the position itself if unknown. */
        long end(long from) throws IOException;
    }

    /**
     * Writes the whole content to another file, which is empty. Holes are not read, and chunks of
     * zeros become holes. The size of the other file is never set, because that could cut off what
     * another process appends. What is appended to this file meanwhile is not copied, because that
     * may never end.
     */
    void copyTo(HostFile target, Holes holes) throws IOException {
        long end = size();
        if (end == 0) {
            copyUnsized(target);
            return;
        }
        byte[] chunk = new byte[CHUNK];
        byte[] zeros = new byte[CHUNK];
        long done = 0;
        boolean endsInHole = false;
        while (done < end) {
            // A file that has been truncated looks like a hole beyond its end.
            long data = Math.min(holes.end(done), Math.min(end, size()));
            if (data > done) {
                done = data;
                endsInHole = true;
            }
            int read = read(done, chunk, 0, (int) Math.min(CHUNK, end - done));
            if (read <= 0) {
                break;
            }
            endsInHole = Arrays.equals(chunk, 0, read, zeros, 0, read);
            if (!endsInHole) {
                target.write(done, chunk, 0, read);
            }
            done += read;
        }
        if (endsInHole) {
            target.write(done - 1, zeros, 0, 1);
        }
    }

    /** Copies a file that tells no size, such as those of /proc, if it is short. */
    private void copyUnsized(HostFile target) throws IOException {
        byte[] bytes = new byte[LONGEST_UNSIZED + CHUNK]; // some files refuse odd lengths
        int read = read(0, bytes, 0, bytes.length);
        if (read > LONGEST_UNSIZED && size() == 0) {
            throw Status.FILE_INVALID.failure();
        }
        target.write(0, bytes, 0, Math.min(read, LONGEST_UNSIZED));
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
