package io.fileview;

/**
 * What a flush guarantees when it returns. Changes that are never flushed reach the disk at some
 * later time, and are lost if the operating system crashes or the power fails before that.
 *
 * <p>A flush that waits for a device waits in the kernel, for as long as the device takes: no time
 * limit and no interrupt ends it.
 *
 * <table class="striped">
 * <caption>Which changes survive, once the flush has returned</caption>
 * <thead><tr><th>level</th><th>crash of the process</th><th>crash of the operating system, power
 * failure</th><th>the flush waits for</th></tr></thead>
 * <tbody>
 * <tr><td>no flush</td><td>survive</td><td>may be lost</td><td></td></tr>
 * <tr><td>{@link #SCHEDULED}</td><td>survive</td><td>may be lost</td><td>nothing, or room in the
 * device's queue</td></tr>
 * <tr><td>{@link #WRITTEN}</td><td>survive</td><td>may be lost, because the device's write cache
 * has not been flushed, and the metadata that is needed to find the changes (the size of the
 * file and the location of its blocks) may not be on the device</td><td>the writes</td></tr>
 * <tr><td>{@link #DEVICE}</td><td>survive</td><td>survive</td><td>the writes, the file's metadata
 * and the device's write cache</td></tr>
 * </tbody>
 * </table>
 */
public enum Durability {
    /**
     * The operating system has started to write the dirty pages to the device. The Linux engine
     * calls {@code sync_file_range(2)} with {@code SYNC_FILE_RANGE_WRITE} or, on overlayfs and
     * FUSE, where that may miss the pages of the file, {@code fdatasync(2)}. The Windows engine
     * calls {@code FlushViewOfFile} for the range in each live view. The portable engine has no such
     * call and does the same as for {@link #WRITTEN}.
     */
    SCHEDULED,

    /**
     * The device has accepted the dirty pages, possibly into a volatile write cache. The Linux
     * engine calls {@code sync_file_range(2)} with all three of its flags or, on overlayfs and
     * FUSE, {@code fdatasync(2)}. The manual page of the former warns that it flushes neither the
     * file's metadata nor the device's write cache. The Windows engine calls {@code
     * FlushViewOfFile} for each live view, and then {@code NtFlushBuffersFileEx} without a flush of
     * the device or, where the file system does not have that, {@code FlushFileBuffers}. The
     * portable engine calls {@link
     * java.lang.foreign.MemorySegment#force()} or {@link java.nio.channels.FileChannel#force},
     * which may flush more.
     */
    WRITTEN,

    /**
     * The dirty pages are on the device, together with the file's size and the metadata needed to
     * read the pages back, and the device has flushed its write cache. If a mapping of this process
     * created the file, and that mapping or one of its views is still open, the file's directory
     * entry is on the device as well, unless the file was renamed before its first flush at this
     * level. Renaming its directory does not affect this guarantee. On Windows, the portable engine
     * cannot flush directory entries.
     *
     * <p>The Linux engine calls {@code msync(2)} with {@code MS_SYNC}, or {@code fdatasync(2)} on
     * the file. If Fileview has changed the size of the file since the last flush at this level,
     * the engine also calls {@code fsync(2)} on the file. The first flush at this level of a new
     * file also calls {@code fsync(2)} on its directory. The Windows engine calls {@code
     * FlushViewOfFile} for each live view and then {@code FlushFileBuffers} on the file, and the
     * first such flush of a new file also on its directory.
     *
     * <p>The guarantee is for the bytes that the file has. A flush of bytes that another process
     * has truncated away throws {@link FileShrankException}. Zeros that another process has
     * written, or left by truncating and extending the file before the flush, are made durable like
     * any other bytes. A file that was deleted or replaced meanwhile is flushed as long as it is
     * open.
     *
     * <p>A device that acknowledges flushes it has not performed cannot be detected. Files of a
     * file system in memory, such as tmpfs, do not survive a restart of the machine, and an overlay
     * that is mounted with the option {@code volatile} ignores flushes. Some file systems cannot
     * flush a directory; there, the directory entry of a new file becomes durable only when the
     * file system writes it. Fileview logs a warning once for each file system that cannot flush a
     * directory. If the system property {@code io.fileview.requireDurableEntries} is {@code true},
     * every flush that would have to make a directory entry durable there throws instead.
     */
    DEVICE
}
