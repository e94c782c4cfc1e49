package io.fileview;

import io.fileview.spi.Place;
import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when changes could not be made as durable as required. If {@code fsync(2)} succeeds later,
 * that alone proves nothing, because when the kernel fails to write pages, it still marks them as
 * clean and omits them from the next flush.
 *
 * <p>After a failed flush, Fileview records the affected ranges as {@linkplain #pending() pending}.
 * Their bytes are still in memory, unless the ranges are {@linkplain #doubtful() doubtful}. To
 * recover, call {@link FileMapping#flush} or {@link View#flush(Durability)} again. The new flush
 * marks every pending page as dirty, without changing a byte, and writes all of these pages. The
 * ranges stop being pending only if the new flush succeeds. To save the bytes elsewhere instead,
 * read them through a view and write them to another file.
 *
 * <p>If {@link #doubtful()} is not empty, pages may have been evicted after the kernel failed to
 * write them, so memory may hold old bytes from the disk. Verify the doubtful ranges, rewrite any
 * lost data, call {@link FileMapping#trustMemory()}, then flush.
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
     * every byte that has not been written, and may include others; see {@link
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
