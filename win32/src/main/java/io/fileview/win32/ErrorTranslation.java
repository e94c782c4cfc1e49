package io.fileview.win32;

import io.fileview.BeyondEndException;
import io.fileview.DiskFullException;
import io.fileview.FileShrankException;
import io.fileview.MappingException;
import io.fileview.MappingLimitException;
import io.fileview.NotMappableException;
import io.fileview.ViewsMappedException;
import io.fileview.errors.ErrorTexts;
import io.fileview.errors.SystemError;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/** Translates the exceptions of the JDK and of the core to Win32 error codes. */
final class ErrorTranslation {
    /** The kernel does not map the page that ends at 2^63. */
    private static final Optional<String> BEYOND_LAST_PAGE =
            Optional.of(SystemError.EOVERFLOW.name());

    private ErrorTranslation() {}

    static int of(IOException failure) {
        return switch (failure) {
            case NamesRefusedException e -> e.error();
            case ClosedByInterruptException e -> WinError.ERROR_OPERATION_ABORTED;
            case DiskFullException e -> WinError.ERROR_DISK_FULL;
            case BeyondEndException e -> WinError.ERROR_NOT_ENOUGH_MEMORY;
            case FileShrankException e -> WinError.ERROR_FILE_INVALID;
            case ViewsMappedException e -> WinError.ERROR_USER_MAPPED_FILE;
            case MappingLimitException e -> ofLimit(e);
            case NotMappableException e when e.errorName().equals(BEYOND_LAST_PAGE) ->
                WinError.ERROR_NOT_ENOUGH_MEMORY;
            case NotMappableException e -> WinError.ERROR_BAD_EXE_FORMAT;
            case NoSuchFileException e -> ofMissing(e.getFile());
            case AccessDeniedException e -> WinError.ERROR_ACCESS_DENIED;
            case FileAlreadyExistsException e -> WinError.ERROR_FILE_EXISTS;
            case DirectoryNotEmptyException e -> WinError.ERROR_ACCESS_DENIED;
            case NotDirectoryException e -> WinError.ERROR_PATH_NOT_FOUND;
            default -> ofError(failure);
        };
    }

    private static int ofLimit(MappingLimitException failure) {
        String limit = failure.limitName();
        if (limit.contains("NOFILE") || limit.contains("file")) {
            return WinError.ERROR_TOO_MANY_OPEN_FILES;
        }
        return limit.contains("MEMLOCK")
                ? WinError.ERROR_WORKING_SET_QUOTA
                : WinError.ERROR_NOT_ENOUGH_MEMORY;
    }

    private static int ofMissing(String file) {
        Path parent = Path.of(file).toAbsolutePath().getParent();
        return parent == null || Files.isDirectory(parent)
                ? WinError.ERROR_FILE_NOT_FOUND
                : WinError.ERROR_PATH_NOT_FOUND;
    }

    /** By the error of the operating system; the JDK has exceptions of their own for few of them. */
    private static int ofError(IOException failure) {
        Optional<SystemError> error =
                failure instanceof MappingException known
                        ? known.errorName().flatMap(SystemError::named)
                        : ErrorTexts.errorOf(failure);
        return error.map(ErrorTranslation::ofError).orElse(WinError.ERROR_IO_DEVICE);
    }

    private static int ofError(SystemError error) {
        return switch (error) {
            case ENOSPC, EDQUOT, EFBIG -> WinError.ERROR_DISK_FULL;
            case EMFILE, ENFILE -> WinError.ERROR_TOO_MANY_OPEN_FILES;
            case ENOENT -> WinError.ERROR_FILE_NOT_FOUND;
            case ENOTDIR, ELOOP, ENAMETOOLONG -> WinError.ERROR_PATH_NOT_FOUND;
            case EACCES, EPERM, EROFS, EISDIR, ENOTEMPTY -> WinError.ERROR_ACCESS_DENIED;
            case EEXIST -> WinError.ERROR_FILE_EXISTS;
            case EBUSY, ETXTBSY -> WinError.ERROR_SHARING_VIOLATION;
            case EAGAIN, EDEADLK, ENOLCK -> WinError.ERROR_LOCK_VIOLATION;
            case ENOMEM -> WinError.ERROR_NOT_ENOUGH_MEMORY;
            default -> WinError.ERROR_IO_DEVICE;
        };
    }
}
