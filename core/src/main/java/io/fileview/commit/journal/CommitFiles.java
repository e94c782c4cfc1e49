package io.fileview.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file and what stands beside it.
 *
 * @param data the file, by its real path
 * @param journal the journal
 * @param lock the file that users lock bytes of; it is empty, or marked as removed
 */
public record CommitFiles(Path data, Path journal, Path lock) {
    /** The files that belong to a path, which may be a symbolic link, or lead nowhere yet. */
    public static CommitFiles of(Path path) throws IOException {
        Path data = Files.exists(path) ? path.toRealPath() : withRealDirectory(path);
        Path name = data.getFileName();
        if (name == null) {
            throw new java.nio.file.NoSuchFileException(
                    path.toString(), null, "it names no file, but a directory");
        }
        return new CommitFiles(
                data,
                data.resolveSibling(name + ".fileview-journal"),
                data.resolveSibling(name + ".fileview-lock"));
    }

    private static Path withRealDirectory(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path directory = absolute.getParent();
        Path name = absolute.getFileName();
        return directory == null || name == null || !Files.isDirectory(directory)
                ? absolute
                : directory.toRealPath().resolve(name);
    }
}
