package io.fileview;

import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the file ends before the requested bytes, because it has been truncated since the
 * mapping was opened. The bytes that were cut off are lost. Once the file has been extended to its
 * former size, the same range can be accessed again without further action, and reads as zeros.
 */
public final class FileShrankException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param place the file and range concerned
     * @param problem the message, to which the file's name is prepended
     * @param cause the cause, or null
     */
    public FileShrankException(Place place, String problem, @Nullable Throwable cause) {
        super(place, problem, cause);
    }
}
