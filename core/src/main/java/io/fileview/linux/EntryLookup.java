package io.fileview.linux;

import io.fileview.NotMappableException;
import io.fileview.Protection;
import io.fileview.linux.FileStatus.Lookup;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Resolves a path to a directory entry, which need not exist. Each directory is opened before the
 * next symbolic link in it is read, so that a concurrent rename cannot mix two locations.
 */
final class EntryLookup {
    private EntryLookup() {}

    /**
     * An entry of an open directory, which need not exist.
     *
     * @param directory the directory, which the receiver closes
     * @param name the name of the entry
     */
    record Entry(DirectoryDescriptor directory, String name) {}

    /** Returns the entry of the path itself, even if it is a symbolic link. */
    static Entry of(Path path) throws IOException {
        byte[] last = PathBytes.lastName(path);
        requireName(path, last);
        Path parent = path.getParent();
        DirectoryDescriptor directory =
                DirectoryDescriptor.open(parent == null ? Path.of("") : parent, path.toString());
        return new Entry(directory, PathBytes.decode(last));
    }

    /** Returns the entry that a path leads to through symbolic links. */
    static Entry followed(Path path) throws IOException {
        requireFollowable(path);
        Entry entry = of(path);
        try {
            for (int links = 0; links <= OpenFlags.MOST_LINKS; links++) {
                byte[] target = entry.directory().readLink(entry.name());
                if (target == null) {
                    return entry;
                }
                entry = follow(path, entry, target);
            }
        } catch (Throwable failure) {
            entry.directory().close();
            throw failure;
        }
        entry.directory().close();
        throw LinuxErrors.openFailure(
                path.toString(), OpenRequest.existing(Protection.READ_ONLY), -Errno.ELOOP);
    }

    /**
     * Lets the kernel decide whether this process may follow the symbolic links ({@code
     * fs.protected_symlinks}).
     */
    private static void requireFollowable(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Lookup kernel = FileStatus.at(OpenFlags.AT_FDCWD, PathBytes.of(path, arena), 0);
            if (kernel.result() == -Errno.EACCES || kernel.result() == -Errno.ELOOP) {
                throw LinuxErrors.openFailure(
                        path.toString(),
                        OpenRequest.existing(Protection.READ_ONLY),
                        kernel.result());
            }
        }
    }

    private static Entry follow(Path path, Entry link, byte[] target) throws IOException {
        int start = target.length;
        while (start > 0 && target[start - 1] != '/') {
            start--;
        }
        byte[] name = Arrays.copyOfRange(target, start, target.length);
        requireName(path, name);
        if (start == 0) {
            return new Entry(link.directory(), PathBytes.decode(name));
        }
        byte[] parent = Arrays.copyOf(target, start);
        DirectoryDescriptor directory = link.directory().openAt(parent, path.toString());
        link.directory().close();
        return new Entry(directory, PathBytes.decode(name));
    }

    private static void requireName(Path path, byte[] name) throws IOException {
        String text = PathBytes.decode(name);
        if (text.isEmpty() || text.equals(".") || text.equals("..")) {
            throw new NotMappableException(
                    Place.of(path.toString()), "is a directory; specify a file in it", null);
        }
    }
}
