package io.fileview;

import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a file cannot be mapped, because it is of an unsuitable kind (for example, a
 * directory, a pipe, or a file of {@code /proc}), or because its file system does not support mapping
 * it in this way.
 */
public final class NotMappableException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param place the file and range concerned
     * @param problem the message, to which the file's name is prepended
     * @param cause the cause, or null
     */
    public NotMappableException(Place place, String problem, @Nullable Throwable cause) {
        super(place, problem, cause);
    }
}
