package io.fileview.linux;

import static io.fileview.linux.Errno.EACCES;
import static io.fileview.linux.Errno.EEXIST;
import static io.fileview.linux.Errno.EISDIR;
import static io.fileview.linux.Errno.ELOOP;
import static io.fileview.linux.Errno.EMFILE;
import static io.fileview.linux.Errno.ENFILE;
import static io.fileview.linux.Errno.ENOENT;
import static io.fileview.linux.Errno.ENOTDIR;
import static io.fileview.linux.Errno.EPERM;
import static io.fileview.linux.Errno.EROFS;
import static io.fileview.linux.Errno.ETXTBSY;

import io.fileview.DiskFullException;
import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.NotMappableException;
import io.fileview.PageUnreadableException;
import io.fileview.Protection;
import io.fileview.messages.FileRefusals;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.spi.Place;
import java.io.IOException;
import java.util.Optional;

/** Translates the negated error numbers that system calls return into exceptions. */
final class LinuxErrors {
    private LinuxErrors() {}

    /** Returns the exception for an error of a call that has no specific exceptions. */
    static MappingException failure(Place place, String problem, long result) {
        return described(place, problem, result, Errno.remedy(result));
    }

    /**
     * Returns the exception for an error of a call that may be denied as such, whatever its arguments
     * are, and then says what denies it.
     */
    static MappingException failure(
            Place place, String problem, long result, SystemCall call) {
        return denial(place, problem, result, call)
                .orElseGet(() -> failure(place, problem, result));
    }

    /** Returns the exception for an error about which something better than usual can be done. */
    static MappingException failure(Place place, String problem, long result, String remedy) {
        return described(place, problem, result, "; " + remedy);
    }

    private static MappingException described(
            Place place, String problem, long result, String remedy) {
        if (result == -EMFILE || result == -ENFILE) {
            return LinuxLimits.tooManyOpenFiles(place, problem, result);
        }
        Place where = place.withError(Errno.name(result));
        String what = problem + ": " + Errno.inWords(result) + remedy;
        return Errno.isDiskFull(result)
                ? new DiskFullException(where, what, null)
                : new MappingException(where, what, null);
    }

    /**
     * Returns the exception for an entry of a directory, or an attribute of a file, that could not be
     * changed. Even to remove or rename one can take room, and not only for bytes.
     *
     * @param descriptor that of the directory or the file
     */
    static MappingException entryFailure(
            Place place, String problem, long result, SystemCall call, int descriptor) {
        if (result == -Errno.ENOSPC || result == -Errno.EDQUOT) {
            return full(
                    place,
                    problem,
                    result,
                    FileSystemSpace.of(descriptor),
                    "the file system has no room for the change");
        }
        return denial(place, problem, result, call)
                .orElseGet(() -> failure(place, problem, result));
    }

    private static Optional<MappingException> denial(
            Place place, String problem, long result, SystemCall call) {
        return result == -Errno.EPERM || result == -Errno.ENOSYS
                ? Denial.of(call)
                        .map(
                                why -> new MappingException(
                                        place.withError(Errno.name(result)),
                                        problem + ", because " + why,
                                        null))
                : Optional.empty();
    }

    static PageUnreadableException readFailure(Place place, long result) {
        return new PageUnreadableException(
                place.withError(Errno.name(result)),
                range(place)
                        + " cannot be read: "
                        + Errno.inWords(result)
                        + Errno.remedy(result),
                null);
    }

    /** Returns the exception for a hole that cannot be mapped, because each page takes room. */
    static DiskFullException noRoomToRead(Place place) {
        return new DiskFullException(
                place,
                range(place)
                        + " has a hole, for whose pages its file system, which is in memory, has no room"
                        + " left; free some space on it",
                null);
    }

    static DiskFullException noRoomToLock(Place place, long holes, long free) {
        return new DiskFullException(
                place,
                range(place)
                        + " cannot be locked in memory: "
                        + holes
                        + " bytes of it are in holes, and its file system, which is in memory, has room"
                        + " for "
                        + free
                        + " more; lock only what has been written, or free some space on it",
                null);
    }

    static MappingException writeFailure(Place place, long result) {
        return failure(place, range(place) + " cannot be written", result);
    }

    static FlushFailedException flushFailure(Place place, String what, long result) {
        String error = Errno.name(result);
        return new FlushFailedException(
                place.withError(error),
                what
                        + " could not be made durable ("
                        + error
                        + ")"
                        + (place.length() < 0 ? "" : ", at " + range(place))
                        + "; treat these changes as not durable until a later flush has succeeded",
                null);
    }

    /** Returns the range of a place, as messages call it. */
    static String range(Place place) {
        return "offset " + place.offset() + " with length " + place.length();
    }

    /** Returns the exception for a file of an unsupported kind. */
    static NotMappableException wrongKind(String name, String kind, boolean devices) {
        return new NotMappableException(
                Place.of(name),
                "is "
                        + kind
                        + "; only regular files"
                        + (devices ? " and block devices can be mapped" : " can be opened here"),
                null);
    }

    static NotMappableException madeWhenRead(String name, long result) {
        String error = Errno.name(result);
        return madeWhenRead(Place.of(name).withError(error), " (" + error + ")");
    }

    /** Returns the same for a file that has not been opened. */
    static NotMappableException madeWhenRead(String name) {
        return madeWhenRead(Place.of(name), "");
    }

    private static NotMappableException madeWhenRead(Place place, String error) {
        return new NotMappableException(
                place,
                "has the size 0 although it may have content, which the kernel makes when a program"
                        + " reads it"
                        + error
                        + "; copy what can be read to a regular file, as cat does, and map that",
                null);
    }

    /** Returns the exception for a file that could not be opened or created. */
    static IOException openFailure(String name, OpenRequest request, long result) {
        String error = Errno.name(result);
        return switch ((int) -result) {
            case ENOENT ->
                FileRefusals.noSuchFile(
                        name,
                        (request.creation() == Creation.EXISTING
                                ? "there is no such file; check the path, or create it"
                                : "the directory in which to create the file does not exist; create it"
                                        + " first")
                                + " ("
                                + error
                                + ")");
            case EEXIST ->
                FileRefusals.alreadyExists(
                        name,
                        (request.creation() == Creation.CREATE_NEW
                                ? "the file already exists, and a new one was to be created; remove it, or open"
                                        + " the existing one"
                                : "other processes keep creating and removing the file; try again later")
                                + " ("
                                + error
                                + ")");
            case EACCES, EPERM, EROFS, ETXTBSY ->
                FileRefusals.denied(
                        name,
                        "the file cannot be opened "
                                + request.protection()
                                + ", because "
                                + deniedBecause((int) -result, request)
                                + " ("
                                + error
                                + ")");
            case EISDIR ->
                new NotMappableException(
                        Place.of(name).withError(error),
                        "is a directory; only regular files and block devices can be mapped (EISDIR)",
                        null);
            default -> pathFailure(name, result);
        };
    }

    /** Returns the exception for memory that could not be created. */
    static IOException memoryFailure(String name, long result) {
        return failure(
                Place.of(name), "cannot be created", result, SystemCall.MEMFD_CREATE);
    }

    /** Returns the exception for a file that could not be created for want of space. */
    static DiskFullException creationFailure(String name, long result, FileSystemSpace space) {
        return full(
                Place.of(name),
                "cannot be created",
                result,
                space,
                "the file system has no room for a new entry");
    }

    private static DiskFullException full(
            Place place, String problem, long result, FileSystemSpace space, String noRoom) {
        String error = Errno.name(result);
        boolean isCounted = space.freeBytes() != Long.MAX_VALUE;
        String free = space.freeBytes() + " bytes are free";
        return new DiskFullException(
                place.withError(error),
                problem
                        + ", because "
                        + (result == -Errno.EDQUOT
                                ? "the quota of inodes or blocks is used up"
                                : space.hasNoInodes()
                                        ? "the file system has no free inodes"
                                                + (isCounted ? ", although " + free : "")
                                        : noRoom + (isCounted ? ", and " + free : ""))
                        + " ("
                        + error
                        + "); free space and inodes by removing files",
                null);
    }

    /** Returns the exception for a directory that could not be opened. */
    static IOException directoryFailure(String name, String directory, long result) {
        String error = Errno.name(result);
        return switch ((int) -result) {
            case ENOENT ->
                FileRefusals.noSuchFile(
                        name,
                        "the directory " + directory + " does not exist; check the path (" + error
                                + ")");
            case EACCES, EPERM ->
                FileRefusals.denied(
                        name,
                        "the directory "
                                + directory
                                + " cannot be opened, because its permissions, or those of one above"
                                + " it, do not allow it; change them, or use another directory ("
                                + error
                                + ")");
            default -> pathFailure(name, result);
        };
    }

    private static IOException pathFailure(String name, long result) {
        String error = Errno.name(result);
        return switch ((int) -result) {
            case ENOTDIR ->
                FileRefusals.noSuchFile(
                        name, "a component of the path is not a directory; check the path ("
                                + error + ")");
            case EMFILE, ENFILE ->
                LinuxLimits.tooManyOpenFiles(name, result);
            case ELOOP ->
                failure(
                        Place.of(name),
                        "cannot be opened, because its path leads through more than "
                                + OpenFlags.MOST_LINKS
                                + " symbolic links, or a cycle of them",
                        result);
            default -> failure(Place.of(name), "cannot be opened", result);
        };
    }

    private static String deniedBecause(int errno, OpenRequest request) {
        return switch (errno) {
            case EROFS ->
                request.creation() == Creation.EXISTING
                        ? "the file system is read-only; open the file READ_ONLY"
                        : "the file system is read-only; open an existing file READ_ONLY, or create it"
                                + " on another file system";
            case ETXTBSY -> "it is a program that is being executed; try again once that has ended";
            case EPERM -> notPermittedBecause(request);
            default ->
                "its permissions, or those of a directory in its path, do not allow it; change"
                        + " them, or ask for less access";
        };
    }

    private static String notPermittedBecause(OpenRequest request) {
        if (request.creation() != Creation.EXISTING) {
            return "it or its directory is immutable, append-only or sealed, or a security module"
                    + " denies it; open an existing file READ_ONLY, or use another directory";
        }
        return request.protection() == Protection.READ_WRITE
                ? "it is immutable, append-only or sealed, or a security module denies it; open it"
                        + " READ_ONLY"
                : "a seccomp filter or a security module denies it; change its rules";
    }
}
