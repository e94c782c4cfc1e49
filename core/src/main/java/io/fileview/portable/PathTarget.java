package io.fileview.portable;

import io.fileview.NotMappableException;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a path leads to at one moment. On Unix the identity and the type come from one system call:
 * two calls could see two files, if another process exchanges them in between.
 */
record PathTarget(
        FileIdentity identity, boolean isRegularFile, boolean isDirectory, boolean isLink) {
    private static final String TYPE = "isRegularFile,isDirectory,isSymbolicLink";

    static PathTarget at(Path path, LinkOption... links) throws IOException {
        if (!Identities.NUMBERED) {
            return of(Identities.of(path, links), Files.readAttributes(path, TYPE, links));
        }
        Map<String, Object> attributes =
                Files.readAttributes(path, "unix:" + Identities.ATTRIBUTES + "," + TYPE, links);
        return of(Identities.of(path, attributes), attributes);
    }

    private static PathTarget of(FileIdentity identity, Map<String, Object> attributes) {
        return new PathTarget(
                identity,
                Identities.value(attributes, "isRegularFile", Boolean.class),
                Identities.value(attributes, "isDirectory", Boolean.class),
                Identities.value(attributes, "isSymbolicLink", Boolean.class));
    }

    /** Compares the creation times as well, because a file system may reuse a number at once. */
    boolean isSameFile(FileIdentity other) {
        return identity.key().equals(other.key()) && identity.mayBeBornWith(other);
    }

    /** Returns the identity of the file, unless it is of a type that cannot be mapped. */
    FileIdentity requireRegular(String name) throws NotMappableException {
        if (isRegularFile) {
            return identity;
        }
        String problem;
        if (isDirectory) {
            problem = "is a directory, which cannot be mapped; specify a file";
        } else if (isLink) {
            problem =
                    "is a symbolic link, which is not followed here; specify the file that it"
                            + " leads to";
        } else {
            problem =
                    "is a pipe, a socket, a character device or a block device, and the portable"
                            + " engine can map regular files only; copy it to a regular file";
        }
        throw new NotMappableException(Place.of(name), problem, null);
    }
}
