package io.fileview.spi;

/**
 * Identifies a file independently of the path, mount or engine through which it was opened. All
 * engines in a process return identities with equal {@linkplain #key() keys} for the same file. By
 * this key, Fileview recognizes that two openings are of one file, and keeps common state for them,
 * such as the live views and the pending ranges.
 *
 * <p>The device number of a file system can change when the machine restarts or the file system is
 * mounted again. Therefore only the file's number and creation time are stored on disk, and {@link
 * #mayBe} compares only these two.
 *
 * @param volume identifies the mounted file system, as the device number {@code 8:1} does; for a
 *     file without a number, {@code path:} followed by the real path
 * @param numberHigh the upper 64 bits of the file's number on its volume; 0 on Unix
 * @param number the lower 64 bits of the number, on Unix the inode number; both parts are 0 if the
 *     file has no number
 * @param birth the creation time in nanoseconds since 1970, or 0 if unknown; it distinguishes the
 *     file from a deleted one whose number it reuses
 */
public record FileIdentity(String volume, long numberHigh, long number, long birth) {
    /**
     * The components of an identity that are equal in all identities of an open file. These are all
     * components except the creation time, because not every engine can determine the creation
     * time.
     *
     * @param volume the volume
     * @param numberHigh the upper 64 bits of the number
     * @param number the lower 64 bits of the number
     */
    public record Key(String volume, long numberHigh, long number) {}

    /**
     * Creates the identity of a file that has an inode number.
     *
     * @param device the device number, as {@code MAJOR:MINOR}
     * @param inode the inode number
     * @param birth the creation time in nanoseconds since 1970, or 0 if unknown
     * @return the identity
     */
    public static FileIdentity ofInode(String device, long inode, long birth) {
        return new FileIdentity(device, 0, inode, birth);
    }

    /**
     * Creates the identity of a file that has no number.
     *
     * @param realPath the path without symbolic links
     * @return the identity
     */
    public static FileIdentity ofPath(String realPath) {
        return new FileIdentity("path:" + realPath, 0, 0, 0);
    }

    /** {@return the components that identify the file while it is open} */
    public Key key() {
        return new Key(volume, numberHigh, number);
    }

    /** {@return whether the file has a number; a file keeps its number when it is renamed} */
    public boolean hasNumber() {
        return number != 0 || numberHigh != 0;
    }

    /**
     * Returns whether this identity and the other could belong to the same file. Volumes are not
     * compared, because a restart of the machine can change them, and one identity could have been
     * determined before a restart and the other after it.
     *
     * @param other the other identity
     * @return false if both have a number and the numbers differ, or both have a creation time and
     *     the times differ
     */
    public boolean mayBe(FileIdentity other) {
        boolean sameNumber =
                !hasNumber()
                        || !other.hasNumber()
                        || (number == other.number && numberHigh == other.numberHigh);
        return sameNumber && mayBeBornWith(other);
    }

    /**
     * Returns whether this identity and another one with the same number could belong to the same
     * file. Compares only the creation times.
     *
     * @param other the other identity
     * @return false if both creation times are known and differ: the number has been reused
     */
    public boolean mayBeBornWith(FileIdentity other) {
        return birth == 0 || other.birth == 0 || birth == other.birth;
    }
}
