package io.fileview.portable;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.fileview.ByteRange;
import io.fileview.DiskFullException;
import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.MappingException.Place;
import io.fileview.Protection;
import io.fileview.spi.Engine.Creation;
import io.fileview.spi.OpenFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A file read and written with the JDK. Its locks are a process's own on most systems, so they are
 * kept by {@link ProcessLocks}, one for all open files of the process.
 */
final class PortableFile implements OpenFile {
    private static final long AT_ONCE = 1L << 30;

    private final String name;
    private final Path path;
    private final SteadyFile file;
    private final FileKey key;

    private PortableFile(Path path, SteadyFile file) throws IOException {
        this.name = path.toString();
        this.path = path;
        this.file = file;
        this.key = FileKey.of(path);
    }

    static PortableFile open(Path path, boolean writable, Creation creation, boolean ownerOnly)
            throws IOException {
        Set<OpenOption> options = new HashSet<>(writable ? Set.of(READ, WRITE) : Set.of(READ));
        if (creation == Creation.CREATE) {
            options.add(CREATE);
        } else if (creation == Creation.CREATE_NEW) {
            options.add(CREATE_NEW);
        }
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes =
                ownerOnly && posix && creation != Creation.EXISTING
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try {
            SteadyFile file = new SteadyFile(path, options, attributes);
            try {
                return new PortableFile(path, file);
            } catch (Throwable failure) {
                file.close();
                throw failure;
            }
        } catch (IOException failure) {
            throw Refusal.toOpen(
                    path, writable ? Protection.READ_WRITE : Protection.READ_ONLY, failure);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Identity identity() throws IOException {
        boolean numbered = path.getFileSystem().supportedFileAttributeViews().contains("unix");
        return new Identity(numbered ? (long) Files.getAttribute(path, "unix:ino") : 0, 0);
    }

    @Override
    public boolean knowsWhatIsOnDisk() {
        return false;
    }

    /** The JDK cannot ask, and of ext4 it is known that they may be missing. */
    @Override
    public List<ByteRange> notOnDisk(List<ByteRange> ranges) {
        return LocalFileSystem.mayMissBlocks(path) ? ranges : List.of();
    }

    @Override
    public boolean takeFreshBlocks(List<ByteRange> ranges) {
        return false;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public long read(MemorySegment into, long position) throws IOException {
        long done = 0;
        while (done < into.byteSize()) {
            long length = Math.min(AT_ONCE, into.byteSize() - done);
            int read;
            try {
                read = file.read(into.asSlice(done, length).asByteBuffer(), position + done);
            } catch (IOException failure) {
                throw PortableSection.unreadable(
                        Place.of(name, position + done, length), failure);
            }
            if (read < 0) {
                break;
            }
            done += read;
        }
        return done;
    }

    @Override
    public void write(MemorySegment from, long position) throws IOException {
        for (long done = 0; done < from.byteSize();) {
            long length = Math.min(AT_ONCE, from.byteSize() - done);
            try {
                done += file.write(from.asSlice(done, length).asByteBuffer(), position + done);
            } catch (IOException failure) {
                throw writeFailure(Place.of(name, position + done, length), failure);
            }
        }
    }

    private static MappingException writeFailure(Place place, IOException failure) {
        String reason = Refusal.reason(failure);
        String what =
                "offset "
                        + place.offset()
                        + " with length "
                        + place.length()
                        + " cannot be written: "
                        + reason;
        String text = reason.toLowerCase(Locale.ROOT);
        return text.contains("space") || text.contains("quota")
                ? new DiskFullException(place, what + "; make room", failure)
                : new MappingException(place, what, failure);
    }

    @Override
    public void setSize(long size) throws IOException {
        if (size < file.size()) {
            file.truncate(size);
        } else if (size > file.size()) {
            file.write(ByteBuffer.allocate(1), size - 1);
        }
    }

    /** The JDK has no call for it. */
    @Override
    public void reserve(List<ByteRange> ranges) {}

    @Override
    public void flush() throws FlushFailedException {
        try {
            file.force(false);
        } catch (IOException failure) {
            throw new FlushFailedException(
                    Place.of(name),
                    "what was written could not be made durable: " + Refusal.reason(failure),
                    failure);
        }
    }

    @Override
    public boolean cloneFrom(OpenFile source) {
        return false;
    }

    @Override
    public boolean tryLock(long position, boolean shared) throws IOException {
        return ProcessLocks.acquire(key, file, this, position, shared, false);
    }

    @Override
    public void lock(long position, boolean shared) throws IOException {
        ProcessLocks.acquire(key, file, this, position, shared, true);
    }

    @Override
    public void unlock(long position) throws IOException {
        ProcessLocks.release(key, this, position);
    }

    @Override
    public void close() {
        ProcessLocks.close(key, this, file);
    }
}
