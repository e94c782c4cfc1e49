package io.fileview.commit;

import io.fileview.MappingException;
import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a file cannot be opened for commits, because it is already open for commits, in this
 * process or another. A file can have only one writer at a time.
 */
public final class CommitInUseException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param place the file and range concerned
     * @param problem the message, to which the file's name is prepended
     * @param cause the cause, or null
     */
    public CommitInUseException(Place place, String problem, @Nullable Throwable cause) {
        super(place, problem, cause);
    }
}
