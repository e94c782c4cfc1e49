package io.fileview.spi;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file and range that a failure concerns. Engines pass it to the exceptions that they throw;
 * programs read it through {@link io.fileview.MappingException}.
 *
 * @param file the file as it was given, or a description if it has no name
 * @param offset bytes from the start of the file; -1 if the failure does not concern a range
 * @param length bytes; -1 if the failure does not concern a range
 * @param errorName the symbolic name of the operating system's error, such as {@code ENOSPC}; null
 *     if there is none
 */
public record Place(String file, long offset, long length, @Nullable String errorName)
        implements Serializable {
    /**
     * Creates a place that denotes a whole file.
     *
     * @param file the file
     * @return the place
     */
    public static Place of(String file) {
        return new Place(file, -1, -1, null);
    }

    /**
     * Creates a place that denotes a range of a file.
     *
     * @param file the file
     * @param offset bytes from the start of the file
     * @param length bytes
     * @return the place
     */
    public static Place of(String file, long offset, long length) {
        return new Place(file, offset, length, null);
    }

    /**
     * Returns this place with an error name.
     *
     * @param name the symbolic name of the operating system's error
     * @return the place
     */
    public Place withError(String name) {
        return new Place(file, offset, length, Objects.requireNonNull(name));
    }
}
