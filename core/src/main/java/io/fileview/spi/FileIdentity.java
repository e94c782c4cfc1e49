package io.fileview.spi;

import org.jspecify.annotations.Nullable;

/**
 * Identifies a file independently of the path, mount or engine through which it was opened. All
 * engines in a process must return identities with equal {@linkplain #key() keys} for the same
 * file. If the identities of two {@link EngineFile} objects have equal keys, both objects denote
 * the same file, and Fileview keeps common state for them: the live views of the file, and the byte
 * ranges that a failed flush may not have made durable.
 *
 * <p>The device number of a file system can change when the machine restarts or the file system is
 * mounted again. Therefore Fileview stores only the file's number and its creation time on disk,
 * and {@link #mayBe} and {@link #isToldToBe} compare only these two.
 *
 * @param volume the mounted file system, for example the device number {@code 8:1}; for a file
 *     without a number, {@code path:} followed by the real path of the file
 * @param numberHigh the upper 64 bits of the file's number on its volume; 0 on Unix
 * @param number the lower 64 bits of the file's number, on Unix the inode number; {@code
 *     numberHigh} and {@code number} are both 0 if the file has no number
 * @param birth the creation time in nanoseconds since 1970, or 0 if unknown; it distinguishes the
 *     file from a deleted file that had the same number
 */
public record FileIdentity(String volume, long numberHigh, long number, long birth) {
    /**
     * The components that are equal in all identities of the same open file. The creation time is
     * not one of them, because not every engine can determine it.
     *
     * @param volume the volume
     * @param numberHigh the upper 64 bits of the number
     * @param number the lower 64 bits of the number
     */
    public record Key(String volume, long numberHigh, long number) {
        // What the compiler generates is linked by method handles, which delays the first open.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that
                    && number == that.number
                    && numberHigh == that.numberHigh
                    && volume.equals(that.volume);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * volume.hashCode() + Long.hashCode(numberHigh))
                    + Long.hashCode(number);
        }
    }

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
     * Creates the identity of a file whose number is not available, as is the case for the portable
     * engine on Windows. The real path identifies the file instead. If the file is renamed, an
     * {@code EngineFile} that is open keeps its identity, and one that is opened later has another.
     *
     * @param realPath the path without symbolic links
     * @return the identity
     */
    public static FileIdentity ofPath(String realPath) {
        return new FileIdentity("path:" + realPath, 0, 0, 0);
    }

    /**
     * {@return the components that distinguish the file from all others as long as it exists or any
     * program has it open} After that, another file may have the same key.
     */
    public Key key() {
        return new Key(volume, numberHigh, number);
    }

    /**
     * {@return true if the file has a number, which it keeps when it is renamed; false if its path
     * identifies it}
     */
    public boolean hasNumber() {
        return number != 0 || numberHigh != 0;
    }

    /**
     * Returns whether this identity and another one could belong to the same file. The method
     * compares only the numbers and the creation times. It does not compare the volumes, because
     * they can change when the machine restarts, and the two identities may have been determined
     * before and after a restart.
     *
     * <p>If a number is unknown, this says nothing about the file; see {@link #isToldToBe}.
     *
     * @param other the other identity
     * @return false if both numbers are known and differ, or both creation times are known and
     *     differ; otherwise true
     */
    public boolean mayBe(FileIdentity other) {
        boolean sameNumber =
                !hasNumber()
                        || !other.hasNumber()
                        || (number == other.number && numberHigh == other.numberHigh);
        return sameNumber && mayBeBornWith(other);
    }

    /**
     * Returns whether the numbers tell that this identity and another one belong to the same file.
     * Identities without numbers never do: what is unknown is not equal.
     *
     * @param other the other identity
     * @return true if both numbers are known and equal, and not both creation times are known and
     *     differ
     */
    public boolean isToldToBe(FileIdentity other) {
        return hasNumber() && other.hasNumber() && mayBe(other);
    }

    /**
     * Returns whether this identity and another one with the same number could belong to the same
     * file. The method compares only the creation times.
     *
     * @param other the other identity, whose number must be the same
     * @return false if both creation times are known and differ, which means that the number has
     *     been reused; otherwise true
     */
    public boolean mayBeBornWith(FileIdentity other) {
        return birth == 0 || other.birth == 0 || birth == other.birth;
    }
}
