package io.fileview.win32;

import io.fileview.BeyondEndException;
import io.fileview.DiskFullException;
import io.fileview.FileShrankException;
import io.fileview.MappingLimitException;
import io.fileview.NotMappableException;
import io.fileview.ViewsMappedException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/** Translates the exceptions of the JDK and of the core to Win32 error codes. */
final class ErrorTranslation {
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
            case NotMappableException e -> WinError.ERROR_BAD_EXE_FORMAT;
            case NoSuchFileException e -> ofMissing(e.getFile());
            case AccessDeniedException e -> WinError.ERROR_ACCESS_DENIED;
            case FileAlreadyExistsException e -> WinError.ERROR_FILE_EXISTS;
            case DirectoryNotEmptyException e -> WinError.ERROR_ACCESS_DENIED;
            case NotDirectoryException e -> WinError.ERROR_PATH_NOT_FOUND;
            default -> ofText(failure);
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

    /** The JDK has no exception type for a full disk: channels report it in the message only. */
    private static int ofText(IOException failure) {
        String text =
                failure instanceof FileSystemException system && system.getReason() != null
                        ? system.getReason()
                        : String.valueOf(failure.getMessage());
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("not enough space")
                || lower.contains("quota exceeded") || lower.contains("file too large")) {
            return WinError.ERROR_DISK_FULL;
        }
        if (lower.contains("too many open files")) {
            return WinError.ERROR_TOO_MANY_OPEN_FILES;
        }
        if (lower.contains("no such file")) {
            return WinError.ERROR_FILE_NOT_FOUND;
        }
        if (lower.contains("not a directory")) {
            return WinError.ERROR_PATH_NOT_FOUND;
        }
        if (lower.contains("is a directory") || lower.contains("denied")
                || lower.contains("not permitted") || lower.contains("read-only")) {
            return WinError.ERROR_ACCESS_DENIED;
        }
        return WinError.ERROR_IO_DEVICE;
    }
}
