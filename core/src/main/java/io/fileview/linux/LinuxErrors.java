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
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** Translates the negated error numbers that system calls return into exceptions. */
final class LinuxErrors {
    private LinuxErrors() {}

    /** Returns the exception for an error that has no specific one. */
    static MappingException failure(Place place, String problem, long result) {
        String error = Errno.name(result);
        return new MappingException(place.withError(error), problem + ": " + error, null);
    }

    static PageUnreadableException readFailure(Place place, long result) {
        String error = Errno.name(result);
        return new PageUnreadableException(
                place.withError(error), range(place) + " cannot be read: " + error, null);
    }

    static MappingException writeFailure(Place place, long result) {
        String error = Errno.name(result);
        String problem = range(place) + " cannot be written: " + error;
        return Errno.isDiskFull(result)
                ? new DiskFullException(
                        place.withError(error),
                        problem + "; free space on the file system, or raise the limit or quota",
                        null)
                : new MappingException(place.withError(error), problem, null);
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

    /** Returns the exception for a file that could not be opened or created. */
    static IOException openFailure(String name, OpenRequest request, long result) {
        String error = Errno.name(result);
        return switch ((int) -result) {
            case ENOENT ->
                new NoSuchFileException(
                        name,
                        null,
                        (request.creation() == Creation.EXISTING
                                ? "there is no such file; check the path, or create it"
                                : "the directory in which to create the file does not exist")
                                + " ("
                                + error
                                + ")");
            case EEXIST ->
                new FileAlreadyExistsException(
                        name,
                        null,
                        (request.creation() == Creation.CREATE_NEW
                                ? "the file already exists, and a new one was to be created"
                                : "other processes keep creating and removing the file")
                                + " ("
                                + error
                                + ")");
            case EACCES, EPERM, EROFS, ETXTBSY ->
                new AccessDeniedException(
                        name,
                        null,
                        "the file cannot be opened "
                                + request.protection()
                                + ", because "
                                + deniedBecause((int) -result)
                                + " ("
                                + error
                                + ")");
            case EISDIR ->
                new NotMappableException(
                        Place.of(name).withError(error),
                        "is a directory; only regular files and block devices can be mapped",
                        null);
            default -> pathFailure(name, result);
        };
    }

    /** Returns the exception for a file that could not be created for want of space. */
    static DiskFullException creationFailure(String name, long result, FileSystemSpace space) {
        String error = Errno.name(result);
        return new DiskFullException(
                Place.of(name).withError(error),
                "cannot be created, because "
                        + (result == -Errno.EDQUOT
                                ? "the quota of inodes or blocks is used up"
                                : space.hasNoInodes()
                                        ? "the file system has no free inodes, although "
                                                + space.freeBytes()
                                                + " bytes are free"
                                        : "the file system has no room for a new entry, and "
                                                + space.freeBytes()
                                                + " bytes are free")
                        + " ("
                        + error
                        + "); remove files",
                null);
    }

    /** Returns the exception for a directory that could not be opened. */
    static IOException directoryFailure(String name, String directory, long result) {
        String error = Errno.name(result);
        return switch ((int) -result) {
            case ENOENT ->
                new NoSuchFileException(
                        name,
                        null,
                        "the directory " + directory + " does not exist (" + error + ")");
            case EACCES, EPERM ->
                new AccessDeniedException(
                        name,
                        null,
                        "the directory "
                                + directory
                                + " cannot be opened, because its permissions, or those of one above"
                                + " it, do not allow it ("
                                + error
                                + ")");
            default -> pathFailure(name, result);
        };
    }

    private static IOException pathFailure(String name, long result) {
        String error = Errno.name(result);
        return switch ((int) -result) {
            case ENOTDIR ->
                new NoSuchFileException(
                        name, null, "a component of the path is not a directory (" + error + ")");
            case EMFILE, ENFILE -> LinuxLimits.tooManyOpenFiles(name, result);
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

    private static String deniedBecause(int errno) {
        return switch (errno) {
            case EROFS -> "the file system is read-only";
            case ETXTBSY -> "it is a program that is being executed";
            case EPERM -> "it is immutable, append-only or sealed";
            default -> "its permissions, or those of a directory in its path, do not allow it";
        };
    }
}
