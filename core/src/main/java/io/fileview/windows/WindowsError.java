package io.fileview.windows;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The errors of Windows that the engine tells apart or that a file function is likely to return, by
 * the names that {@code winerror.h} gives them. Their texts are Fileview's own, because those of the
 * system are in the language of the user.
 */
enum WindowsError {
    ERROR_INVALID_FUNCTION(1, "the file system does not have this function"),
    ERROR_FILE_NOT_FOUND(2, "there is no such file"),
    ERROR_PATH_NOT_FOUND(3, "there is no such directory"),
    ERROR_TOO_MANY_OPEN_FILES(4, "too many files are open", "close some of them"),
    ERROR_ACCESS_DENIED(
            5,
            "access is denied",
            "look at the permissions and the read-only attribute of the file, and whether a program"
                    + " has it mapped or is deleting it"),
    ERROR_INVALID_HANDLE(6, "the handle is not valid"),
    ERROR_NOT_ENOUGH_MEMORY(8, "there is not enough memory", "close other programs or views"),
    ERROR_OUTOFMEMORY(14, "there is not enough memory", "close other programs or views"),
    ERROR_NOT_SAME_DEVICE(17, "the two names are on different volumes"),
    ERROR_WRITE_PROTECT(19, "the disk is write-protected", "use another disk, or open READ_ONLY"),
    ERROR_NOT_READY(21, "the device is not ready", "insert the disk or connect the device"),
    ERROR_CRC(23, "the disk reports a checksum error", "check the disk with chkdsk"),
    ERROR_SECTOR_NOT_FOUND(27, "the disk does not find the sector", "check the disk with chkdsk"),
    ERROR_WRITE_FAULT(29, "the device failed to write", "check the disk with chkdsk"),
    ERROR_READ_FAULT(30, "the device failed to read", "check the disk with chkdsk"),
    ERROR_GEN_FAILURE(31, "a device does not work", "check the connection of the disk"),
    ERROR_SHARING_VIOLATION(
            32,
            "another program has the file open and does not share it",
            "close it there, or try again"),
    ERROR_LOCK_VIOLATION(
            33,
            "another program has locked a part of the file, or the system is writing it",
            "try again"),
    ERROR_HANDLE_EOF(38, "the file ends there"),
    ERROR_HANDLE_DISK_FULL(39, "the disk is full", "free some space on it"),
    ERROR_NOT_SUPPORTED(50, "the file system does not support this"),
    ERROR_BAD_NETPATH(53, "the network path was not found", "check the name of the server"),
    ERROR_UNEXP_NET_ERR(59, "the network failed", "try again"),
    ERROR_NETNAME_DELETED(64, "the connection to the server was lost", "open the file again"),
    ERROR_NETWORK_ACCESS_DENIED(65, "the network denies access"),
    ERROR_BAD_NET_NAME(67, "the server has no such share", "check the name of the share"),
    ERROR_FILE_EXISTS(80, "the file exists"),
    ERROR_INVALID_PARAMETER(87, "the system does not accept the call"),
    ERROR_DISK_FULL(112, "the disk is full", "free some space on it"),
    ERROR_INVALID_NAME(123, "the name is not a valid file name", "use another name"),
    ERROR_DIR_NOT_EMPTY(145, "the directory is not empty"),
    ERROR_NOT_LOCKED(158, "the range is not locked"),
    ERROR_BAD_PATHNAME(161, "the path is not valid", "check the path"),
    ERROR_BUSY(170, "the file is in use", "try again"),
    ERROR_ALREADY_EXISTS(183, "the file exists"),
    ERROR_FILENAME_EXCED_RANGE(206, "the name is too long", "use a shorter one"),
    ERROR_FILE_TOO_LARGE(223, "the file system cannot have files of that size", "choose less"),
    ERROR_VIRUS_INFECTED(225, "the virus scanner blocks the file", "ask its administrator"),
    ERROR_MORE_DATA(234, "there is more data"),
    ERROR_DIRECTORY(267, "a component of the path is not a directory", "check the path"),
    ERROR_DELETE_PENDING(
            303,
            "the file has been deleted and disappears when the last program closes it",
            "close it there, or use another name"),
    ERROR_DIRECTORY_NOT_SUPPORTED(336, "it is a directory"),
    ERROR_INVALID_ADDRESS(487, "the address is not valid"),
    ERROR_FILE_SYSTEM_LIMITATION(665, "the file has too many fragments", "copy it to another one"),
    ERROR_IO_PENDING(997, "the call is not finished yet"),
    ERROR_NOACCESS(998, "the memory cannot be accessed"),
    ERROR_UNRECOGNIZED_VOLUME(
            1005, "the volume has no file system that Windows knows", "check the disk"),
    ERROR_FILE_INVALID(1006, "the file has 0 bytes, or its volume was changed", "open it again"),
    ERROR_IO_DEVICE(1117, "the device reports an I/O error", "check the disk with chkdsk"),
    ERROR_DISK_OPERATION_FAILED(1127, "the disk failed", "check the disk with chkdsk"),
    ERROR_POSSIBLE_DEADLOCK(1131, "the lock would be a deadlock"),
    ERROR_MAPPED_ALIGNMENT(1132, "the offset or address is not aligned"),
    ERROR_DEVICE_NOT_CONNECTED(1167, "the device is not connected", "connect it again"),
    ERROR_USER_MAPPED_FILE(
            1224, "a view of the file is mapped", "unmap it in the program that has it mapped"),
    ERROR_DISK_QUOTA_EXCEEDED(
            1295, "the disk quota is used up", "free some space, or raise the quota"),
    ERROR_PRIVILEGE_NOT_HELD(1314, "the user does not have the privilege"),
    ERROR_INTERNAL_ERROR(1359, "an internal error of Windows"),
    ERROR_FILE_CORRUPT(1392, "the file or directory is corrupted", "check the disk with chkdsk"),
    ERROR_DISK_CORRUPT(1393, "the file system is corrupted", "check the disk with chkdsk"),
    ERROR_NO_SYSTEM_RESOURCES(1450, "the system lacks resources", "try again with less"),
    ERROR_NONPAGED_SYSTEM_RESOURCES(1451, "the system lacks resources", "try again with less"),
    ERROR_PAGED_SYSTEM_RESOURCES(1452, "the system lacks resources", "try again with less"),
    ERROR_WORKING_SET_QUOTA(
            1453, "the working set of the process is too small", "lock less, or raise its minimum"),
    ERROR_PAGEFILE_QUOTA(1454, "the quota of the page file is used up", "use less memory"),
    ERROR_COMMITMENT_LIMIT(
            1455,
            "the page file is too small",
            "use less memory, close other programs, or enlarge the page file"),
    ERROR_CANT_ACCESS_FILE(
            1920, "the file cannot be accessed by the system", "check the link or reparse point"),
    ERROR_CANT_RESOLVE_FILENAME(
            1921, "the path leads through too many links", "check the links of the path");

    private static final Map<Integer, WindowsError> BY_NUMBER = byNumber();

    private final int number;
    private final String words;
    private final String next;

    WindowsError(int number, String words) {
        this(number, words, "");
    }

    WindowsError(int number, String words, String next) {
        this.number = number;
        this.words = words;
        this.next = next;
    }

    private static Map<Integer, WindowsError> byNumber() {
        Map<Integer, WindowsError> errors = new HashMap<>();
        for (WindowsError error : values()) {
            errors.put(error.number, error);
        }
        return Map.copyOf(errors);
    }

    private static Optional<WindowsError> of(int error) {
        return Optional.ofNullable(BY_NUMBER.get(error));
    }

    int number() {
        return number;
    }

    /** Returns whether a number is that of this error. */
    boolean is(int error) {
        return number == error;
    }

    /** Returns the name of an error. */
    static String name(int error) {
        return of(error).map(WindowsError::name).orElse("Windows error " + error);
    }

    /** Returns the meaning and the name of an error. */
    static String inWords(int error) {
        return of(error)
                .map(known -> known.words + " (" + known.name() + ")")
                .orElse("Windows error " + error + " (net helpmsg " + error + " explains it)");
    }

    /** Returns the second half of a sentence, which says what to do; empty if that is unknown. */
    static String remedy(int error) {
        return of(error)
                .filter(known -> !known.next.isEmpty())
                .map(known -> "; " + known.next)
                .orElse("");
    }

    /** Returns whether an error says that the disk or a quota has no room. */
    static boolean isDiskFull(int error) {
        return ERROR_DISK_FULL.is(error)
                || ERROR_HANDLE_DISK_FULL.is(error)
                || ERROR_DISK_QUOTA_EXCEEDED.is(error)
                || ERROR_FILE_TOO_LARGE.is(error);
    }
}
