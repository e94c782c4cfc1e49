package io.fileview.portable;

import io.fileview.DiskFullException;
import io.fileview.FileShrankException;
import io.fileview.MappingException;
import io.fileview.MappingLimitException;
import io.fileview.NotMappableException;
import io.fileview.PageUnreadableException;
import io.fileview.Protection;
import io.fileview.StaleFileException;
import io.fileview.errors.ErrorTexts;
import io.fileview.errors.SystemError;
import io.fileview.messages.FileRefusals;
import io.fileview.proc.MappingRoom;
import io.fileview.proc.MemoryLimits;
import io.fileview.proc.ResourceLimits;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
                    "the permissions of the file or of a directory above it do not allow it to be"
                            + " opened "
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
        return ErrorTexts.errorOf(failure)
                .flatMap(SystemError::remedy)
                .map(remedy -> "; " + remedy)
                .orElse("");
    }

    /** Adds the name of the error to a place, if it can be determined. */
    static Place at(Place place, Throwable failure) {
        Optional<String> error =
                failure instanceof MappingException known
                        ? known.errorName()
                        : ErrorTexts.errorOf(failure).map(SystemError::name);
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
                                + "); grant it, or use an engine that does not need it, such as"
                                + " linux"),
                failure);
    }

    static IOException toExtend(
            String name, long size, long newSize, long sizeNow, long room, IOException failure) {
        String problem = "could not be extended from " + size + " to " + newSize + " bytes";
        Place place = at(Place.of(name, size, newSize - size), failure);
        if (OpenFileLimit.isReached(failure)) {
            return OpenFileLimit.exception(place, problem, failure);
        }
        String what =
                problem
                        + ": "
                        + reason(failure)
                        + "; it has "
                        + (sizeNow == size ? "its previous size" : sizeNow + " bytes now");
        return isFull(failure, room, FileBytes.CHUNK)
                ? new DiskFullException(
                        place,
                        what + moreRoom(failure, "; free some space, or extend it less"),
                        failure)
                : new MappingException(place, what + remedy(failure), failure);
    }

    static IOException toWrite(Place place, long room, IOException failure) {
        String what =
                "offset "
                        + place.offset()
                        + " with length "
                        + place.length()
                        + " could not be written";
        return isFull(failure, room, place.length())
                ? new DiskFullException(
                        at(place, failure),
                        what
                                + ": "
                                + reason(failure)
                                + moreRoom(failure, "; free some space, or raise the quota"),
                        failure)
                : failure(place, what, failure);
    }

    /** Free space does not help a process that may not write files of that size. */
    private static String moreRoom(IOException failure, String usual) {
        return ErrorTexts.errorOf(failure).filter(SystemError.EFBIG::equals).isPresent()
                ? remedy(failure)
                : usual;
    }

    /** Where the error has no name, the room that the file system has left tells. */
    private static boolean isFull(IOException failure, long room, long needed) {
        return ErrorTexts.errorOf(failure).map(SystemError::isDiskFull).orElse(room < needed);
    }

    static PageUnreadableException toRead(Place place, Throwable failure) {
        return new PageUnreadableException(
                at(place, failure),
                "offset "
                        + place.offset()
                        + " with length "
                        + place.length()
                        + " could not be read: "
                        + (failure instanceof InternalError
                                ? "the file was truncated, or the device or server failed; see the"
                                        + " system log"
                                : reason(failure) + remedy(failure)),
                failure);
    }

    /** For a hole that cannot be mapped, because each page takes room. */
    static DiskFullException noRoomToRead(Place place, InternalError failure) {
        return new DiskFullException(
                place,
                "offset "
                        + place.offset()
                        + " with length "
                        + place.length()
                        + " has a hole, for whose pages its file system, which is in memory, has no room"
                        + " left; free some space on it",
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
            String reason = "the permissions of the directory do not allow this process "
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

    static DiskFullException noRoom(String name, long size, long newSize, long room) {
        return new DiskFullException(
                Place.of(name, size, newSize - size),
                "cannot be extended from "
                        + size
                        + " to "
                        + newSize
                        + " bytes: the file system has room for "
                        + room
                        + " more; free some space, extend it less, or open it sparse()",
                null);
    }

    static FileShrankException shrank(Place place, long fileSize) {
        return new FileShrankException(
                place,
                "the file has shrunk to "
                        + fileSize
                        + " bytes; bytes "
                        + place.offset()
                        + " to "
                        + (place.offset() + place.length())
                        + " cannot be read until it is extended again",
                null);
    }

    static StaleFileException copied(String name) {
        return new StaleFileException(
                Place.of(name),
                "was opened for reading before overlayfs copied it to the upper directory, because a"
                        + " program changed it or opened it for writing; its views show the old"
                        + " bytes: open it again, and map new views",
                null);
    }

    static IOException toMap(Place place, Protection protection, IOException failure) {
        String what = notMapped(place, protection);
        if (failure.getCause() instanceof OutOfMemoryError) {
            return outOfMappings(place, what, protection, failure);
        }
        if (ErrorTexts.errorOf(failure).filter(SystemError.ENODEV::equals).isPresent()) {
            return new NotMappableException(
                    at(place, failure),
                    what
                            + ": its file system does not support mapping (ENODEV); copy it to another"
                            + " file system",
                    failure);
        }
        if (ErrorTexts.errorOf(failure).filter(SystemError.EOVERFLOW::equals).isPresent()) {
            return new NotMappableException(
                    at(place, failure),
                    what
                            + ": the operating system maps only pages that end before 2^63"
                            + " (EOVERFLOW); use a channel for the bytes behind them",
                    failure);
        }
        return failure(place, what, failure);
    }

    /**
     * The operating system reports the same error whether mappings, addresses or memory are
     * exhausted.
     */
    private static IOException outOfMappings(
            Place place, String what, Protection protection, IOException failure) {
        OptionalLong limit = MemoryLimits.mappingLimit();
        OptionalLong count = MemoryLimits.mappingCount();
        // Other threads map and unmap between the refusal and the count.
        if (limit.isPresent()
                && count.isPresent()
                && count.getAsLong() >= limit.getAsLong() - limit.getAsLong() / 100) {
            return tooManyMappings(
                    place,
                    what,
                    new MappingRoom.Shortage(limit.getAsLong(), count.getAsLong(), 0, true),
                    failure);
        }
        List<ResourceLimits> limits =
                protection == Protection.COPY_ON_WRITE
                        ? List.of(ResourceLimits.ADDRESS_SPACE, ResourceLimits.DATA)
                        : List.of(ResourceLimits.ADDRESS_SPACE);
        for (ResourceLimits each : limits) {
            long most = each.limit().orElse(-1);
            long used = each.used().orElse(-1);
            if (most >= 0 && used >= 0 && place.length() > most - used) {
                return new MappingLimitException(
                        place,
                        what
                                + ": the process uses "
                                + used
                                + " bytes and "
                                + each.symbol()
                                + " allows "
                                + most
                                + "; unmap views, or raise the limit with ulimit -"
                                + (each == ResourceLimits.DATA ? "d" : "v"),
                        each.symbol(),
                        most,
                        used,
                        failure);
            }
        }
        return new MappingLimitException(
                place,
                what
                        + ": the address space, or the memory that the system may commit, has no"
                        + " room for it; "
                        + (protection == Protection.COPY_ON_WRITE && Host.LINUX
                                ? "use the engine linux, which unlike Java reserves no memory for"
                                        + " such a view, set vm.overcommit_memory to 1, or map less"
                                : "map less at a time"),
                "address space",
                -1,
                -1,
                failure);
    }

    /** Unmapping a part of what the system has joined leaves two mappings. */
    static MappingException toUnmap(Place place, IOException failure) {
        return toUnmap(place, failure, MemoryLimits.mappingLimit(), MemoryLimits.mappingCount());
    }

    static MappingException toUnmap(
            Place place, IOException failure, OptionalLong limit, OptionalLong count) {
        String what =
                "offset "
                        + place.offset()
                        + " with length "
                        + place.length()
                        + " is closed, but could not be unmapped";
        if (Host.LINUX
                && limit.isPresent()
                && count.isPresent()
                && count.getAsLong() >= limit.getAsLong() - limit.getAsLong() / 100) {
            return tooManyMappings(
                    at(place, failure),
                    what,
                    new MappingRoom.Shortage(limit.getAsLong(), count.getAsLong(), 0, true),
                    failure);
        }
        return failure(place, what, failure);
    }

    static MappingLimitException tooManyMappings(
            Place place, Protection protection, MappingRoom.Shortage shortage) {
        return tooManyMappings(place, notMapped(place, protection), shortage, null);
    }

    private static MappingLimitException tooManyMappings(
            Place place,
            String what,
            MappingRoom.Shortage shortage,
            @Nullable IOException failure) {
        return new MappingLimitException(
                place,
                what + ": " + shortage.clause(),
                "vm.max_map_count",
                shortage.limit(),
                shortage.count(),
                failure);
    }

    private static String notMapped(Place place, Protection protection) {
        return "offset "
                + place.offset()
                + " with length "
                + place.length()
                + " could not be mapped "
                + protection;
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
