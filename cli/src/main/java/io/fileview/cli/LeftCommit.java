package io.fileview.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import org.jspecify.annotations.Nullable;

/** What a program that has a file open for commits, or died with it open, leaves to be seen. */
final class LeftCommit {
    /** See the package description of {@code io.fileview.commit}. */
    private static final String SUFFIX = ".fileview-journal";

    private static final String ATTRIBUTE = "fileview.commit";

    private LeftCommit() {}

    /** Whether a file has a journal, as far as its attribute or a file beside it tells. */
    static boolean isBeside(Path file) throws IOException {
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("user")) {
            @Nullable UserDefinedFileAttributeView view =
                    Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
            try {
                if (view != null && view.list().contains(ATTRIBUTE)) {
                    return true;
                }
            } catch (IOException noAttributes) {
                // This file system has none; the journal has the name of the file then.
            }
        }
        Path real = file.toRealPath();
        @Nullable Path name = real.getFileName();
        if (name == null) {
            return false;
        }
        Path journal =
                real.resolveSibling(new FileName().convert(PathText.exact(name) + SUFFIX));
        return Files.exists(journal, LinkOption.NOFOLLOW_LINKS);
    }
}
