package io.fileview.portable;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.fileview.MappingException;
import io.fileview.NotMappableException;
import io.fileview.Protection;
import io.fileview.portable.PortableFile.Origin;
import io.fileview.proc.RandomNames;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens and creates files by their paths. */
final class Opening {
    /**
     * The number of attempts if other processes create and remove the file while it is being
     * opened.
     */
    private static final int ATTEMPTS = 10;

    private static final long SMALLEST_HUGE_PAGE = 64 << 10;

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private Opening() {}

    /** Opens a file. With {@link LinkOption#NOFOLLOW_LINKS}, fails for a symbolic link. */
    static PortableFile open(String name, Path path, OpenRequest request, LinkOption... links)
            throws IOException {
        Protection protection = request.protection();
        WindowsNames.require(name, path);
        try {
            return switch (request.creation()) {
                case EXISTING -> openExisting(name, path, protection, links);
                case CREATE -> openOrCreate(name, path, request, links);
                case CREATE_NEW -> create(name, path, request);
            };
        } catch (IOException failure) {
            throw ErrorTranslation.toOpen(name, path, protection, failure);
        }
    }

    private static PortableFile openOrCreate(
            String name, Path given, OpenRequest request, LinkOption... links)
            throws IOException {
        Path path = given;
        for (int attempt = 1;; attempt++) {
            try {
                return create(name, path, request);
            } catch (FileAlreadyExistsException exists) {
                try {
                    return openExisting(name, path, request.protection(), links);
                } catch (NoSuchFileException removed) {
                    // Either another process has removed it meanwhile, or it is a link to a file
                    // that does not exist.
                    if (attempt == ATTEMPTS) {
                        throw removed;
                    }
                    if (links.length == 0) {
                        path = Links.follow(path);
                    }
                }
            }
        }
    }

    private static PortableFile openExisting(
            String name, Path path, Protection protection, LinkOption... links)
            throws IOException {
        Set<OpenOption> options = new HashSet<>(Set.of(links));
        options.add(READ);
        if (protection == Protection.READ_WRITE) {
            options.add(WRITE);
        }
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            // Before opening it: opening a pipe would wait for its other end.
            FileIdentity before = PathTarget.at(path, links).requireRegular(name);
            if (Host.LINUX && attempt == 1 && Files.size(path) == 0) {
                requireReal(name, new LocalFileSystem(path, before)); // opening it may have effects
            }
            SteadyFile file = new SteadyFile(path, options);
            PathTarget after = targetOf(file, path, links);
            if (after.isRegularFile() && after.isSameFile(before)) {
                requireMappable(name, path, after.identity(), file);
                return opened(
                        name, path, after.identity(), protection, Origin.EXISTING, null, file);
            }
            file.close();
        }
        throw new MappingException(
                Place.of(name),
                "its path led to another file each time that it was opened; try again once other"
                        + " processes have stopped replacing it",
                null);
    }

    /**
     * Files that the kernel makes up when they are read, as in {@code /proc}, seem to be empty, and
     * the sizes of files on hugetlbfs are multiples of large pages: only then is the type of the file
     * system looked up, which takes long.
     */
    private static void requireMappable(
            String name, Path path, FileIdentity identity, SteadyFile file) throws IOException {
        try {
            long size = file.size(name);
            if (size % SMALLEST_HUGE_PAGE != 0) {
                return;
            }
            LocalFileSystem fileSystem = new LocalFileSystem(path, identity);
            if (size == 0) {
                requireReal(name, fileSystem);
            }
            if (fileSystem.hasHugePages()) {
                throw new NotMappableException(
                        Place.of(name),
                        "is on hugetlbfs, whose pages the JDK can map but not always unmap; use the"
                                + " engine linux",
                        null);
            }
        } catch (Throwable failure) {
            file.close();
            throw failure;
        }
    }

    private static void requireReal(String name, LocalFileSystem fileSystem)
            throws NotMappableException {
        if (fileSystem.makesFilesWhenRead()) {
            throw new NotMappableException(
                    Place.of(name),
                    "has the size 0 although it may have content, which the system makes when a"
                            + " program reads it; copy what can be read to a regular file, and map"
                            + " that",
                    null);
        }
    }

    private static PortableFile create(String name, Path path, OpenRequest request)
            throws IOException {
        NewEntry entry = NewEntry.at(name, path);
        try {
            return create(name, path, request, entry);
        } catch (Throwable failure) {
            entry.close();
            throw failure;
        }
    }

    private static PortableFile create(
            String name, Path path, OpenRequest request, NewEntry entry) throws IOException {
        SteadyFile file =
                new SteadyFile(
                        path, Set.of(READ, WRITE, CREATE_NEW), permissions(request.ownerOnly()));
        FileIdentity identity = identifyNew(file, name, path);
        try {
            return opened(
                    name, path, identity, request.protection(), Origin.CREATED, entry, file);
        } catch (Throwable failure) {
            deleteAfter(failure, path, identity);
            throw failure;
        }
    }

    /** A file that cannot be identified is not removed: its name may be another's by now. */
    private static FileIdentity identifyNew(SteadyFile file, String name, Path path)
            throws IOException {
        try {
            return targetOf(file, path, LinkOption.NOFOLLOW_LINKS).identity();
        } catch (IOException failure) {
            throw new MappingException(
                    ErrorTranslation.at(Place.of(name), failure),
                    "was created, but cannot be identified ("
                            + ErrorTranslation.reason(failure)
                            + "), so it has not been removed; remove it manually",
                    failure);
        }
    }

    /**
     * Creates a file that only its owner may open, and that is deleted when it is closed or the
     * process ends. Its second descriptor is opened immediately, while its name exists.
     */
    static PortableFile openTemporary(String name, Path directory, String prefix)
            throws IOException {
        Path path = directory.resolve(prefix + RandomNames.next());
        Set<OpenOption> options = new HashSet<>(Set.of(READ, WRITE, CREATE_NEW));
        if (Host.WINDOWS) {
            options.add(DELETE_ON_CLOSE);
        }
        SteadyFile file = new SteadyFile(path, options, permissions(true));
        FileIdentity identity = identifyNew(file, name, path);
        try {
            PortableFile temporary =
                    opened(
                            name,
                            path,
                            identity,
                            Protection.READ_WRITE,
                            Origin.TEMPORARY,
                            null,
                            file);
            try {
                if (!Host.WINDOWS) {
                    temporary.mappers().openNow();
                    Files.delete(path);
                }
            } catch (Throwable failure) {
                temporary.close();
                throw failure;
            }
            return temporary;
        } catch (Throwable failure) {
            deleteAfter(failure, path, identity);
            throw failure;
        }
    }

    /** Returns whether an entry may be a temporary file that a process left behind. */
    static boolean isTemporary(Path entry, String prefix) {
        String name = String.valueOf(entry.getFileName());
        return name.startsWith(prefix)
                && name.substring(prefix.length())
                        .matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
                && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS);
    }

    private static PathTarget targetOf(SteadyFile file, Path path, LinkOption... links)
            throws IOException {
        try {
            return PathTarget.at(path, links);
        } catch (Throwable failure) {
            file.close();
            throw failure;
        }
    }

    private static PortableFile opened(
            String name,
            Path path,
            FileIdentity identity,
            Protection protection,
            Origin origin,
            @Nullable NewEntry entry,
            SteadyFile file)
            throws IOException {
        PortableFile opened =
                new PortableFile(name, path, identity, protection, origin, entry, file);
        if (protection == Protection.COPY_ON_WRITE) {
            try {
                // Fails now, not when the first view is mapped, if it is not permitted.
                opened.mappers().openNow();
            } catch (Throwable failure) {
                opened.close();
                throw failure;
            }
        }
        return opened;
    }

    private static FileAttribute<?>[] permissions(boolean ownerOnly) {
        return ownerOnly && POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Removes a name that still leads to the file that was created. */
    private static void deleteAfter(Throwable failure, Path path, FileIdentity created) {
        try {
            if (Identities.isAt(path, created, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
