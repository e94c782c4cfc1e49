package io.fileview.spi;

/**
 * Which file this is, whatever name, mount or engine it was reached by. Two engines of one process
 * give equal identities for one file, so that they share its live views, its size lock, its pending
 * flushes and its commit locks.
 *
 * <p>The volume holds within the running system only: device numbers change over a reboot or a
 * mount. What is written to disk is therefore the number and the birth, compared with {@link
 * #mayBe}.
 *
 * @param volume what tells the file system from others now, such as {@code 8:1} for a device
 *     number; where the system gives files no number, {@code path:} and the real path
 * @param numberHigh the upper 64 bits of the file's number on its volume; 0 on Unix
 * @param number the lower 64 bits: the inode on Unix; 0 with an upper part of 0 if there is no
 *     number
 * @param birth when the file was created, in nanoseconds since 1970, or 0 if the system does not
 *     tell; it distinguishes a file from an earlier one with the same number
 */
public record FileIdentity(String volume, long numberHigh, long number, long birth) {
    /**
     * What is equal for two identities of one file, as long as that file is open: all but the
     * birth, which one engine may know and another may not.
     *
     * @param volume the volume
     * @param numberHigh the upper 64 bits of the file's number
     * @param number the lower 64 bits of the file's number
     */
    public record Key(String volume, long numberHigh, long number) {}

    /**
     * An identity by inode.
     *
     * @param device the device number, as major and minor number
     * @param inode the inode
     * @param birth when the file was created, in nanoseconds since 1970, or 0
     * @return the identity
     */
    public static FileIdentity ofInode(String device, long inode, long birth) {
        return new FileIdentity(device, 0, inode, birth);
    }

    /**
     * An identity by name, for a file system that gives files no number.
     *
     * @param realPath the path without symbolic links
     * @return the identity
     */
    public static FileIdentity ofPath(String realPath) {
        return new FileIdentity("path:" + realPath, 0, 0, 0);
    }

    /**
     * The part of the identity to look a file up by while it is open.
     *
     * @return the key
     */
    public Key key() {
        return new Key(volume, numberHigh, number);
    }

    /**
     * Tells whether the file has a number, which stays with it when it is renamed.
     *
     * @return false if the system gives no number
     */
    public boolean hasNumber() {
        return number != 0 || numberHigh != 0;
    }

    /**
     * Tells whether two identities that were taken at different times, even before and after a
     * reboot, can be of one file: by number and birth, without the volume.
     *
     * @param other the other identity
     * @return false if both know something that differs
     */
    public boolean mayBe(FileIdentity other) {
        boolean sameNumber =
                !hasNumber()
                        || !other.hasNumber()
                        || (number == other.number && numberHigh == other.numberHigh);
        return sameNumber && mayBeBornWith(other);
    }

    /**
     * Tells whether two files with the same number can be one: false if both births are known and
     * differ.
     *
     * @param other the other identity
     * @return false if the number was given to a new file in between
     */
    public boolean mayBeBornWith(FileIdentity other) {
        return birth == 0 || other.birth == 0 || birth == other.birth;
    }
}
