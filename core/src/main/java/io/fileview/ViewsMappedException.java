package io.fileview;

import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The file cannot shrink while views of it are mapped. The message names them; unmap them first.
 */
public final class ViewsMappedException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param place where it happened
     * @param problem what happened and what to do, after the file's name and a colon
     * @param cause what led to it, or null
     */
    public ViewsMappedException(Place place, String problem, @Nullable Throwable cause) {
        super(place, problem, cause);
    }
}
