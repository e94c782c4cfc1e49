package io.fileview;

import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The file system or a quota has no room for what was asked. The file has the size it had before.
 */
public final class DiskFullException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param place where it happened
     * @param problem what happened and what to do, after the file's name and a colon
     * @param cause what led to it, or null
     */
    public DiskFullException(Place place, String problem, @Nullable Throwable cause) {
        super(place, problem, cause);
    }
}
