package io.fileview;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A file is open for commits already, in this process or another: there is one writer at a time. */
public final class CommitInUseException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param place where it happened
     * @param problem who has the file open, as far as that is known, and what to do, after the file's
     *     name and a colon
     * @param cause what led to it, or null
     */
    public CommitInUseException(Place place, String problem, @Nullable Throwable cause) {
        super(place, problem, cause);
    }
}
