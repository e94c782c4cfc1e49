package io.fileview.spi;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where in a file an error occurred. Engines pass it to the exceptions that they throw; programs
 * read it from {@link io.fileview.MappingException#file()} and its other accessors.
 *
 * @param file the file as it was given, or what stands for it
 * @param offset bytes from the start of the file, or -1 where no range is meant
 * @param length bytes, or -1 where no range is meant
 * @param errorName the symbolic OS error name, such as {@code ENOSPC}, or null
 */
public record Place(String file, long offset, long length, @Nullable String errorName)
        implements Serializable {
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
     * @param offset bytes from the start of the file
     * @param length bytes
     * @return the place
     */
    public static Place of(String file, long offset, long length) {
        return new Place(file, offset, length, null);
    }

    /**
     * The same place with the name of an error.
     *
     * @param name the symbolic OS error name
     * @return the place
     */
    public Place withError(String name) {
        return new Place(file, offset, length, Objects.requireNonNull(name));
    }
}
