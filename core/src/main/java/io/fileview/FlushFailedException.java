package io.fileview;

import io.fileview.spi.Place;
import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when changes could not be made as durable as required. A later {@code fsync(2)} that
 * succeeds does not mean that these changes are on the disk: a page that the kernel failed to write
 * counts as clean, and the next {@code fsync(2)} does not write it.
 *
 * <p>After a failed flush, Fileview records the ranges of the file that may be affected as
 * {@linkplain #pending() pending}. Their bytes are still in memory, unless the ranges are
 * {@linkplain #doubtful() doubtful}. To recover, flush any view or mapping of the file that is not
 * copy-on-write with {@link Durability#DEVICE}. That flush marks all pending pages of the file as
 * dirty, without changing a byte, and writes them. If it succeeds, no range is pending any more. To
 * save the bytes elsewhere instead, read them through a view and write them to another file.
 *
 * <p>If {@link #doubtful()} is not empty, the kernel may have evicted pages after it failed to
 * write them. Memory may then hold old bytes from the disk. To recover, verify the doubtful ranges,
 * rewrite any lost data, call {@link FileMapping#trustMemory()}, and flush again.
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
     * Creates the exception without pending ranges, for use by engines. Fileview catches it and
     * throws another one, which has the pending ranges.
     *
     * @param place the file and range concerned
     * @param problem the message, to which the file's name is prepended
     * @param cause the cause, or null
     */
    public FlushFailedException(Place place, String problem, @Nullable Throwable cause) {
        this(place, problem, cause, List.of(), List.of());
    }

    /**
     * Creates the exception.
     *
     * @param place the file and range concerned
     * @param problem the message, to which the file's name is prepended
     * @param cause the cause, or null
     * @param pending the pending ranges of the file
     * @param doubtful the part of the pending ranges whose bytes in memory cannot be trusted
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
     * Returns the ranges of the file that were pending when this exception was thrown. They include
     * every byte that may not have been written, and may include bytes that have been; see {@link
     * FileMapping#pending()}.
     *
     * @return byte ranges of the file, in ascending order
     */
    public List<ByteRange> pending() {
        return pending;
    }

    /**
     * Returns the part of {@link #pending()} whose bytes in memory cannot be trusted; see {@link
     * FileMapping#doubtful()}.
     *
     * @return byte ranges of the file, in ascending order; empty if memory can be trusted
     */
    public List<ByteRange> doubtful() {
        return doubtful;
    }
}
