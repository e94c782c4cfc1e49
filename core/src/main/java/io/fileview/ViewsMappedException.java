package io.fileview;

import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the size of a file cannot be changed because views of the file are mapped in this
 * process. The message lists the first ten of them and counts the others; {@link FileMapping#liveViews}
 * lists all. Unmap them and try again. Nothing has been changed.
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
