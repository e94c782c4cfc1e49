package io.fileview.spi;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The name by which a program reaches a file: a path of any {@link java.nio.file.FileSystem}, or a
 * URI. It says how the file was named, not which file it is; that is its {@link FileIdentity}.
 * Immutable.
 */
public final class FileLocation {
    private final @Nullable Path path;
    private final URI uri;

    private FileLocation(@Nullable Path path, URI uri) {
        this.path = path;
        this.uri = uri;
    }

    /**
     * A file named by a path.
     *
     * @param path the path, absolute or relative to the current directory
     * @return the location
     */
    public static FileLocation of(Path path) {
        return new FileLocation(Objects.requireNonNull(path), URI.create("path:/"));
    }

    /**
     * A file named by a URI.
     *
     * @param uri an absolute URI
     * @return the location
     * @throws IllegalArgumentException if the URI is not absolute
     */
    public static FileLocation of(URI uri) {
        if (!uri.isAbsolute()) {
            throw new IllegalArgumentException(
                    "the URI " + uri
                            + " has no scheme; give an absolute URI such as smb://server/share/file");
        }
        return new FileLocation(null, uri);
    }

    /**
     * The path, if the file is named by one.
     *
     * @return the path; empty for a URI
     */
    public Optional<Path> path() {
        return Optional.ofNullable(path);
    }

    /**
     * The URI, if the file is named by one.
     *
     * @return the URI; empty for a path
     */
    public Optional<URI> uri() {
        return path == null ? Optional.of(uri) : Optional.empty();
    }

    /**
     * Compares two locations.
     *
     * @param other any object
     * @return true if it is a location with an equal path or an equal URI
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FileLocation that
                && Objects.equals(path, that.path)
                && uri.equals(that.uri);
    }

    /**
     * The hash code.
     *
     * @return the hash code of the path or the URI
     */
    @Override
    public int hashCode() {
        return Objects.hash(path, uri);
    }

    /**
     * The name for messages.
     *
     * @return the path or the URI as it was given
     */
    @Override
    public String toString() {
        return path == null ? uri.toString() : path.toString();
    }
}
