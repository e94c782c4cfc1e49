package io.fileview;

import java.io.IOException;
import java.io.Serial;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something could not be done with a mapped file. Its message is one sentence that names the file,
 * the place and what to do; its subclasses are the things a program would treat differently. What
 * {@link java.nio.file} has a type for is thrown as that type: {@link
 * java.nio.file.NoSuchFileException}, {@link java.nio.file.FileAlreadyExistsException}, {@link
 * java.nio.file.AccessDeniedException}.
 */
public class MappingException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Where it happened; a place that has no meaning for an error is -1. */
    private final Place place;

    /**
     * A place in a file, and the name of what the system said.
     *
     * @param file the file, or what stands for it
     * @param offset bytes from its start, or -1
     * @param length bytes, or -1
     * @param errorName the system's name for the error such as {@code ENOSPC}, or null
     */
    public record Place(String file, long offset, long length, @Nullable String errorName)
            implements java.io.Serializable {
        /**
         * A whole file.
         *
         * @param file the file
         * @return the place
         */
        public static Place of(String file) {
            return new Place(file, -1, -1, null);
        }

        /**
         * A range of a file.
         *
         * @param file the file
         * @param offset bytes from its start
         * @param length bytes
         * @return the place
         */
        public static Place of(String file, long offset, long length) {
            return new Place(file, offset, length, null);
        }

        /**
         * The same place with the name of an error.
         *
         * @param name the system's name for it
         * @return the place
         */
        public Place withError(String name) {
            return new Place(file, offset, length, Objects.requireNonNull(name));
        }
    }

    /**
     * Creates the exception.
     *
     * @param place where it happened
     * @param problem what happened and what to do, after the file's name and a colon
     * @param cause what led to it, or null
     */
    public MappingException(Place place, String problem, @Nullable Throwable cause) {
        super(place.file() + ": " + problem, cause);
        this.place = place;
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
     * Where in the file.
     *
     * @return bytes from its start, or -1 where no place is meant
     */
    public long offset() {
        return place.offset();
    }

    /**
     * How much of the file.
     *
     * @return bytes, or -1 where no range is meant
     */
    public long length() {
        return place.length();
    }

    /**
     * The system's name for the error.
     *
     * @return for example {@code ENOSPC}; empty where the system was not asked or has no name
     */
    public Optional<String> errorName() {
        return Optional.ofNullable(place.errorName());
    }
}
