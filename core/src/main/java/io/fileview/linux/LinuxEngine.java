package io.fileview.linux;

import io.fileview.MappingException;
import io.fileview.MappingLimitException;
import io.fileview.NotMappableException;
import io.fileview.Protection;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Maps files with system calls of Linux, on x86-64 and aarch64. All features are available from
 * Linux 5.14, except that dirty pages and cache counts need Linux 6.5.
 */
public final class LinuxEngine implements Engine {
    private static final long MFD_CLOEXEC = 1;
    private static final long MFD_NOEXEC_SEAL = 8;

    /**
     * The classes needed to open or create a file, and to report an error. They are loaded in
     * advance, because loading a class fails when the process has no free file descriptor.
     */
    private static final class Preloaded {
        private static final List<Class<?>> CLASSES =
                List.of(
                        CreatedEntry.class,
                        Descriptor.class,
                        DirectoryDescriptor.class,
                        EntryLookup.class,
                        EntryLookup.Entry.class,
                        FileOpener.class,
                        FileOpener.NewEntry.class,
                        FileStatus.class,
                        FileStatus.Lookup.class,
                        LinuxAttribute.class,
                        LinuxFile.class,
                        OpenFlags.class,
                        PathBytes.class,
                        OldStatus.class,
                        MappingException.class,
                        NotMappableException.class);

        private static final String ERROR =
                LinuxErrors.openFailure(
                        "", OpenRequest.existing(Protection.READ_ONLY), -Errno.EMFILE)
                        .toString();

        private Preloaded() {}
    }

    /** Creates the engine. */
    public LinuxEngine() {}

    @Override
    public String name() {
        return "linux";
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public Optional<String> unavailableReason() {
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
    public boolean accepts(FileLocation location) {
        return location.path()
                .filter(path -> path.getFileSystem().equals(FileSystems.getDefault()))
                .isPresent();
    }

    @Override
    public EngineFile open(FileLocation location, OpenRequest request) throws IOException {
        Path path = path(location);
        requireCalls(path.toString());
        boolean mustBeNew = request.creation() == Creation.CREATE_NEW;
        try (Arena arena = Arena.ofConfined()) {
            return new FileOpener(path.toString(), request, true)
                    .open(
                            OpenFlags.AT_FDCWD,
                            PathBytes.of(path, arena),
                            () -> mustBeNew ? EntryLookup.of(path) : EntryLookup.followed(path));
        }
    }

    @Override
    public EngineFile openMemory() throws IOException {
        String name = "memory";
        requireCalls(name);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment label = arena.allocateFrom("fileview");
            long fd = SystemCalls.call(SystemCall.MEMFD_CREATE, label.address(), MFD_CLOEXEC);
            if (fd == -Errno.EACCES) { // sysctl vm.memfd_noexec=2
                fd =
                        SystemCalls.call(
                                SystemCall.MEMFD_CREATE,
                                label.address(),
                                MFD_CLOEXEC | MFD_NOEXEC_SEAL);
            }
            if (fd < 0) {
                throw LinuxErrors.memoryFailure(name, fd);
            }
            try {
                FileStatus status = FileStatus.of((int) fd, name);
                return new LinuxFile(
                        new Descriptor((int) fd, name, status, true, true), false, null);
            } catch (Throwable failure) {
                SystemCalls.call(SystemCall.CLOSE, fd);
                throw failure;
            }
        }
    }

    @Override
    public Entry resolve(FileLocation location) throws IOException {
        requireCalls(location.toString());
        EntryLookup.Entry entry = EntryLookup.followed(path(location));
        return new Entry(
                new LinuxDirectory(entry.directory(), entry.name(), location.toString()),
                entry.name());
    }

    @Override
    public Optional<String> userId() {
        return !SystemCalls.isLinked()
                ? Optional.empty()
                : Optional.of(Long.toString(SystemCalls.call(SystemCall.GETEUID, 0)));
    }

    private static Path path(FileLocation location) {
        return location.path()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                location
                                        + " is not a path of the default file system; name the file"
                                        + " by its path, or use an engine for this scheme"));
    }

    private static void requireCalls(String name) throws MappingLimitException {
        if (!SystemCalls.isLinked()) {
            throw LinuxLimits.tooManyOpenFiles(name, -Errno.EMFILE);
        }
        Objects.requireNonNull(Preloaded.CLASSES);
        Objects.requireNonNull(Preloaded.ERROR);
    }
}
