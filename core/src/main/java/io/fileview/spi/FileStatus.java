package io.fileview.spi;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The status of an open file at one time: what a caller can know of a file before it trusts the
 * bytes in it.
 *
 * @param identity the identity of the file
 * @param size the size of the file in bytes
 * @param links the number of directory entries that lead to the file, 0 once the last one has been
 *     removed; empty if unknown
 * @param ownerId the id of the owner: on Unix the user ID as a decimal number, on Windows the
 *     security identifier, otherwise the name of the owner; empty if unknown
 * @param groupId the id of the file's group: on Unix the group ID as a decimal number, on Windows
 *     the security identifiers of those to whom the file's access control list gives rights by
 *     name; empty if unknown
 * @param permissions the lower twelve bits of the file's mode on Unix ({@code inode(7)}), on Windows
 *     the rights to read and to write that the access control list gives to the owner, to those
 *     whom it names, and to everybody; empty if they are unknown
 */
public record FileStatus(
        FileIdentity identity,
        long size,
        OptionalInt links,
        Optional<String> ownerId,
        Optional<String> groupId,
        OptionalInt permissions) {
    private static final int GROUP_WRITE = 0020;
    private static final int OTHERS_WRITE = 0002;

    /**
     * Creates the status of a file of which only the identity and the size are known.
     *
     * @param identity the identity of the file
     * @param size the size of the file in bytes
     * @return the status
     */
    public static FileStatus unknown(FileIdentity identity, long size) {
        return new FileStatus(
                identity,
                size,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty());
    }

    /**
     * Returns whether users other than the owner may have permission to write the file, because
     * they are in its group or in an access control list.
     *
     * @return false only if the permissions are known and rule that out; true if they are unknown
     */
    public boolean groupMayWrite() {
        return mayWrite(GROUP_WRITE);
    }

    /**
     * Returns whether every user may have permission to write the file, even one who is neither the
     * owner, nor in the file's group, nor named in an access control list.
     *
     * @return false only if the permissions are known and rule that out; true if they are unknown
     */
    public boolean othersMayWrite() {
        return mayWrite(OTHERS_WRITE);
    }

    private boolean mayWrite(int bit) {
        return permissions.isEmpty() || (permissions.getAsInt() & bit) != 0;
    }
}
