package io.fileview.linux;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Follows symbolic links to a file that need not exist. */
final class LinkTarget {
    /** As many as the kernel follows ({@code path_resolution(7)}). */
    private static final int MOST_LINKS = 40;

    private LinkTarget() {}

    static Path of(Path path) throws IOException {
        Path target = path;
        for (int links = 0; Files.isSymbolicLink(target); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemLoopException(path.toString());
            }
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        return target;
    }
}
