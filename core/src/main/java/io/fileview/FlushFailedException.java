package io.fileview;

import io.fileview.spi.Place;
import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes could not be made as durable as required. They are not durable, even if a flush of the
 * operating system succeeds later: the kernel marks pages that it could not write as clean, and
 * leaves them out of the next flush.
 *
 * <p>Fileview therefore keeps the affected ranges as pending. {@link #pending()} lists everything
 * that may have been changed through this process since it was last known to be on the device.
 * Memory still has the bytes. To recover, call {@link FileMapping#flush} or {@link
 * View#flush(Durability)} again: it makes every pending page dirty again, without changing a byte,
 * writes all of them, and clears the list only when that has succeeded. To rescue the bytes
 * instead, read them through a view and write them to another file.
 *
 * <p>If {@link #doubtful()} is not empty, memory itself may have reverted to what the disk held,
 * because pages left the file cache after they could not be written. Check these ranges, write
 * again what is missing, then call {@link FileMapping#trustMemory()} and flush.
 */
public final class FlushFailedException extends MappingException {
    @Serial
    private static final long serialVersionUID = 3L;

    /** Serializable as any list made by {@link List#copyOf}. */
    @SuppressWarnings("serial")
    private final List<ByteRange> pending;

    /** Serializable as any list made by {@link List#copyOf}. */
    @SuppressWarnings("serial")
    private final List<ByteRange> doubtful;

    /**
     * Creates the exception without ranges: for engines, whose callers keep the pending ranges.
     *
     * @param place where it happened
     * @param problem what happened and what to do, after the file's name and a colon
     * @param cause what led to it, or null
     */
    public FlushFailedException(Place place, String problem, @Nullable Throwable cause) {
        this(place, problem, cause, List.of(), List.of());
    }

    /**
     * Creates the exception.
     *
     * @param place where it happened
     * @param problem what happened and what to do, after the file's name and a colon
     * @param cause what led to it, or null
     * @param pending the ranges of the file that no flush has made durable
     * @param doubtful those of them whose bytes in memory cannot be trusted
     */
    public FlushFailedException(
            Place place,
            String problem,
            @Nullable Throwable cause,
            List<ByteRange> pending,
            List<ByteRange> doubtful) {
        super(place, problem, cause);
        this.pending = List.copyOf(pending);
        this.doubtful = List.copyOf(doubtful);
    }

    /**
     * The ranges of the file that were pending when this was thrown.
     *
     * @return ranges of the file in bytes, by offset; an upper bound of what was not written
     */
    public List<ByteRange> pending() {
        return pending;
    }

    /**
     * The part of {@link #pending()} whose bytes in memory cannot be trusted.
     *
     * @return ranges of the file in bytes, by offset; empty if memory has everything that was
     *     written to it
     */
    public List<ByteRange> doubtful() {
        return doubtful;
    }
}
