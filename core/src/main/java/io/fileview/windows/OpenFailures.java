package io.fileview.windows;

import io.fileview.DiskFullException;
import io.fileview.NotMappableException;
import io.fileview.Protection;
import io.fileview.messages.FileRefusals;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.spi.Place;
import java.io.IOException;

/** The exceptions for files and directories that could not be opened or created. */
final class OpenFailures {
    private OpenFailures() {}

    /** Returns the exception for a file. */
    static IOException of(
            String name, OpenRequest request, int error, long directory, String file) {
        String number = " (" + WindowsError.name(error) + ")";
        if (WindowsError.ERROR_FILE_NOT_FOUND.is(error)
                || WindowsError.ERROR_PATH_NOT_FOUND.is(error)) {
            return FileRefusals.noSuchFile(
                    name,
                    (request.creation() == Creation.EXISTING
                            ? "there is no such file; check the path, or create it"
                            : "the directory in which to create the file does not exist; create it"
                                    + " first")
                            + number);
        }
        if (WindowsError.ERROR_DELETE_PENDING.is(error)
                && directory != 0
                && FileStatus.isDeleted(directory)) {
            return FileRefusals.noSuchFile(
                    name,
                    "the directory of the file has been removed; create it again" + number);
        }
        if (WindowsError.ERROR_DIRECTORY.is(error)) {
            return FileRefusals.noSuchFile(
                    name, "a component of the path is not a directory; check the path" + number);
        }
        if (WindowsError.ERROR_FILE_EXISTS.is(error)
                || WindowsError.ERROR_ALREADY_EXISTS.is(error)) {
            return FileRefusals.alreadyExists(
                    name,
                    "the file already exists, and a new one was to be created; remove it, or open the"
                            + " existing one"
                            + number);
        }
        if (WindowsError.ERROR_DIRECTORY_NOT_SUPPORTED.is(error)) {
            return new NotMappableException(
                    Place.of(name).withError(WindowsError.name(error)),
                    "is a directory; only regular files can be mapped" + number,
                    null);
        }
        if (WindowsError.ERROR_ACCESS_DENIED.is(error)
                || WindowsError.ERROR_NETWORK_ACCESS_DENIED.is(error)
                || WindowsError.ERROR_WRITE_PROTECT.is(error)) {
            return FileRefusals.denied(
                    name,
                    "the file cannot be opened "
                            + request.protection()
                            + ", because "
                            + deniedBecause(request, error, directory, file)
                            + number);
        }
        if (WindowsError.isDiskFull(error)) {
            return new DiskFullException(
                    Place.of(name).withError(WindowsError.name(error)),
                    "cannot be created, because the volume has no room for a new entry"
                            + number
                            + "; remove files",
                    null);
        }
        return WindowsErrors.failure(Place.of(name), "cannot be opened", error);
    }

    private static String deniedBecause(
            OpenRequest request, int error, long directory, String file) {
        if (WindowsError.ERROR_WRITE_PROTECT.is(error)) {
            return "the volume is write-protected; open an existing file READ_ONLY, or use another"
                    + " volume";
        }
        if (request.protection() == Protection.READ_WRITE && isReadOnly(directory, file)) {
            return "it has the read-only attribute; clear it with attrib -r, or open the file"
                    + " READ_ONLY";
        }
        return "its permissions, or those of a directory in its path, do not allow it; change"
                + " them, or ask for less access";
    }

    private static boolean isReadOnly(long directory, String file) {
        return FileStatus.at(directory, file).filter(FileStatus::isReadOnly).isPresent();
    }

    /** Returns the exception for a directory. */
    static IOException ofDirectory(String name, String directory, int error) {
        String number = " (" + WindowsError.name(error) + ")";
        if (WindowsError.ERROR_FILE_NOT_FOUND.is(error)
                || WindowsError.ERROR_PATH_NOT_FOUND.is(error)) {
            return FileRefusals.noSuchFile(
                    name,
                    "the directory " + directory + " does not exist; check the path" + number);
        }
        if (WindowsError.ERROR_DIRECTORY.is(error)) {
            return FileRefusals.noSuchFile(
                    name, directory + " is not a directory; check the path" + number);
        }
        if (WindowsError.ERROR_ACCESS_DENIED.is(error)) {
            return FileRefusals.denied(
                    name,
                    "the directory "
                            + directory
                            + " cannot be opened, because its permissions, or those of one above it,"
                            + " do not allow it; change them, or use another directory"
                            + number);
        }
        return WindowsErrors.failure(
                Place.of(name), "the directory " + directory + " cannot be opened", error);
    }
}
