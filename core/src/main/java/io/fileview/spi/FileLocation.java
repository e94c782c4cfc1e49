package io.fileview.spi;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The name of a file as a program gives it: a path of any {@link java.nio.file.FileSystem}, or a
 * URI. Different locations may denote the same file; see {@link FileIdentity}. A {@code
 * FileLocation} is immutable.
 */
public final class FileLocation {
    private final @Nullable Path path;
    private final URI uri;

    private FileLocation(@Nullable Path path, URI uri) {
        this.path = path;
        this.uri = uri;
    }

    /**
     * Creates the location of a file named by a path.
     *
     * @param path the path, absolute or relative to the current directory
     * @return the location
     */
    public static FileLocation of(Path path) {
        return new FileLocation(Objects.requireNonNull(path), URI.create("path:/"));
    }

    /**
     * Creates the location of a file named by a URI.
     *
     * @param uri an absolute URI
     * @return the location
     * @throws IllegalArgumentException if the URI has no scheme, so that it is not absolute
     */
    public static FileLocation of(URI uri) {
        if (!uri.isAbsolute()) {
            throw new IllegalArgumentException(
                    "the URI "
                            + uri
                            + " has no scheme; use an absolute URI such as"
                            + " smb://server/share/file");
        }
        return new FileLocation(null, uri);
    }

    /** {@return the path; empty if this location is a URI} */
    public Optional<Path> path() {
        return Optional.ofNullable(path);
    }

    /** {@return the URI; empty if this location is a path} */
    public Optional<URI> uri() {
        return path == null ? Optional.of(uri) : Optional.empty();
    }

    /**
     * Compares this location with another object. Two locations are equal if both are paths and the
     * paths are equal, or if both are URIs and the URIs are equal. The file itself is not accessed,
     * so two locations of the same file need not be equal.
     *
     * @param other the object to compare with
     * @return true if the other object is an equal location
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FileLocation that
                && Objects.equals(path, that.path)
                && uri.equals(that.uri);
    }

    /** {@return a hash code for this location, consistent with {@link #equals}} */
    @Override
    public int hashCode() {
        return Objects.hash(path, uri);
    }

    /** {@return the path or the URI as it was given} */
    @Override
    public String toString() {
        return path == null ? uri.toString() : path.toString();
    }
}
