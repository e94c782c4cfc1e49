package io.fileview.portable;

import io.fileview.DiskFullException;
import io.fileview.MappingException;
import io.fileview.MappingLimitException;
import io.fileview.Protection;
import io.fileview.StaleFileException;
import io.fileview.errors.ErrorTexts;
import io.fileview.errors.SystemError;
import io.fileview.messages.FileRefusals;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Translates exceptions of the JDK into exceptions that state the problem, the place and the
 * remedy.
 */
final class ErrorTranslation {
    private ErrorTranslation() {}

    static IOException toOpen(
            String name, Path path, Protection protection, IOException failure) {
        boolean alreadyExplained =
                failure instanceof MappingException
                        || (failure instanceof AccessDeniedException denied
                                && denied.getReason() != null);
        if (alreadyExplained) {
            return failure;
        }
        if (failure instanceof NoSuchFileException) {
            String reason =
                    Files.isSymbolicLink(path)
                            ? "it is a symbolic link to a file that does not exist; create that file, or"
                                    + " remove the link"
                            : "there is no such file or directory; check the path, or create it";
            return caused(FileRefusals.noSuchFile(name, reason), failure);
        }
        if (failure instanceof FileAlreadyExistsException) {
            String reason = "the file already exists; open it without createNew()";
            return caused(FileRefusals.alreadyExists(name, reason), failure);
        }
        if (failure instanceof AccessDeniedException) {
            String reason =
                    Host.WINDOWS
                            ? "the permissions of the file or its directory, or its read-only"
                                    + " attribute, do not allow it to be opened "
                                    + protection
                                    + ", or a program is deleting it; change them, close it there, or"
                                    + " ask for less access"
                            : "the permissions of the file or of a directory above it do not allow"
                                    + " it to be opened "
                                    + protection
                                    + "; change them, or ask for less access";
            return caused(FileRefusals.denied(name, reason), failure);
        }
        Optional<SystemError> error = ErrorTexts.errorOf(failure);
        if (protection == Protection.READ_WRITE) {
            // Not a mount of a directory, which the JDK overlooks: the error tells of that.
            boolean isReadOnly = error.filter(SystemError.EROFS::equals).isPresent()
                    || isReadOnlyStore(path);
            if (isReadOnly) {
                String reason = "its file system is mounted read-only; open it READ_ONLY";
                return caused(FileRefusals.denied(name, reason), failure);
            }
            if (error.filter(SystemError.EPERM::equals).isPresent()) {
                String reason =
                        "it or its directory is immutable, append-only or sealed, or a security module"
                                + " denies it; open an existing file READ_ONLY, or use another"
                                + " directory";
                return caused(FileRefusals.denied(name, reason), failure);
            }
        }
        return isDiskFull(failure)
                ? toCreateFull(name, path.toAbsolutePath().getParent(), failure)
                : failure(Place.of(name), "could not be opened " + protection, failure);
    }

    /** Returns the exception for an error of a call that has no specific exceptions. */
    static MappingException failure(Place place, String problem, IOException failure) {
        if (OpenFileLimit.isReached(failure)) {
            return OpenFileLimit.exception(place, problem, failure);
        }
        String what = problem + ": " + reason(failure) + remedy(failure);
        return isDiskFull(failure)
                ? new DiskFullException(at(place, failure), what, failure)
                : new MappingException(at(place, failure), what, failure);
    }

    /** Returns the next step for an error, after a semicolon; empty if there is none. */
    static String remedy(Throwable failure) {
        return ErrorTexts.remedyOf(failure)
                .map(remedy -> "; " + remedy)
                .orElse("");
    }

    /** Adds the name of the error to a place, if it can be determined. */
    static Place at(Place place, Throwable failure) {
        Optional<String> error =
                failure instanceof MappingException known
                        ? known.errorName()
                        : ErrorTexts.nameOf(failure);
        return error.map(place::withError).orElse(place);
    }

    static boolean isDiskFull(IOException failure) {
        return ErrorTexts.errorOf(failure).filter(SystemError::isDiskFull).isPresent();
    }

    static IOException toOpenMemory(String name, String directory, IOException failure) {
        if (failure instanceof MappingLimitException) {
            return failure;
        }
        if (OpenFileLimit.isReached(failure)) {
            return OpenFileLimit.exception(Place.of(name), "could not be created", failure);
        }
        return new MappingException(
                at(Place.of(name), failure),
                "the portable engine keeps it in a temporary file, which could not be created in "
                        + directory
                        + ": "
                        + reason(failure)
                        + "; set the system property java.io.tmpdir to a writable directory",
                failure);
    }

    static IOException toCreateTemporary(String name, Path directory, IOException failure) {
        if (failure instanceof MappingException) {
            return failure;
        }
        return isDiskFull(failure)
                ? toCreateFull(name, directory, failure)
                : failure(Place.of(name), "could not be created", failure);
    }

    /** The JDK does not count inodes, so it can only be said that there is room for bytes. */
    private static DiskFullException toCreateFull(
            String name, @Nullable Path directory, IOException failure) {
        long free = usableSpace(directory);
        return new DiskFullException(
                at(Place.of(name), failure),
                "could not be created: "
                        + reason(failure)
                        + (free > 0
                                ? "; " + free + " bytes are free, so it is probably inodes that the"
                                        + " file system or a quota has no more of"
                                : "")
                        + "; remove files",
                failure);
    }

    private static long usableSpace(@Nullable Path directory) {
        try {
            return directory == null ? 0 : Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }

    /** For a file that is open, but must be opened a second time to be mapped. */
    static IOException toOpenAgain(String name, IOException failure) {
        return failure(
                Place.of(name),
                "the portable engine must open it a second time to map it, which failed",
                failure);
    }

    /** The JDK creates private mappings only of a file that it may write. */
    static IOException toCopyOnWrite(String name, FileSystemException failure) {
        if (OpenFileLimit.isReached(failure)) {
            return OpenFileLimit.exception(Place.of(name), "could not be opened", failure);
        }
        return caused(
                FileRefusals.denied(
                        name,
                        "copy-on-write views of the portable engine need permission to write the"
                                + " file, although they never write to it, and it could not be"
                                + " opened for writing ("
                                + reason(failure)
                                + "); grant it, or use an engine that does not need it, "
                                + Host.OTHER_ENGINE),
                failure);
    }

    static NoSuchFileException noEntry(Path entry, NoSuchFileException absent) {
        return caused(
                FileRefusals.noSuchFile(
                        entry.toString(),
                        "there is no such entry in the directory; check its name"),
                absent);
    }

    /** For an operation on a directory, such as looking up an entry. */
    static IOException ofEntry(Path entry, String what, IOException failure) {
        if (failure instanceof AccessDeniedException) {
            String reason =
                    Host.WINDOWS
                            ? "the permissions of the file or its directory, or its read-only"
                                    + " attribute, do not allow this process "
                                    + what
                                    + ", or a program has the file open or mapped; unmap it there, or"
                                    + " change them"
                            : "the permissions of the directory do not allow this process "
                                    + what
                                    + "; change them";
            return caused(
                    FileRefusals.denied(entry.toString(), reason), failure);
        }
        Place place = Place.of(entry.toString());
        String problem = "the attempt " + what + " failed";
        return isDiskFull(failure)
                ? new DiskFullException(
                        at(place, failure),
                        problem
                                + ": "
                                + reason(failure)
                                + ErrorTexts.errorOf(failure)
                                        .flatMap(SystemError::remedyForEntry)
                                        .map(remedy -> "; " + remedy)
                                        .orElse(""),
                        failure)
                : failure(place, problem, failure);
    }

    static StaleFileException copied(String name) {
        return new StaleFileException(
                Place.of(name),
                "was opened for reading before overlayfs copied it to the upper directory, because a"
                        + " program changed it or opened it for writing; its views show the old"
                        + " bytes: open it again, and map new views",
                null);
    }

    private static boolean isReadOnlyStore(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        try {
            return Files.getFileStore(path).isReadOnly();
        } catch (NoSuchFileException absent) {
            return parent != null && isReadOnlyStore(parent);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Returns the error in English with its name or, if that is unknown, the reason that the
     * operating system gives; without the file's name, which all messages start with.
     */
    static String reason(Throwable failure) {
        return ErrorTexts.inWords(failure);
    }

    private static <E extends IOException> E caused(E refusal, IOException failure) {
        refusal.initCause(failure);
        return refusal;
    }
}
