package io.fileview.win32;

/**
 * Win32 error codes, and the codes of structured exceptions, under their Windows names.
 *
 * <p>Values after Microsoft's <a
 * href="https://learn.microsoft.com/windows/win32/debug/system-error-codes">System Error Codes</a>.
 */
public final class WinError {
    /** The function succeeded. */
    public static final int ERROR_SUCCESS = 0;

    /** The file or the named object does not exist. */
    public static final int ERROR_FILE_NOT_FOUND = 2;

    /** A directory of the path, or the prefix of an object name, does not exist. */
    public static final int ERROR_PATH_NOT_FOUND = 3;

    /** The process has reached its limit of open files. */
    public static final int ERROR_TOO_MANY_OPEN_FILES = 4;

    /**
     * The rights of the handle or the file do not allow it; or a view would end after its section.
     */
    public static final int ERROR_ACCESS_DENIED = 5;

    /** The handle is not open; or the handle or the name is that of an object of another type. */
    public static final int ERROR_INVALID_HANDLE = 6;

    /** There is not enough memory; or a section is larger than a file that it cannot extend. */
    public static final int ERROR_NOT_ENOUGH_MEMORY = 8;

    /** The memory for the result has the wrong length; no page was asked for. */
    public static final int ERROR_BAD_LENGTH = 24;

    /** The share mode of another handle, or a section, does not allow the file to be opened. */
    public static final int ERROR_SHARING_VIOLATION = 32;

    /**
     * Other processes, or other threads, have kept the lock of a directory of names until the limit
     * of the wait. Windows never reports it for names; its kernel never waits long for them.
     */
    public static final int ERROR_LOCK_VIOLATION = 33;

    /** The file was to be created, but already exists. */
    public static final int ERROR_FILE_EXISTS = 80;

    /** An argument is invalid, or arguments contradict each other. */
    public static final int ERROR_INVALID_PARAMETER = 87;

    /** There is not enough disk space to extend the file. */
    public static final int ERROR_DISK_FULL = 112;

    /** This version of Windows does not have the function; the log names it. */
    public static final int ERROR_CALL_NOT_IMPLEMENTED = 120;

    /** A page that was to be unlocked is not locked. */
    public static final int ERROR_NOT_LOCKED = 158;

    /** The object or the file already existed; an existing named object was opened. */
    public static final int ERROR_ALREADY_EXISTS = 183;

    /** The file is not a valid image. */
    public static final int ERROR_BAD_EXE_FORMAT = 193;

    /** The address range is not mapped as the function requires, or is not free. */
    public static final int ERROR_INVALID_ADDRESS = 487;

    /** The thread was interrupted while it waited, and nothing was done. */
    public static final int ERROR_OPERATION_ABORTED = 995;

    /** A page does not allow the access. */
    public static final int ERROR_NOACCESS = 998;

    /** The file is empty, has been truncated, or is that of a name and has been replaced. */
    public static final int ERROR_FILE_INVALID = 1006;

    /** The device or the system failed. */
    public static final int ERROR_IO_DEVICE = 1117;

    /** An offset or address is not a multiple of 64 KiB. */
    public static final int ERROR_MAPPED_ALIGNMENT = 1132;

    /** The operation is not allowed while the file has a section. */
    public static final int ERROR_USER_MAPPED_FILE = 1224;

    /** The process does not have the required privilege. */
    public static final int ERROR_PRIVILEGE_NOT_HELD = 1314;

    /** The process has reached its limit of locked pages. */
    public static final int ERROR_WORKING_SET_QUOTA = 1453;

    /** The section is larger than the memory and page file of the machine. */
    public static final int ERROR_COMMITMENT_LIMIT = 1455;

    /** The exception code for an access that the page does not allow. */
    public static final int EXCEPTION_ACCESS_VIOLATION = 0xC0000005;

    /** The exception code for an access to a page that cannot be read from its file. */
    public static final int EXCEPTION_IN_PAGE_ERROR = 0xC0000006;

    /** The exception code for the first access to a page with {@link WinNt#PAGE_GUARD}. */
    public static final int STATUS_GUARD_PAGE_VIOLATION = 0x80000001;

    private WinError() {}

    /** NTSTATUS values, each with the Win32 error code that it is translated to. */
    enum Status {
        ACCESS_DENIED(ERROR_ACCESS_DENIED),
        ACCESS_VIOLATION(ERROR_NOACCESS),
        CANNOT_DELETE(ERROR_ACCESS_DENIED),
        COMMITMENT_LIMIT(ERROR_COMMITMENT_LIMIT),
        CONFLICTING_ADDRESSES(ERROR_INVALID_ADDRESS),
        FILE_INVALID(ERROR_FILE_INVALID),
        FREE_VM_NOT_AT_BASE(ERROR_INVALID_ADDRESS),
        INFO_LENGTH_MISMATCH(ERROR_BAD_LENGTH),
        INVALID_FILE_FOR_SECTION(ERROR_BAD_EXE_FORMAT),
        INVALID_HANDLE(ERROR_INVALID_HANDLE),
        INVALID_IMAGE_NOT_MZ(ERROR_BAD_EXE_FORMAT),
        INVALID_PAGE_PROTECTION(ERROR_INVALID_PARAMETER),
        INVALID_PARAMETER(ERROR_INVALID_PARAMETER),
        INVALID_VIEW_SIZE(ERROR_ACCESS_DENIED),
        MAPPED_ALIGNMENT(ERROR_MAPPED_ALIGNMENT),
        MAPPED_FILE_SIZE_ZERO(ERROR_FILE_INVALID),
        MEMORY_NOT_ALLOCATED(ERROR_INVALID_ADDRESS),
        NOT_COMMITTED(ERROR_INVALID_ADDRESS),
        NOT_LOCKED(ERROR_NOT_LOCKED),
        NOT_MAPPED_VIEW(ERROR_INVALID_ADDRESS),
        NO_MEMORY(ERROR_NOT_ENOUGH_MEMORY),
        OBJECT_NAME_COLLISION(ERROR_ALREADY_EXISTS),
        OBJECT_NAME_NOT_FOUND(ERROR_FILE_NOT_FOUND),
        OBJECT_PATH_NOT_FOUND(ERROR_PATH_NOT_FOUND),
        OBJECT_TYPE_MISMATCH(ERROR_INVALID_HANDLE),
        PRIVILEGE_NOT_HELD(ERROR_PRIVILEGE_NOT_HELD),
        SECTION_PROTECTION(ERROR_INVALID_PARAMETER),
        SECTION_TOO_BIG(ERROR_NOT_ENOUGH_MEMORY),
        SHARING_VIOLATION(ERROR_SHARING_VIOLATION),
        UNABLE_TO_DELETE_SECTION(ERROR_INVALID_PARAMETER),
        UNABLE_TO_FREE_VM(ERROR_INVALID_PARAMETER),
        USER_MAPPED_FILE(ERROR_USER_MAPPED_FILE),
        WORKING_SET_QUOTA(ERROR_WORKING_SET_QUOTA);

        private final int error;

        Status(int error) {
            this.error = error;
        }

        int error() {
            return error;
        }

        Win32Failure failure() {
            return new Win32Failure(error);
        }
    }
}
