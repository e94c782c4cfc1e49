package io.fileview;

import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a range that is to be mapped extends past the end of the mapping. Also thrown when a
 * mapping is to be larger than its file, but the file cannot be extended because it is not open
 * {@link Protection#READ_WRITE}. Nothing has been mapped or changed.
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
