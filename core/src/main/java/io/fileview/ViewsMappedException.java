package io.fileview;

import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the size of a file cannot be changed because views of the file are mapped. If they are
 * views of this process, the message lists the first ten of them and counts the others; {@link
 * FileMapping#liveViews} lists all. Windows also refuses to shrink a file that another process, or a
 * {@link java.nio.MappedByteBuffer} of this one, has mapped; the message then says so. Unmap the
 * views and try again. Nothing has been changed.
 */
public final class ViewsMappedException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param place the file and range concerned
     * @param problem the message, to which the file's name is prepended
     * @param cause the cause, or null
     */
    public ViewsMappedException(Place place, String problem, @Nullable Throwable cause) {
        super(place, problem, cause);
    }
}
