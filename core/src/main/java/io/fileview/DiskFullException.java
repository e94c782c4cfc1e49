package io.fileview;

import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a file cannot be created, extended or written, either because the file system or a
 * quota has no room or no free inodes, or because the file would become larger than the file system, the device or a limit of
 * the process allows. If {@link MappingBuilder#open} or {@link FileMapping#grow} throws this
 * exception, the file keeps its size, unless the message says that it ends with zeros that could not
 * be removed safely while other programs use the file. If {@link
 * io.fileview.spi.EngineFile#write} throws it, some of the bytes may have been written.
 *
 * <p>If the disk is full when a program writes to a page of a view, the built-in engines do not
 * throw this exception; {@link MappingBuilder#sparse} says what happens.
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
