package io.fileview;

import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a page of a file cannot be read, for example because of an I/O error, a corrupted
 * block or an unreachable file server. Also thrown when a page can be read but not written, for
 * example because the disk is full and the file system cannot allocate a block for the page. The
 * message says whether it was the read or the write that failed.
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
