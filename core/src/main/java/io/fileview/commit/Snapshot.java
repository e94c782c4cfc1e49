package io.fileview.commit;

import io.fileview.FileMapping;
import io.fileview.View;
import io.fileview.ViewBuilder;
import java.io.IOException;

/**
 * A read-only, point-in-time snapshot of the committed state of a file. Later commits do not affect
 * it. A snapshot must be closed. Thread-safe.
 *
 * <p>The bytes of the snapshot are in a separate file in the same directory as the original or, if
 * no file can be created there, in the directory for temporary files ({@code java.io.tmpdir}). This
 * file is deleted when the snapshot is closed and all its views are unmapped, or when the process
 * ends. On operating systems that can delete an open file, such as Linux, it has no name and is not
 * listed in the directory. On Windows it is listed until it is deleted, with a name that starts
 * with the name of the original file and {@code .fileview-snapshot-}.
 */
public final class Snapshot implements AutoCloseable {
    private final FileMapping mapping;
    private final boolean cloned;

    Snapshot(FileMapping mapping, boolean cloned) {
        this.mapping = mapping;
        this.cloned = cloned;
    }

    /**
     * {@return true if the snapshot is a clone: it shares the blocks of the original file, and
     * takes space only for blocks that change in the original; false if the snapshot is a full
     * copy}
     */
    public boolean isCloned() {
        return cloned;
    }

    /** {@return the size of the snapshot in bytes} */
    public long size() {
        return mapping.size();
    }

    /**
     * Maps the whole snapshot.
     *
     * @return a read-only view, which stays mapped when the snapshot is closed
     * @throws IOException as {@link ViewBuilder#map}
     * @throws IllegalStateException if the snapshot is closed
     */
    public View map() throws IOException {
        return mapping.map();
    }

    /**
     * Maps a range of the snapshot.
     *
     * @param offset bytes from the start of the snapshot; need not be aligned
     * @param length bytes, 0 or more
     * @return a read-only view, which stays mapped when the snapshot is closed
     * @throws io.fileview.BeyondEndException if the range ends beyond the snapshot
     * @throws IllegalArgumentException if offset or length is negative, or their sum is more than
     *     2^63-1
     * @throws IOException as {@link ViewBuilder#map}
     * @throws IllegalStateException if the snapshot is closed
     */
    public View map(long offset, long length) throws IOException {
        return mapping.map(offset, length);
    }

    /** Closes the snapshot; its views stay mapped. Closing a closed snapshot has no effect. */
    @Override
    public void close() {
        mapping.close();
    }
}
