package io.fileview;

/**
 * How far a flush goes before it returns. Changes of a view that was never flushed reach the disk
 * some day, or not at all when the power fails first.
 *
 * <table class="striped">
 * <caption>What survives, once the flush has returned</caption>
 * <thead><tr><th>level</th><th>death of the process</th><th>power cut</th><th>waits
 * for</th></tr></thead>
 * <tbody>
 * <tr><td>no flush</td><td>yes</td><td>no</td><td></td></tr>
 * <tr><td>{@link #SCHEDULED}</td><td>yes</td><td>no</td><td>nothing, or room in the device's
 * queue</td></tr>
 * <tr><td>{@link #WRITTEN}</td><td>yes</td><td>no: the device may still hold the bytes in its
 * cache, and the
 * file's size and block list may not be written</td><td>the writes</td></tr>
 * <tr><td>{@link #DEVICE}</td><td>yes</td><td>yes</td><td>the writes, the file's metadata and the
 * device's
 * cache</td></tr>
 * </tbody>
 * </table>
 */
public enum Durability {
    /**
     * The write-out of the changed pages is started, not waited for. On Linux {@code
     * sync_file_range(2)} with {@code SYNC_FILE_RANGE_WRITE}; the portable engine has no such call
     * and does what {@link #DEVICE} does.
     */
    SCHEDULED,

    /**
     * The changed pages have been handed to the device and it has answered. On Linux {@code
     * sync_file_range(2)} with all three flags, whose page warns that neither metadata nor the
     * device's cache are flushed; the portable engine does what {@link #DEVICE} does.
     */
    WRITTEN,

    /**
     * The changed pages, the file's size, holes that were filled and what is needed to find them
     * again are on the device, and its cache has been told to flush. For a file that an open
     * mapping of this process created, its directory entry too. On Linux {@code msync(2)} with
     * {@code MS_SYNC}, and {@code fsync(2)} where size or directory entry are owed. A device that
     * lies about its cache cannot be found out, and a file system that lives in memory, such as
     * tmpfs, has no device: its files end with the machine.
     */
    DEVICE
}
