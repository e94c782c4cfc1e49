package io.fileview;

import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A page could not be brought into memory: an I/O error, a corrupted block, a lost server. */
public final class PageUnreadableException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param place where it happened
     * @param problem what happened and what to do, after the file's name and a colon
     * @param cause what led to it, or null
     */
    public PageUnreadableException(Place place, String problem, @Nullable Throwable cause) {
        super(place, problem, cause);
    }
}
