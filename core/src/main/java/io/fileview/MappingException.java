package io.fileview;

import io.fileview.spi.Place;
import java.io.IOException;
import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An operation on a mapped file failed. The message is one sentence that names the file, the range
 * and what to do; the subclasses are the failures that a program would handle differently. Failures
 * for which {@link java.nio.file} has a type are thrown as that type: {@link
 * java.nio.file.NoSuchFileException}, {@link java.nio.file.FileAlreadyExistsException}, {@link
 * java.nio.file.AccessDeniedException}.
 */
public class MappingException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What happened and what to do, without the file's name. */
    private final String problem;

    /** The file range, with -1 for a range that has no meaning for the error. */
    private final Place place;

    /**
     * Creates the exception.
     *
     * @param place where it happened
     * @param problem what happened and what to do, after the file's name and a colon
     * @param cause what led to it, or null
     */
    public MappingException(Place place, String problem, @Nullable Throwable cause) {
        super(place.file() + ": " + problem, cause);
        this.problem = problem;
        this.place = place;
    }

    /**
     * What happened and what to do: the message without the file's name.
     *
     * @return the end of the message
     */
    public String problem() {
        return problem;
    }

    /**
     * The file.
     *
     * @return its path as it was given, or what stands for it
     */
    public String file() {
        return place.file();
    }

    /**
     * The start of the range that the error is about.
     *
     * @return bytes from the start of the file, or -1 if the error is about no range
     */
    public long offset() {
        return place.offset();
    }

    /**
     * The length of the range that the error is about.
     *
     * @return bytes, or -1 if the error is about no range
     */
    public long length() {
        return place.length();
    }

    /**
     * The symbolic OS error name, if any.
     *
     * @return for example {@code ENOSPC}; empty if the error does not come from the operating
     *     system
     */
    public Optional<String> errorName() {
        return Optional.ofNullable(place.errorName());
    }
}
