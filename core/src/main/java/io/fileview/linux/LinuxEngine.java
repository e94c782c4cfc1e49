package io.fileview.linux;

import static io.fileview.linux.Errno.EACCES;
import static io.fileview.linux.Errno.EEXIST;
import static io.fileview.linux.Errno.EISDIR;
import static io.fileview.linux.Errno.EMFILE;
import static io.fileview.linux.Errno.ENFILE;
import static io.fileview.linux.Errno.ENOENT;
import static io.fileview.linux.Errno.ENOTDIR;
import static io.fileview.linux.Errno.EPERM;
import static io.fileview.linux.Errno.EROFS;
import static io.fileview.linux.Errno.ETXTBSY;

import io.fileview.MappingException;
import io.fileview.MappingException.Place;
import io.fileview.NotMappableException;
import io.fileview.Protection;
import io.fileview.spi.Engine;
import io.fileview.spi.OpenFile;
import io.fileview.spi.Section;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Maps files with the system calls of Linux, 5.14 and later in full, on x86-64 and aarch64. */
public final class LinuxEngine implements Engine {
    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0x40;
    private static final int O_EXCL = 0x80;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final long MFD_CLOEXEC = 1;
    private static final long READ_AND_WRITE_BY_UMASK = 0666;
    private static final long READ_AND_WRITE_BY_OWNER = 0600;

    /** Called by the service loader. */
    public LinuxEngine() {}

    @Override
    public String name() {
        return "linux";
    }

    @Override
    public int rank() {
        return 100;
    }

    @Override
    public Optional<String> obstacle() {
        String system = System.getProperty("os.name");
        String processor = System.getProperty("os.arch");
        if (!"Linux".equals(system)) {
            return Optional.of("it needs Linux, and this is " + system);
        }
        if (!"amd64".equals(processor) && !"aarch64".equals(processor)) {
            return Optional.of("it needs an x86-64 or aarch64 processor, and this is " + processor);
        }
        return Optional.empty();
    }

    @Override
    public long pageSize() {
        return LinuxLimits.pageSize();
    }

    @Override
    public Section open(Path path, Protection protection, Creation creation) throws IOException {
        requireNativeAccess();
        String name = path.toString();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment nativePath = PathBytes.of(path, arena);
            long access = protection == Protection.READ_WRITE ? O_RDWR : 0;
            if (creation != Creation.EXISTING) {
                long fd = openAt(nativePath, access | O_CREAT | O_EXCL);
                if (fd >= 0) {
                    return section((int) fd, path, protection, true);
                }
                if (fd != -EEXIST || creation == Creation.CREATE_NEW) {
                    throw openFailure(name, protection, creation, fd);
                }
            }
            // Look before opening: opening a pipe or a device can block or do something.
            FileStatus status = FileStatus.of(nativePath);
            if (status != null) {
                requireMappable(name, status);
            }
            if (status == null && creation == Creation.CREATE) {
                // A link that leads nowhere exists, and yet the file that it names does not.
                MemorySegment target = PathBytes.of(LinkTarget.of(path), arena);
                long fd = openAt(target, access | O_CREAT | O_EXCL);
                if (fd < 0) {
                    throw openFailure(name, protection, creation, fd);
                }
                return section((int) fd, path, protection, true);
            }
            long fd = openAt(nativePath, access);
            if (fd < 0) {
                throw openFailure(name, protection, creation, fd);
            }
            return section((int) fd, path, protection, false);
        }
    }

    @Override
    public Section openMemory() throws IOException {
        requireNativeAccess();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment label = arena.allocateFrom("fileview");
            long fd = SystemCalls.call(SystemCall.MEMFD_CREATE, label.address(), MFD_CLOEXEC);
            if (fd < 0) {
                throw openFailure("memory", Protection.READ_WRITE, Creation.CREATE, fd);
            }
            return new LinuxSection(
                    (int) fd, "memory", null, FileStatus.of((int) fd), true, false);
        }
    }

    @Override
    public OpenFile openFile(
            Path path, boolean writable, Creation creation, boolean ownerOnly)
            throws IOException {
        requireNativeAccess();
        try (Arena arena = Arena.ofConfined()) {
            long flags =
                    (writable ? O_RDWR : 0)
                            | switch (creation) {
                                case EXISTING -> 0;
                                case CREATE -> O_CREAT;
                                case CREATE_NEW -> O_CREAT | O_EXCL;
                            };
            long mode = ownerOnly ? READ_AND_WRITE_BY_OWNER : READ_AND_WRITE_BY_UMASK;
            long fd = openAt(PathBytes.of(path, arena), flags, mode);
            if (fd < 0) {
                Protection protection =
                        writable ? Protection.READ_WRITE : Protection.READ_ONLY;
                throw openFailure(path.toString(), protection, creation, fd);
            }
            return new LinuxFile((int) fd, path.toString());
        }
    }

    @Override
    public void flushEntry(Path file) throws IOException {
        Directories.flush(file, Place.of(file.toString()));
    }

    private static void requireNativeAccess() {
        SystemCalls.refusal()
                .ifPresent(
                        refusal -> {
                            throw new IllegalStateException(refusal);
                        });
        if (!LinuxLimits.prepare()) {
            throw new IllegalStateException("the limits of the system have no names");
        }
    }

    private static long openAt(MemorySegment path, long flags) {
        return openAt(path, flags, READ_AND_WRITE_BY_UMASK);
    }

    private static long openAt(MemorySegment path, long flags, long mode) {
        return SystemCalls.untilNotInterrupted(
                () -> SystemCalls.call(
                        SystemCall.OPENAT,
                        FileStatus.AT_FDCWD,
                        path.address(),
                        flags | O_NONBLOCK | O_CLOEXEC,
                        mode));
    }

    private static Section section(int fd, Path path, Protection protection, boolean created)
            throws IOException {
        try {
            FileStatus status = FileStatus.of(fd);
            requireMappable(path.toString(), status);
            return new LinuxSection(
                    fd,
                    path.toString(),
                    path,
                    status,
                    protection == Protection.READ_WRITE,
                    created);
        } catch (Throwable failure) {
            SystemCalls.call(SystemCall.CLOSE, fd);
            throw failure;
        }
    }

    private static void requireMappable(String name, FileStatus status)
            throws NotMappableException {
        if (!status.isRegular() && !status.isBlockDevice()) {
            throw new NotMappableException(
                    Place.of(name),
                    "is " + status.kind() + "; only regular files and block devices can be mapped",
                    null);
        }
    }

    private static IOException openFailure(
            String name, Protection protection, Creation creation, long result) {
        String error = Errno.name(result);
        return switch ((int) -result) {
            case ENOENT ->
                new NoSuchFileException(
                        name,
                        null,
                        (creation == Creation.EXISTING
                                ? "there is no such file, and it is not to be created"
                                : "the directory that it is to be created in does not"
                                        + " exist")
                                + " ("
                                + error
                                + ")");
            case ENOTDIR ->
                new NoSuchFileException(
                        name, null, "a part of the path is not a directory (" + error + ")");
            case EEXIST ->
                new FileAlreadyExistsException(
                        name, null, "the file exists, and was to be new (" + error + ")");
            case EACCES, EPERM, EROFS, ETXTBSY ->
                new AccessDeniedException(
                        name,
                        null,
                        "the file cannot be opened "
                                + protection
                                + ": "
                                + deniedBecause((int) -result)
                                + " ("
                                + error
                                + ")");
            case EISDIR ->
                new NotMappableException(
                        Place.of(name).withError(error),
                        "is a directory; only regular files and block devices can be mapped",
                        null);
            case EMFILE, ENFILE -> LinuxLimits.tooManyOpenFiles(name, result);
            default ->
                new MappingException(
                        Place.of(name).withError(error), "cannot be opened: " + error, null);
        };
    }

    private static String deniedBecause(int errno) {
        return switch (errno) {
            case EROFS -> "the file system is read-only";
            case ETXTBSY -> "it is a program that is being executed";
            case EPERM -> "it is immutable, append-only or sealed";
            default -> "its permissions do not allow it";
        };
    }
}
