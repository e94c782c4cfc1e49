package io.fileview;

import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a call has waited for other threads of this process for as long as {@link
 * MappingBuilder#waitLimit} or an argument of the call allows. The message names the threads.
 * Unless stated otherwise, nothing has been changed; try again, or set a longer limit.
 */
public final class WaitTimeoutException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param place the file and range concerned
     * @param problem the message, to which the file's name is prepended
     * @param cause the cause, or null
     */
    public WaitTimeoutException(Place place, String problem, @Nullable Throwable cause) {
        super(place, problem, cause);
    }
}
