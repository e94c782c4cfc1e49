package io.fileview.linux;

import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.linux.EntryLookup.Entry;
import io.fileview.linux.FileStatus.Lookup;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Opens or creates one file, by a path whose symbolic links are followed, or by a directory entry
 * that is not followed.
 */
final class FileOpener {
    /** The number of attempts while other processes create and remove the file. */
    private static final int MOST_ATTEMPTS = 20;

    private final String name;
    private final OpenRequest request;
    private final boolean followsLinks;

    /** Determines the entry of the file to create. */
    interface NewEntry {
        /** Opens the directory, which the caller closes. */
        Entry find() throws IOException;
    }

    FileOpener(String name, OpenRequest request, boolean followsLinks) {
        this.name = name;
        this.request = request;
        this.followsLinks = followsLinks;
    }

    /**
     * Opens a path, relative to a directory unless it is absolute, or creates the file as the given
     * entry.
     */
    LinuxFile open(int directory, MemorySegment nativePath, NewEntry newEntry)
            throws IOException {
        for (int attempt = 1;; attempt++) {
            long fd =
                    request.creation() == Creation.CREATE_NEW
                            ? -Errno.ENOENT
                            : openExisting(directory, nativePath);
            if (fd >= 0) {
                return file((int) fd, null);
            }
            if (fd == -Errno.ELOOP && !followsLinks) {
                throw LinuxErrors.wrongKind(name, "a symbolic link", false);
            }
            if (fd != -Errno.ENOENT || request.creation() == Creation.EXISTING) {
                throw LinuxErrors.openFailure(name, request, fd);
            }
            Entry entry = newEntry.find();
            fd = create(entry);
            if (fd >= 0) {
                return file((int) fd, new CreatedEntry(entry));
            }
            FileSystemSpace space =
                    Errno.isDiskFull(fd) ? FileSystemSpace.of(entry.directory().fd()) : null;
            entry.directory().close();
            if (space != null) {
                throw LinuxErrors.creationFailure(name, fd, space);
            }
            if (fd != -Errno.EEXIST
                    || request.creation() == Creation.CREATE_NEW
                    || attempt == MOST_ATTEMPTS) {
                throw LinuxErrors.openFailure(name, request, fd);
            }
        }
    }

    /**
     * Checks the kind of file before opening it, because opening a device or a file that the kernel
     * makes can have side effects, and {@link #file} checks it again, because another program may have
     * replaced the entry meanwhile.
     */
    private long openExisting(int directory, MemorySegment nativePath) throws IOException {
        Lookup lookup =
                FileStatus.at(
                        directory,
                        nativePath,
                        followsLinks ? 0 : OpenFlags.AT_SYMLINK_NOFOLLOW);
        if (lookup.result() == -Errno.ENOENT) {
            return lookup.result();
        }
        FileStatus status = lookup.status();
        long links = followsLinks ? 0 : OpenFlags.O_NOFOLLOW;
        if (status != null) {
            requireRightKind(status);
            if (status.size() == 0
                    && status.isRegular()
                    && FileSystemType.at(directory, nativePath, links).makesFilesWhenRead()) {
                throw LinuxErrors.madeWhenRead(name);
            }
        }
        return DirectoryDescriptor.openAt(directory, nativePath, access() | links, 0);
    }

    private long create(Entry entry) {
        return entry.directory()
                .openEntry(
                        entry.name(),
                        access() | OpenFlags.O_CREAT | OpenFlags.O_EXCL,
                        request.ownerOnly() ? OpenFlags.OWNER_ONLY : OpenFlags.BY_UMASK);
    }

    private long access() {
        return isWritable() ? OpenFlags.O_RDWR : OpenFlags.O_RDONLY;
    }

    private boolean isWritable() {
        return request.protection() == Protection.READ_WRITE;
    }

    private LinuxFile file(int fd, @Nullable CreatedEntry created) throws IOException {
        try {
            FileStatus status = status(fd, created != null);
            requireRightKind(status);
            Descriptor descriptor = new Descriptor(fd, name, status, isWritable(), false);
            if (created == null && status.isRegular() && status.size() == 0) {
                requireSize(descriptor);
            }
            return new LinuxFile(descriptor, created != null, created);
        } catch (Throwable failure) {
            SystemCalls.call(SystemCall.CLOSE, fd);
            if (created != null) {
                created.close();
            }
            throw failure;
        }
    }

    /**
     * A file that the kernel makes up when it is read, as in {@code /proc}, seems to be empty, and
     * its file system may be one that is not known here. It is not read, because that may wait, but
     * no page of it can be mapped.
     */
    private static void requireSize(Descriptor file) throws IOException {
        long address = file.mapPages(0, Pages.SIZE, 0, Protection.COPY_ON_WRITE);
        if (address == -Errno.ENODEV || address == -Errno.EIO) {
            throw LinuxErrors.madeWhenRead(file.name(), address);
        }
        if (address > 0) {
            SystemCalls.call(SystemCall.MUNMAP, address, Pages.SIZE);
        }
    }

    /** A new file whose status is unknown is not removed: its name may be another's by now. */
    private FileStatus status(int fd, boolean created) throws IOException {
        try {
            return FileStatus.of(fd, name);
        } catch (MappingException failure) {
            if (created) {
                failure.addSuppressed(
                        new MappingException(
                                Place.of(name),
                                "was created by this call and has not been removed; remove it"
                                        + " manually",
                                null));
            }
            throw failure;
        }
    }

    private void requireRightKind(FileStatus status) throws IOException {
        if (!status.isRegular() && !(followsLinks && status.isBlockDevice())) {
            throw LinuxErrors.wrongKind(name, status.kind(), followsLinks);
        }
    }
}
