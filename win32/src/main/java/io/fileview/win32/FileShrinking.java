package io.fileview.win32;

import io.fileview.FileMapping;
import io.fileview.NotMappableException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.Views;
import io.fileview.ViewsMappedException;
import io.fileview.win32.WinError.Status;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a file smaller, through the core: it knows the views of all its users in this JVM, and
 * shrinks no file that has any. Call with {@link FileControlBlock#LOCK} held.
 *
 * <p>The core has to open the file by its path. Where that is impossible, and where the file's own
 * sections have views, which may stay, the views of others are looked for here.
 */
final class FileShrinking {
    private final FileControlBlock controlBlock;
    private final HostFile hostFile;
    private final EngineChoice engine;

    FileShrinking(FileControlBlock controlBlock, HostFile hostFile, EngineChoice engine) {
        this.controlBlock = controlBlock;
        this.hostFile = hostFile;
        this.engine = engine;
    }

    /** Sets a smaller size, which the sections of this file allow. */
    void to(long newSize) throws IOException {
        try (FileMapping mapping = openSameFile()) {
            if (mapping == null || newSize > mapping.size()) {
                requireNoViewsOfOthers();
            } else if (isTruncated(mapping, newSize)) {
                return;
            }
        }
        hostFile.setSize(newSize);
    }

    /** The mapping; null if the path leads to this file no more, or not to one that can be mapped. */
    private @Nullable FileMapping openSameFile() throws IOException {
        FileMapping mapping;
        try {
            mapping =
                    engine.file(controlBlock.path()).protection(Protection.READ_WRITE).open();
        } catch (NoSuchFileException | AccessDeniedException | NotMappableException e) {
            return null;
        }
        try {
            if (controlBlock.isAt(controlBlock.path())) {
                return mapping;
            }
        } catch (Throwable failure) {
            mapping.close();
            throw failure;
        }
        mapping.close();
        return null;
    }

    /** Returns false if only views of the file's own sections, which may stay, prevent it. */
    private boolean isTruncated(FileMapping mapping, long newSize) throws IOException {
        try {
            mapping.truncate(newSize);
            return true;
        } catch (ViewsMappedException refused) {
            if (controlBlock.viewsOfSections().isEmpty()) {
                throw refused;
            }
            requireNoViewsOfOthers();
            return false;
        }
    }

    private void requireNoViewsOfOthers() throws IOException {
        Set<String> own = controlBlock.viewsOfSections();
        for (View view : Views.live()) {
            if (!own.contains(view.toString()) && isOfThisFile(view)) {
                throw Status.USER_MAPPED_FILE.failure();
            }
        }
    }

    private boolean isOfThisFile(View view) throws IOException {
        Path path = view.path().orElse(null);
        if (path == null) {
            return false;
        }
        // A view through the path that led to this file may be of it, whatever it leads to now.
        return controlBlock.path().equals(path.toAbsolutePath())
                || (HostFile.exists(path) && controlBlock.isAt(path));
    }
}
