package io.fileview;

import io.fileview.messages.PlainText;
import io.fileview.spi.Place;
import java.io.IOException;
import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when an operation on a file, or on a mapping of a file, fails. The message names the file,
 * the problem and, if there is one, the remedy. It is a single line: control characters are escaped,
 * and the middle of a very long name is left out. Each subclass represents a failure that a program
 * may want to handle separately. If {@link java.nio.file} has an exception for a failure, that
 * exception is thrown instead: {@link java.nio.file.NoSuchFileException}, {@link
 * java.nio.file.FileAlreadyExistsException} or {@link java.nio.file.AccessDeniedException}. These
 * exceptions are not subclasses of this class.
 */
public class MappingException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The message without the file's name. */
    private final String problem;

    /** The file, range and error name. */
    private final Place place;

    /**
     * Creates the exception.
     *
     * @param place the file and range concerned
     * @param problem the message, to which the file's name is prepended
     * @param cause the cause, or null
     */
    public MappingException(Place place, String problem, @Nullable Throwable cause) {
        super(PlainText.name(place.file()) + ": " + PlainText.line(problem), cause);
        this.problem = PlainText.line(problem);
        this.place = place;
    }

    /** {@return the message without the file's name} */
    public String problem() {
        return problem;
    }

    /**
     * {@return the name of the file as it was given; if the file has no name, a description such as
     * {@code memory}}
     */
    public String file() {
        return place.file();
    }

    /**
     * {@return the start of the range concerned, in bytes from the start of the file; -1 if the
     * failure does not concern a range}
     */
    public long offset() {
        return place.offset();
    }

    /**
     * {@return the length of the range concerned in bytes; -1 if the failure does not concern a
     * range}
     */
    public long length() {
        return place.length();
    }

    /**
     * {@return the symbolic name of the operating system's error, such as {@code ENOSPC}; empty if
     * the operating system reported no error, or if the engine cannot determine its name}
     */
    public Optional<String> errorName() {
        return Optional.ofNullable(place.errorName());
    }
}
