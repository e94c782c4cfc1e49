package io.fileview;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Changes could not be made as durable as was asked. They must be taken as not durable, also when a later flush of the operating system succeeds: the kernel may have marked the failed pages clean. */
public final class FlushFailedException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param place where it happened
     * @param problem what happened and what to do, after the file's name and a colon
     * @param cause what led to it, or null
     */
    public FlushFailedException(Place place, String problem, @Nullable Throwable cause) {
        super(place, problem, cause);
    }
}
