package io.fileview;

import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the file is no longer the one that was opened, although its name has not changed:
 * views show its old bytes, and will not show later changes. Open the file again.
 *
 * <p>The only cause is overlayfs, the file system of containers. When any program opens a file for
 * writing for the first time, or changes its permissions or times, the kernel copies the file to
 * the upper directory. Who opens the file afterwards gets the copy; a file that was opened before,
 * without {@link Protection#READ_WRITE}, stays the old one. Fileview notices the copy by its
 * creation time when a range is mapped, flushed, prefetched, locked or repaired, or when {@link
 * View#isCovered()} or {@link View#coveredLength()} is called; reads through views do not notice
 * it. A copy that was made in two steps, first the metadata and then the bytes (the mount option
 * {@code metacopy=on}), is noticed only if the first step came after the file was opened. The
 * portable engine notices a copy only if all directories of the overlay are on one file system.
 */
public final class StaleFileException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param place the file concerned
     * @param problem the message, to which the file's name is prepended
     * @param cause the cause, or null
     */
    public StaleFileException(Place place, String problem, @Nullable Throwable cause) {
        super(place, problem, cause);
    }
}
