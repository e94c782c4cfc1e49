package io.fileview;

import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a range ends beyond the end of the mapping, or when a range or size exceeds the size
 * of a file that may not be extended. Nothing has been mapped or changed.
 */
public final class BeyondEndException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param place the file and range concerned
     * @param problem the message, to which the file's name is prepended
     * @param cause the cause, or null
     */
    public BeyondEndException(Place place, String problem, @Nullable Throwable cause) {
        super(place, problem, cause);
    }
}
