package io.fileview.win32;

import io.fileview.Views;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The functions on files. */
abstract class FileFunctions extends FunctionBase {
    private final FileCalls files;

    FileFunctions(ProcessState process) {
        super(process);
        this.files = new FileCalls(process);
    }

    /**
     * Opens or creates a file.
     *
     * <p><b>Hazard.</b> Share modes hold between all users of this library in this JVM. Other
     * processes, and code that opens the file without this library, are neither seen nor held back.
     *
     * @param lpFileName the file
     * @param dwDesiredAccess {@code GENERIC_} rights, or 0
     * @param dwShareMode {@code FILE_SHARE_} modes, or 0
     * @param dwCreationDisposition {@code CREATE_NEW} and the like
     * @return the handle, or {@link Handle#INVALID_HANDLE_VALUE} with a last error. Where {@code
     *     CREATE_ALWAYS} or {@code OPEN_ALWAYS} found the file, the last error is 183; where they
     *     made it, 0.
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-createfilew">CreateFileW</a>
     */
    public Handle createFile(
            Path lpFileName, int dwDesiredAccess, int dwShareMode, int dwCreationDisposition) {
        FileCalls.Opened opened =
                call(
                        () -> files.create(
                                lpFileName, dwDesiredAccess, dwShareMode, dwCreationDisposition));
        if (opened == null) {
            return Handle.INVALID_HANDLE_VALUE;
        }
        boolean tells =
                dwCreationDisposition == WinNt.CREATE_ALWAYS
                        || dwCreationDisposition == WinNt.OPEN_ALWAYS;
        if (tells) {
            setLastError(opened.existed() ? WinError.ERROR_ALREADY_EXISTS : WinError.ERROR_SUCCESS);
        }
        return opened.handle();
    }

    /**
     * Reads from a place in a file.
     *
     * @param hFile the file, opened to be read
     * @param offset where to start
     * @param nNumberOfBytesToRead how many bytes at most
     * @return the bytes, fewer at the end of the file; or null with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-readfile">ReadFile</a>
     */
    public byte @Nullable [] readFile(
            @Nullable Handle hFile, long offset, int nNumberOfBytesToRead) {
        return call(() -> files.using(hFile, file -> file.read(offset, nNumberOfBytesToRead)));
    }

    /**
     * Writes to a place in a file. Views of the file see it.
     *
     * @param hFile the file, opened to be written
     * @param offset where to start
     * @param lpBuffer the bytes
     * @return how many were written, or null with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-writefile">WriteFile</a>
     */
    public @Nullable Integer writeFile(@Nullable Handle hFile, long offset, byte[] lpBuffer) {
        return call(() -> files.using(hFile, file -> file.write(offset, lpBuffer)));
    }

    /**
     * Sets the size of a file. Refused with {@code ERROR_USER_MAPPED_FILE} where it would end before
     * a section of this JVM.
     *
     * @param hFile the file, opened to be written
     * @param size the new size, where Windows takes the file pointer
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-setendoffile">SetEndOfFile</a>
     */
    public boolean setEndOfFile(@Nullable Handle hFile, long size) {
        return call(() -> files.using(hFile, file -> file.setSize(size))) != null;
    }

    /**
     * Makes a file durable: what was written to it, and what was written to its views and flushed.
     *
     * <p>After a flush of a view of the file has failed, all that may be concerned is written again,
     * and this fails with {@code ERROR_IO_DEVICE} until that succeeds.
     *
     * @param hFile the file, opened to be written
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-flushfilebuffers">FlushFileBuffers</a>
     */
    public boolean flushFileBuffers(@Nullable Handle hFile) {
        return call(() -> files.flush(hFile)) != null;
    }

    /**
     * Deletes a file. Its views stay valid, as on Windows 10 1809 and later.
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
     * Moves a file. Views of it do not stand in the way.
     *
     * @param lpExistingFileName the file
     * @param lpNewFileName its new name
     * @param dwFlags 0 or {@code MOVEFILE_REPLACE_EXISTING}
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-movefileexw">MoveFileExW</a>
     */
    public boolean moveFileEx(Path lpExistingFileName, Path lpNewFileName, int dwFlags) {
        return test(() -> files.move(lpExistingFileName, lpNewFileName, dwFlags));
    }

    /**
     * Copies a file, into the file that is there if there is one. A file that is mapped is not
     * overwritten.
     *
     * @param lpExistingFileName the file
     * @param lpNewFileName the copy
     * @param bFailIfExists true to refuse to overwrite
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-copyfilew">CopyFileW</a>
     */
    public boolean copyFile(Path lpExistingFileName, Path lpNewFileName, boolean bFailIfExists) {
        return test(() -> files.copy(lpExistingFileName, lpNewFileName, bFailIfExists));
    }
}
