package io.fileview.commit;

import io.fileview.MappingException;
import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a file is already open for commits, in this process or another, because it can have
 * only one writer at a time; and when a lock that another user of the file holds could not be
 * acquired within a time limit.
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

    static CommitInUseException of(Place place, String problem) {
        return new CommitInUseException(place, problem, null);
    }
}
