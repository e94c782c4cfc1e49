package io.fileview;

import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a page cannot be read, or a page being written to cannot be given a block: I/O error,
 * corrupted block, lost server, full disk. The message says which.
 */
public final class PageUnreadableException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param place the file and range concerned
     * @param problem the message, to which the file's name is prepended
     * @param cause the cause, or null
     */
    public PageUnreadableException(Place place, String problem, @Nullable Throwable cause) {
        super(place, problem, cause);
    }
}
