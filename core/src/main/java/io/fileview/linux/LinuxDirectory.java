package io.fileview.linux;

import io.fileview.Protection;
import io.fileview.linux.EntryLookup.Entry;
import io.fileview.linux.FileStatus.Lookup;
import io.fileview.spi.Directory;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An open directory. Every call is relative to its descriptor, so renaming the directory has no
 * effect.
 */
final class LinuxDirectory implements Directory {
    private static final OpenRequest NEW =
            new OpenRequest(Protection.READ_WRITE, OpenRequest.Creation.CREATE_NEW, true);

    private final DirectoryDescriptor descriptor;

    /** The entry that the directory was resolved for; messages call it as the caller did. */
    private final String entry;

    private final String given;

    LinuxDirectory(DirectoryDescriptor descriptor, String entry, String given) {
        this.descriptor = descriptor;
        this.entry = entry;
        this.given = given;
    }

    @Override
    public FileLocation locationOf(String name) {
        return FileLocation.of(path(name));
    }

    private Path path(String name) {
        requireName(name);
        return descriptor.location(name);
    }

    @Override
    public EngineFile open(String name, OpenRequest request) throws IOException {
        Path path = path(name);
        try (Arena arena = Arena.ofConfined()) {
            String shown = name.equals(entry) ? given : path.toString();
            return new FileOpener(shown, request, false)
                    .open(
                            descriptor.fd(),
                            PathBytes.of(name, arena),
                            () -> new Entry(descriptor.duplicate(), name));
        }
    }

    @Override
    public EngineFile openTemporary(String prefix) throws IOException {
        return openTemporary(prefix, "temporary file in " + descriptor.path().toAbsolutePath());
    }

    @Override
    public EngineFile openTemporary(String prefix, String name) throws IOException {
        requireName(prefix);
        long fd = descriptor.openUnnamed();
        if (fd < 0 && lacksUnnamedFiles(fd)) {
            fd = TemporaryEntry.open(descriptor, prefix, name);
        }
        return created(fd, name);
    }

    @Override
    public Optional<EngineFile> openUnnamed(String called) throws IOException {
        long fd = descriptor.openUnnamed();
        if (fd < 0 && lacksUnnamedFiles(fd)) {
            return Optional.empty();
        }
        LinuxFile file = created(fd, called);
        if (!DirectoryDescriptor.canLink((int) fd)) {
            file.close();
            return Optional.empty();
        }
        return Optional.of(file);
    }

    private LinuxFile created(long fd, String name) throws IOException {
        if (Errno.isDiskFull(fd)) {
            throw LinuxErrors.creationFailure(name, fd, FileSystemSpace.of(descriptor.fd()));
        }
        if (fd < 0) {
            throw LinuxErrors.openFailure(name, NEW, fd);
        }
        try {
            FileStatus status = FileStatus.of((int) fd, name);
            return new LinuxFile(
                    new Descriptor((int) fd, name, status, true, false), true, null);
        } catch (Throwable failure) {
            SystemCalls.call(SystemCall.CLOSE, fd);
            throw failure;
        }
    }

    /**
     * Returns whether the kernel or the file system does not support {@code O_TMPFILE} ({@code
     * open(2)}).
     */
    private static boolean lacksUnnamedFiles(long result) {
        return result == -Errno.EOPNOTSUPP
                || result == -Errno.EISDIR
                || result == -Errno.EINVAL
                || result == -Errno.ENOENT;
    }

    @Override
    public Optional<FileIdentity> find(String name) throws IOException {
        return look(name).map(FileStatus::identity);
    }

    @Override
    public Optional<io.fileview.spi.FileStatus> status(String name) throws IOException {
        return look(name).map(status -> status.ofSize(status.size()));
    }

    private Optional<FileStatus> look(String name) throws IOException {
        Path path = path(name);
        Lookup lookup = descriptor.look(name);
        FileStatus status = lookup.status();
        if (status != null) {
            return Optional.of(status);
        }
        if (lookup.result() == -Errno.ENOENT) {
            return Optional.empty();
        }
        throw LinuxErrors.failure(
                Place.of(path.toString()),
                "it cannot be determined whether it exists",
                lookup.result(),
                SystemCall.STATX);
    }

    @Override
    public boolean remove(String name) throws IOException {
        Path path = path(name);
        long result = descriptor.remove(name);
        if (result == -Errno.ENOENT) {
            return false;
        }
        if (result < 0) {
            throw LinuxErrors.entryFailure(
                    Place.of(path.toString()),
                    "cannot be removed",
                    result,
                    SystemCall.UNLINKAT,
                    descriptor.fd());
        }
        return true;
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path path = path(from);
        requireName(to);
        long result = descriptor.rename(from, to);
        requireRenamed(path, to, result);
    }

    @Override
    public void renameNew(String from, String to) throws IOException {
        Path path = path(from);
        requireName(to);
        long result = descriptor.renameNew(from, to);
        requireNew(to, result);
        requireRenamed(path, to, result);
    }

    private void requireRenamed(Path path, String to, long result) throws IOException {
        if (result < 0) {
            throw LinuxErrors.entryFailure(
                    Place.of(path.toString()),
                    "cannot be renamed to " + to,
                    result,
                    SystemCall.RENAMEAT2,
                    descriptor.fd());
        }
    }

    private void requireNew(String name, long result) throws IOException {
        if (result == -Errno.EEXIST) {
            throw LinuxErrors.openFailure(path(name).toString(), NEW, result);
        }
    }

    @Override
    public void link(EngineFile unnamed, String name) throws IOException {
        requireName(name);
        if (!(unnamed instanceof LinuxFile file)) {
            throw new IllegalArgumentException(
                    unnamed.name() + " was opened by another engine, and cannot be linked here");
        }
        long result = file.link(descriptor, name);
        requireNew(name, result);
        if (result < 0) {
            throw LinuxErrors.entryFailure(
                    Place.of(unnamed.name()),
                    "cannot be given the name " + name,
                    result,
                    SystemCall.LINKAT,
                    descriptor.fd());
        }
    }

    @Override
    public void flush() throws IOException {
        descriptor.flush(
                Place.of(descriptor.path().toAbsolutePath().toString()),
                "the entries of the directory");
    }

    @Override
    public void close() {
        descriptor.close();
    }

    private static void requireName(String name) {
        if (name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || name.indexOf('/') >= 0
                || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "\"" + name
                            + "\" is not the name of a directory entry; give one name, without a"
                            + " path");
        }
    }
}
