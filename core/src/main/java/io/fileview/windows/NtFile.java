package io.fileview.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Opens, renames and deletes files with NtCreateFile and NtSetInformationFile, which CreateFileW and
 * MoveFileExW call: only they take a name that is relative to an open directory, so that it does not
 * matter whether that has been renamed. Errors are those that the Win32 functions would report.
 */
final class NtFile {
    static final int READ_DATA = 0x1;
    static final int WRITE_DATA = 0x2;
    static final int TRAVERSE = 0x20;
    static final int READ_ATTRIBUTES = 0x80;
    static final int DELETE = 0x10000;
    static final int READ_CONTROL = 0x20000;
    static final int WRITE_DAC = 0x40000;
    private static final int SYNCHRONIZE = 0x100000;

    /** FILE_GENERIC_READ, and with FILE_GENERIC_WRITE. */
    static final int READ = 0x120089;

    static final int READ_WRITE = READ | 0x120116;

    /** Opens a file that exists. */
    static final int OPEN = 1;

    /** Creates a file, and fails if the name exists. */
    static final int CREATE = 2;

    /** Opens the file or creates it. */
    static final int OPEN_OR_CREATE = 3;

    static final int DIRECTORY_ONLY = 0x1;
    static final int NO_DIRECTORY = 0x40;
    static final int DELETE_ON_CLOSE = 0x1000;

    /** Opens a link itself. */
    static final int NO_FOLLOW = 0x200000;

    private static final int SYNCHRONOUS = 0x20;
    private static final int SHARE_ALL = 0x7;
    private static final int ATTRIBUTE_NORMAL = 0x80;
    private static final int CASE_INSENSITIVE = 0x40;
    private static final int CREATED = 2;

    private static final int DISPOSITION_INFORMATION = 13;
    private static final int DISPOSITION_INFORMATION_EX = 64;
    private static final int RENAME_INFORMATION = 10;
    private static final int RENAME_INFORMATION_EX = 65;
    private static final int DELETE_WITH_POSIX_SEMANTICS = 0x1 | 0x2;
    private static final int POSIX_SEMANTICS = 0x2;
    private static final int REPLACE_WITH_POSIX_SEMANTICS = 0x1 | POSIX_SEMANTICS;
    private static final int RENAME_NAME_AT = 20;

    private static final int STATUS_DELETE_PENDING = 0xC0000056;
    private static final int STATUS_FILE_IS_A_DIRECTORY = 0xC00000BA;
    private static final int STATUS_OBJECT_NAME_COLLISION = 0xC0000035;

    private static final WindowsFunction NT_CREATE_FILE = WindowsFunction.of("NtCreateFile");
    private static final WindowsFunction NT_SET_INFORMATION =
            WindowsFunction.of("NtSetInformationFile");
    private static final WindowsFunction TO_WIN32 = WindowsFunction.of("RtlNtStatusToDosError");

    /** The longest name in UTF-16 units, whose bytes are counted in a USHORT. */
    private static final int LONGEST_NAME = 0xFFFE / 2;

    /**
     * The result of opening a file.
     *
     * @param error 0, or the error number
     * @param handle the handle, if there is no error
     * @param created whether the call created the file
     */
    record Opened(int error, long handle, boolean created) {}

    private NtFile() {}

    /**
     * Opens or creates a file.
     *
     * @param directory the handle of the directory, or 0 if the name is a full one
     * @param name a name in the directory; an empty one opens the directory or file itself again
     * @param access the rights to ask for; SYNCHRONIZE is added
     * @param disposition what to do with a file that exists or does not
     * @param options the options
     * @param security the security descriptor of a created file, or the null address
     */
    static Opened open(
            long directory,
            String name,
            int access,
            int disposition,
            int options,
            MemorySegment security) {
        if (name.length() > LONGEST_NAME) {
            return failed(WindowsError.ERROR_FILENAME_EXCED_RANGE.number());
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment unicode = arena.allocate(16, 8);
            unicode.set(JAVA_SHORT, 0, (short) (2 * name.length()));
            unicode.set(JAVA_SHORT, 2, (short) (2 * name.length()));
            unicode.set(ADDRESS, 8, WindowsFunction.wide(name, arena));
            MemorySegment attributes = arena.allocate(48, 8);
            attributes.set(JAVA_INT, 0, 48);
            attributes.set(JAVA_LONG, 8, directory);
            attributes.set(ADDRESS, 16, unicode);
            attributes.set(JAVA_INT, 24, CASE_INSENSITIVE);
            attributes.set(ADDRESS, 32, security);
            MemorySegment handle = arena.allocate(8, 8);
            MemorySegment block = arena.allocate(16, 8);
            int status =
                    NT_CREATE_FILE.callInt(
                            handle.address(),
                            access | SYNCHRONIZE,
                            attributes.address(),
                            block.address(),
                            0,
                            ATTRIBUTE_NORMAL,
                            SHARE_ALL,
                            disposition,
                            options | SYNCHRONOUS,
                            0,
                            0);
            return status < 0
                    ? failed(toWin32(status))
                    : new Opened(0, handle.get(JAVA_LONG, 0), block.get(JAVA_LONG, 8) == CREATED);
        }
    }

    /** Opens or creates a file with the default security of its directory. */
    static Opened open(long directory, String name, int access, int disposition, int options) {
        return open(directory, name, access, disposition, options, MemorySegment.NULL);
    }

    /** Opens the file of a handle again, with other rights. */
    static Opened reopen(long handle, int access, int options) {
        return open(handle, "", access, OPEN, options);
    }

    private static Opened failed(int error) {
        return new Opened(error, 0, false);
    }

    /**
     * Deletes the name that a handle was opened by, immediately if the file system can (Windows 10
     * 1709, NTFS), otherwise when the last handle is closed.
     *
     * @return 0, or the error number
     */
    static int delete(long handle) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment flags = arena.allocate(JAVA_INT);
            flags.set(JAVA_INT, 0, DELETE_WITH_POSIX_SEMANTICS);
            int error = set(handle, flags, 4, DISPOSITION_INFORMATION_EX, arena);
            if (lacksFunction(error)) {
                flags.set(JAVA_INT, 0, 1); // a BOOLEAN
                error = set(handle, flags, 1, DISPOSITION_INFORMATION, arena);
            }
            return error;
        }
    }

    /**
     * Renames the file of a handle within a directory, and replaces the file that has the name.
     *
     * @return 0, or the error number
     */
    static int rename(long handle, long directory, String name, boolean replaces) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment wide = WindowsFunction.wide(name, arena);
            long size = RENAME_NAME_AT + wide.byteSize();
            MemorySegment information = arena.allocate(size, 8);
            information.set(JAVA_INT, 0, replaces ? REPLACE_WITH_POSIX_SEMANTICS : POSIX_SEMANTICS);
            information.set(JAVA_LONG, 8, directory);
            information.set(JAVA_INT, 16, 2 * name.length());
            MemorySegment.copy(wide, 0, information, RENAME_NAME_AT, wide.byteSize());
            int error = set(handle, information, size, RENAME_INFORMATION_EX, arena);
            if (lacksFunction(error)) {
                information.set(JAVA_INT, 0, replaces ? 1 : 0);
                error = set(handle, information, size, RENAME_INFORMATION, arena);
            }
            return error;
        }
    }

    private static int set(
            long handle, MemorySegment information, long size, int kind, Arena arena) {
        MemorySegment block = arena.allocate(16, 8);
        int status =
                NT_SET_INFORMATION.callInt(
                        handle, block.address(), information.address(), size, kind);
        return status < 0 ? toWin32(status) : 0;
    }

    /** Returns whether a version of Windows or a file system does not know a function. */
    static boolean lacksFunction(int error) {
        return WindowsError.ERROR_INVALID_FUNCTION.is(error)
                || WindowsError.ERROR_NOT_SUPPORTED.is(error)
                || WindowsError.ERROR_INVALID_PARAMETER.is(error);
    }

    /** Some errors are told apart here that Win32 calls "access denied" or by two numbers. */
    static int toWin32(int status) {
        return switch (status) {
            case STATUS_DELETE_PENDING -> WindowsError.ERROR_DELETE_PENDING.number();
            case STATUS_FILE_IS_A_DIRECTORY ->
                WindowsError.ERROR_DIRECTORY_NOT_SUPPORTED.number();
            case STATUS_OBJECT_NAME_COLLISION -> WindowsError.ERROR_FILE_EXISTS.number();
            default -> TO_WIN32.callInt(Integer.toUnsignedLong(status));
        };
    }
}
