package io.fileview.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.MappingException;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * What the system tells of an open file (GetFileInformationByHandleEx).
 *
 * @param identity the identity
 * @param size the size in bytes
 * @param allocated the number of bytes that the file takes on the disk
 * @param links the number of names
 * @param isDirectory whether it is a directory, or a link to one
 * @param attributes the attributes
 * @param reparseTag the kind of reparse point, or 0
 */
record FileStatus(
        FileIdentity identity,
        long size,
        long allocated,
        int links,
        boolean isDirectory,
        int attributes,
        int reparseTag) {
    private static final int READ_ONLY = 0x1;
    private static final int SPARSE = 0x200;
    private static final int REPARSE_POINT = 0x400;
    private static final int COMPRESSED = 0x800;

    /** Set in the tags of reparse points that stand for another name: links and mount points. */
    private static final int NAME_SURROGATE = 0x20000000;

    private static final int BASIC_INFO = 0;
    private static final int STANDARD_INFO = 1;
    private static final int ATTRIBUTE_TAG_INFO = 9;
    private static final int ID_INFO = 18;

    private static final long EPOCH = 116_444_736_000_000_000L; // 1970 in units since 1601
    private static final long NANOS_PER_UNIT = 100;

    /** Wine takes the time of the last change for that of the creation. */
    private static final boolean HAS_BIRTH =
            !WindowsFunction.of("wine_get_version").isPresent();

    private static final WindowsFunction BY_HANDLE_EX =
            WindowsFunction.of("GetFileInformationByHandleEx");
    private static final WindowsFunction BY_HANDLE =
            WindowsFunction.of("GetFileInformationByHandle");

    /** Returns the status of an open file or directory. */
    static FileStatus of(long handle, String name) throws MappingException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment standard = arena.allocate(24, 8);
            require(get(handle, STANDARD_INFO, standard), name);
            MemorySegment basic = arena.allocate(40, 8);
            require(get(handle, BASIC_INFO, basic), name);
            int attributes = basic.get(JAVA_INT, 32);
            return new FileStatus(
                    identity(handle, name, birth(basic.get(JAVA_LONG, 0)), arena),
                    standard.get(JAVA_LONG, 8),
                    standard.get(JAVA_LONG, 0),
                    standard.get(JAVA_INT, 16),
                    standard.get(JAVA_BYTE, 21) != 0,
                    attributes,
                    (attributes & REPARSE_POINT) == 0 ? 0 : reparseTag(handle, arena));
        }
    }

    /**
     * Returns the status of the file that a name leads to.
     *
     * @param directory the handle of the directory of the name, or 0 if that is a full name
     * @return the status; empty if it cannot be looked at
     */
    static Optional<FileStatus> at(long directory, String file) {
        NtFile.Opened opened =
                NtFile.open(
                        directory,
                        file,
                        NtFile.READ_ATTRIBUTES,
                        NtFile.OPEN,
                        NtFile.NO_DIRECTORY);
        if (opened.error() != 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(of(opened.handle(), file));
        } catch (IOException unknown) {
            return Optional.empty();
        } finally {
            WindowsHandle.close(opened.handle());
        }
    }

    /** Returns the size of an open file, which costs less than its status. */
    static long size(long handle, String name) throws MappingException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment standard = arena.allocate(24, 8);
            require(get(handle, STANDARD_INFO, standard), name);
            return standard.get(JAVA_LONG, 8);
        }
    }

    /** Returns whether an open file or directory has been deleted, as far as that can be told. */
    static boolean isDeleted(long handle) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment standard = arena.allocate(24, 8);
            return get(handle, STANDARD_INFO, standard) == 0
                    && standard.get(JAVA_BYTE, 20) != 0;
        }
    }

    private static long birth(long time) {
        return time <= EPOCH || !HAS_BIRTH ? 0 : (time - EPOCH) * NANOS_PER_UNIT;
    }

    private static int reparseTag(long handle, Arena arena) {
        MemorySegment tag = arena.allocate(8, 4);
        return get(handle, ATTRIBUTE_TAG_INFO, tag) == 0 ? tag.get(JAVA_INT, 4) : 0;
    }

    /** FAT and some network file systems have no identifiers of 128 bits. */
    private static FileIdentity identity(long handle, String name, long birth, Arena arena)
            throws MappingException {
        MemorySegment id = arena.allocate(24, 8);
        if (get(handle, ID_INFO, id) == 0) {
            long number = id.get(JAVA_LONG, 8);
            long numberHigh = id.get(JAVA_LONG, 16);
            if (isNumber(numberHigh, number)) {
                return new FileIdentity(volume(id.get(JAVA_LONG, 0)), numberHigh, number, birth);
            }
        }
        MemorySegment old = arena.allocate(52, 8);
        require(
                BY_HANDLE.succeeds(handle, old.address()) ? 0 : WindowsFunction.lastError(), name);
        long number =
                ((long) old.get(JAVA_INT, 44) << 32)
                        | Integer.toUnsignedLong(old.get(JAVA_INT, 48));
        if (isNumber(0, number)) {
            return new FileIdentity(
                    volume(Integer.toUnsignedLong(old.get(JAVA_INT, 28))), 0, number, birth);
        }
        Optional<String> path = FinalPath.of(handle);
        if (path.isEmpty()) {
            throw new MappingException(
                    Place.of(name),
                    "cannot be told apart from other files, because its file system has neither a"
                            + " number nor a path for it; copy it to another file system",
                    null);
        }
        return FileIdentity.ofPath(PathNames.plain(path.get()));
    }

    /** Of 64 or 128 bits, all zeros stand for no number, and all ones for one that is not unique. */
    static boolean isNumber(long high, long low) {
        return (high != 0 && high != -1) || (low != 0 && low != -1);
    }

    private static String volume(long serialNumber) {
        return Long.toHexString(serialNumber);
    }

    /** Returns 0, or the error number. */
    private static int get(long handle, int kind, MemorySegment into) {
        return BY_HANDLE_EX.succeeds(handle, kind, into.address(), into.byteSize())
                ? 0
                : WindowsFunction.lastError();
    }

    private static void require(int error, String name) throws MappingException {
        if (error != 0) {
            throw WindowsErrors.failure(
                    Place.of(name), "its status cannot be determined", error);
        }
    }

    /** Returns whether it is a symbolic link, a junction or a mount point. */
    boolean isLink() {
        return (reparseTag & NAME_SURROGATE) != 0;
    }

    boolean isReadOnly() {
        return (attributes & READ_ONLY) != 0;
    }

    boolean isSparse() {
        return (attributes & SPARSE) != 0;
    }

    boolean isCompressed() {
        return (attributes & COMPRESSED) != 0;
    }

    boolean isSameFile(FileIdentity other) {
        return identity.key().equals(other.key());
    }
}
