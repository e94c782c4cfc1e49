package io.fileview.win32;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The functions that operate on files. */
abstract class FileFunctions extends FunctionBase {
    private final FileApi files;

    FileFunctions(Win32Process process) {
        super(process);
        this.files = process.files();
    }

    /**
     * Opens or creates a file.
     *
     * <p><b>Hazard.</b> In a simulated process, share modes apply among all users of this library in
     * this JVM. They neither detect nor restrict other processes, or code that opens the file in
     * another way.
     *
     * @param lpFileName the file
     * @param dwDesiredAccess {@code GENERIC_} rights, or 0
     * @param dwShareMode {@code FILE_SHARE_} modes, or 0
     * @param dwCreationDisposition {@code CREATE_NEW}, {@code OPEN_EXISTING} and so on
     * @return the handle, or {@link Handle#INVALID_HANDLE_VALUE} with a last error. {@code
     *     CREATE_ALWAYS} and {@code OPEN_ALWAYS} set the last error to {@code ERROR_ALREADY_EXISTS}
     *     if the file existed, and to 0 if they created it.
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-createfilew">CreateFileW</a>
     */
    public Handle createFile(
            Path lpFileName, int dwDesiredAccess, int dwShareMode, int dwCreationDisposition) {
        return createFile(
                lpFileName,
                dwDesiredAccess,
                dwShareMode,
                dwCreationDisposition,
                WinNt.FILE_ATTRIBUTE_NORMAL);
    }

    /**
     * As {@link #createFile(Path, int, int, int)}, with attributes and flags.
     *
     * @param lpFileName as there
     * @param dwDesiredAccess as there
     * @param dwShareMode as there
     * @param dwCreationDisposition as there
     * @param dwFlagsAndAttributes {@code FILE_ATTRIBUTE_NORMAL} and {@code FILE_FLAG_} values; a
     *     simulated process refuses others than those in {@link WinNt} ({@code
     *     ERROR_INVALID_PARAMETER})
     * @return as there
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-createfilew">CreateFileW</a>
     */
    public Handle createFile(
            Path lpFileName,
            int dwDesiredAccess,
            int dwShareMode,
            int dwCreationDisposition,
            int dwFlagsAndAttributes) {
        Created opened =
                call(
                        () -> files.create(
                                lpFileName,
                                dwDesiredAccess,
                                dwShareMode,
                                dwCreationDisposition,
                                dwFlagsAndAttributes));
        if (opened == null) {
            return Handle.INVALID_HANDLE_VALUE;
        }
        boolean reportsExistence =
                dwCreationDisposition == WinNt.CREATE_ALWAYS
                        || dwCreationDisposition == WinNt.OPEN_ALWAYS;
        if (reportsExistence) {
            setLastError(opened.lastError());
        }
        return opened.handle();
    }

    /**
     * Reads from a file at an offset.
     *
     * @param hFile the file, opened for reading
     * @param offset the offset of the first byte
     * @param nNumberOfBytesToRead the maximum number of bytes
     * @return the bytes, fewer than requested at the end of the file; or null with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-readfile">ReadFile</a>
     */
    public byte @Nullable [] readFile(
            @Nullable Handle hFile, long offset, int nNumberOfBytesToRead) {
        return call(() -> files.read(hFile, offset, nNumberOfBytesToRead));
    }

    /**
     * Writes to a file at an offset. Views of the file show the new bytes.
     *
     * @param hFile the file, opened for writing
     * @param offset the offset of the first byte
     * @param lpBuffer the bytes
     * @return the number of bytes written, or null with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-writefile">WriteFile</a>
     */
    public @Nullable Integer writeFile(@Nullable Handle hFile, long offset, byte[] lpBuffer) {
        return call(() -> files.write(hFile, offset, lpBuffer));
    }

    /**
     * Sets the size of a file. Fails with {@code ERROR_USER_MAPPED_FILE} if the file would shrink
     * while it has a section or a view; in a simulated process, one of this JVM. There it fails too
     * while a {@link io.fileview.View} of the file that belongs to no section is mapped in this JVM,
     * or while another copy of this library in the JVM has it open. The latter is not noticed if
     * the path by which the file was opened no longer leads to it.
     *
     * @param hFile the file, opened for writing
     * @param size the new size; on Windows it is the file pointer
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-setendoffile">SetEndOfFile</a>
     */
    public boolean setEndOfFile(@Nullable Handle hFile, long size) {
        return test(() -> files.setSize(hFile, size));
    }

    /**
     * Makes a file durable: everything that was written to it, and everything that was written to
     * its views and flushed.
     *
     * <p>In a simulated process, after a flush of a view of the file has failed, this function
     * rewrites everything that may be affected, and fails with {@code ERROR_IO_DEVICE} until that
     * has succeeded.
     *
     * @param hFile the file, opened for writing
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-flushfilebuffers">FlushFileBuffers</a>
     */
    public boolean flushFileBuffers(@Nullable Handle hFile) {
        return test(() -> files.flush(hFile));
    }

    /**
     * Deletes a file. In a simulated process its views stay valid, as on some versions of Windows;
     * others refuse to delete a file that is mapped.
     *
     * @param lpFileName the file
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-deletefilew">DeleteFileW</a>
     */
    public boolean deleteFile(Path lpFileName) {
        return test(() -> files.delete(lpFileName));
    }

    /**
     * Moves a file, even if it is mapped. A file that is mapped is not replaced.
     *
     * @param lpExistingFileName the file
     * @param lpNewFileName its new name
     * @param dwFlags 0 or {@code MOVEFILE_REPLACE_EXISTING}; a simulated process ignores others
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-movefileexw">MoveFileExW</a>
     */
    public boolean moveFileEx(Path lpExistingFileName, Path lpNewFileName, int dwFlags) {
        return test(() -> files.move(lpExistingFileName, lpNewFileName, dwFlags));
    }

    /**
     * Copies a regular file. An existing file is overwritten in place, unless it is mapped; in a
     * simulated process, in this JVM. There, what is appended to the file meanwhile is not copied,
     * and a file that tells no size, such as those of {@code /proc}, is copied if it has at most 1
     * MiB; a longer one fails with {@code ERROR_FILE_INVALID}.
     *
     * @param lpExistingFileName the file
     * @param lpNewFileName the copy
     * @param bFailIfExists true to fail if the copy exists
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-copyfilew">CopyFileW</a>
     */
    public boolean copyFile(Path lpExistingFileName, Path lpNewFileName, boolean bFailIfExists) {
        return test(() -> files.copy(lpExistingFileName, lpNewFileName, bFailIfExists));
    }
}
