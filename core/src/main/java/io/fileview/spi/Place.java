package io.fileview.spi;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file that a failure concerns, with the byte range and the operating system's error if they
 * are known. Engines pass a {@code Place} to the exceptions that they throw. Programs obtain these
 * values from {@link io.fileview.MappingException}.
 *
 * @param file the name of the file as it was given, or a description if the file has no name
 * @param offset bytes from the start of the file; -1 if the failure does not concern a range
 * @param length the number of bytes; -1 if the failure does not concern a range
 * @param errorName the symbolic name of the operating system's error, such as {@code ENOSPC}; null
 *     if there is none
 */
public record Place(String file, long offset, long length, @Nullable String errorName)
        implements Serializable {
    /**
     * Creates a place that denotes a whole file, without an error name.
     *
     * @param file the name of the file, or a description
     * @return the place
     */
    public static Place of(String file) {
        return new Place(file, -1, -1, null);
    }

    /**
     * Creates a place that denotes a range of a file, without an error name.
     *
     * @param file the name of the file, or a description
     * @param offset bytes from the start of the file
     * @param length the number of bytes
     * @return the place
     */
    public static Place of(String file, long offset, long length) {
        return new Place(file, offset, length, null);
    }

    /**
     * Returns a copy of this place that has the given error name.
     *
     * @param name the symbolic name of the operating system's error, such as {@code EIO}
     * @return the copy
     */
    public Place withError(String name) {
        return new Place(file, offset, length, Objects.requireNonNull(name));
    }
}
