package io.fileview.portable;

import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The status of an open file, by its path. On Unix the identity comes from the same system call as
 * the rest, so nothing is reported of another file that has taken its place.
 */
final class PortableStatus {
    private static final int PERMISSIONS = 07777;
    private static final String UNIX =
            "unix:" + Identities.ATTRIBUTES + ",size,uid,gid,mode,nlink";

    private PortableStatus() {}

    static FileStatus of(Path path, FileIdentity file, long size) throws IOException {
        try {
            Optional<FileStatus> found =
                    Identities.NUMBERED ? unix(path, file, size) : owner(path, file, size);
            return found.orElseGet(() -> FileStatus.unknown(file, size));
        } catch (NoSuchFileException moved) {
            return FileStatus.unknown(file, size);
        } catch (IOException failure) {
            throw ErrorTranslation.ofEntry(path, "to read the status of this file", failure);
        }
    }

    private static Optional<FileStatus> unix(Path path, FileIdentity file, long size)
            throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, UNIX);
        return Identities.of(path, attributes).key().equals(file.key())
                ? Optional.of(unix(attributes, file, size))
                : Optional.empty();
    }

    private static FileStatus unix(
            Map<String, Object> attributes, FileIdentity file, long size) {
        return new FileStatus(
                file,
                size,
                OptionalInt.of(number(attributes, "nlink")),
                Optional.of(Integer.toUnsignedString(number(attributes, "uid"))),
                Optional.of(Integer.toUnsignedString(number(attributes, "gid"))),
                OptionalInt.of(number(attributes, "mode") & PERMISSIONS));
    }

    /** Returns the status of a directory entry, also of a symbolic link. */
    static FileStatus ofEntry(Path entry) throws IOException {
        if (Identities.NUMBERED) {
            Map<String, Object> attributes =
                    Files.readAttributes(entry, UNIX, LinkOption.NOFOLLOW_LINKS);
            return unix(
                    attributes,
                    Identities.of(entry, attributes),
                    Identities.value(attributes, "size", Long.class));
        }
        return ownedBy(
                ownerName(entry, LinkOption.NOFOLLOW_LINKS),
                Identities.of(entry, LinkOption.NOFOLLOW_LINKS),
                links(entry, LinkOption.NOFOLLOW_LINKS),
                Files.readAttributes(
                        entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .size());
    }

    private static int number(Map<String, Object> attributes, String name) {
        return Identities.value(attributes, name, Integer.class);
    }

    private static Optional<FileStatus> owner(Path path, FileIdentity file, long size)
            throws IOException {
        if (!Identities.isAt(path, file)) {
            return Optional.empty();
        }
        Optional<String> owner = ownerName(path);
        OptionalInt links = links(path);
        return Identities.isAt(path, file)
                ? Optional.of(ownedBy(owner, file, links, size))
                : Optional.empty();
    }

    private static OptionalInt links(Path path, LinkOption... links) throws IOException {
        Optional<FileStatus> told = Identities.lookUp(path, links);
        return told.isPresent() ? told.get().links() : OptionalInt.empty();
    }

    private static FileStatus ownedBy(
            Optional<String> owner, FileIdentity file, OptionalInt links, long size) {
        return new FileStatus(file, size, links, owner, Optional.empty(), OptionalInt.empty());
    }

    /**
     * Returns the owner of the file at a path, in the form of {@link FileStatus#ownerId}; empty if
     * the file system has no owners.
     */
    static Optional<String> ownerId(Path path) throws IOException {
        return Identities.NUMBERED
                ? Optional.of(
                        Integer.toUnsignedString(
                                (int) Files.getAttribute(
                                        path, "unix:uid", LinkOption.NOFOLLOW_LINKS)))
                : ownerName(path);
    }

    private static Optional<String> ownerName(Path path, LinkOption... links) throws IOException {
        try {
            return Optional.of(Files.getOwner(path, links).getName());
        } catch (UnsupportedOperationException noOwners) {
            return Optional.empty();
        }
    }
}
