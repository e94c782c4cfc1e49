package io.fileview;

import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the file system or a quota has no room, or when a file would become larger than the
 * file system, the device or a limit of the process allows. A file that was to be extended keeps
 * its size. A write to a file may have been performed in part.
 */
public final class DiskFullException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param place the file and range concerned
     * @param problem the message, to which the file's name is prepended
     * @param cause the cause, or null
     */
    public DiskFullException(Place place, String problem, @Nullable Throwable cause) {
        super(place, problem, cause);
    }
}
