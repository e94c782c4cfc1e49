package io.fileview.windows;

import io.fileview.MappingException;
import java.util.function.Predicate;

/** Deletes and renames the entries of directories, without following links. */
final class EntryChange {
    private EntryChange() {}

    /**
     * Deletes the entry of a file that meets a condition.
     *
     * @param directory the handle of the directory, or 0 if the name is a full one
     * @return 0, also if the condition is not met, or the error number
     */
    static int delete(long directory, String name, Predicate<FileStatus> condition) {
        NtFile.Opened opened = open(directory, name);
        if (opened.error() != 0) {
            return opened.error();
        }
        try {
            FileStatus status = FileStatus.of(opened.handle(), name);
            if (status.isDirectory() && !status.isLink()) {
                return WindowsError.ERROR_DIRECTORY_NOT_SUPPORTED.number();
            }
            return condition.test(status) ? NtFile.delete(opened.handle()) : 0;
        } catch (MappingException unknown) {
            return WindowsError.ERROR_ACCESS_DENIED.number();
        } finally {
            WindowsHandle.close(opened.handle());
        }
    }

    /**
     * Renames an entry.
     *
     * @param replaces whether an entry that has the new name is replaced; otherwise that is an error
     */
    static int rename(long directory, String from, String to, boolean replaces) {
        NtFile.Opened opened = open(directory, from);
        if (opened.error() != 0) {
            return opened.error();
        }
        try {
            return NtFile.rename(opened.handle(), directory, to, replaces);
        } finally {
            WindowsHandle.close(opened.handle());
        }
    }

    private static NtFile.Opened open(long directory, String name) {
        return NtFile.open(
                directory,
                name,
                NtFile.DELETE | NtFile.READ_ATTRIBUTES,
                NtFile.OPEN,
                NtFile.NO_FOLLOW);
    }

    /** Returns whether an error says that there is no such entry, or none any more. */
    static boolean isAbsent(int error) {
        return WindowsError.ERROR_FILE_NOT_FOUND.is(error)
                || WindowsError.ERROR_DELETE_PENDING.is(error);
    }
}
