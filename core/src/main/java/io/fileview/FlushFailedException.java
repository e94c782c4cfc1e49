package io.fileview;

import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes could not be made as durable as was asked. They are not durable, also when a flush of the
 * operating system succeeds later: the kernel marks pages that it could not write as clean and
 * leaves them out next time.
 *
 * <p>Fileview therefore keeps a debt for the file. {@link #owed()} is what it holds: all that may have
 * been changed through this process since it was last known to be on the device. Memory still has
 * the bytes. To try again, call {@link FileMapping#flush} or {@link View#flush(Durability)}: it makes
 * every owed page dirty again, without changing a byte, writes them all, and pays the debt only when
 * that has succeeded. To get the bytes out, read them through a view and write them elsewhere.
 *
 * <p>Where {@link #doubtful()} is not empty, memory itself may have gone back to what the disk held:
 * pages left the file cache after they could not be written. Look at them, write again what is
 * missing, then call {@link FileMapping#trustMemory()} and flush.
 */
public final class FlushFailedException extends MappingException {
    @Serial
    private static final long serialVersionUID = 2L;

    /** Serializable as any list made by {@link List#copyOf}. */
    @SuppressWarnings("serial")
    private final List<ByteRange> owed;

    /** Serializable as any list made by {@link List#copyOf}. */
    @SuppressWarnings("serial")
    private final List<ByteRange> doubtful;

    /**
     * Creates the exception, with nothing owed: for engines, whose callers keep the debts.
     *
     * @param place where it happened
     * @param problem what happened and what to do, after the file's name and a colon
     * @param cause what led to it, or null
     */
    public FlushFailedException(Place place, String problem, @Nullable Throwable cause) {
        this(place, problem, cause, List.of(), List.of());
    }

    FlushFailedException(
            Place place,
            String problem,
            @Nullable Throwable cause,
            List<ByteRange> owed,
            List<ByteRange> doubtful) {
        super(place, problem, cause);
        this.owed = List.copyOf(owed);
        this.doubtful = List.copyOf(doubtful);
    }

    /**
     * What the file owed when this was thrown.
     *
     * @return ranges of the file in bytes, by offset; more than what was really lost, never less
     */
    public List<ByteRange> owed() {
        return owed;
    }

    /**
     * The part of {@link #owed()} whose bytes in memory cannot be trusted.
     *
     * @return ranges of the file in bytes, by offset; empty where memory has what was written to it
     */
    public List<ByteRange> doubtful() {
        return doubtful;
    }
}
