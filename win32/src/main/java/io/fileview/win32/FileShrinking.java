package io.fileview.win32;

import io.fileview.FileMapping;
import io.fileview.NotMappableException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.Views;
import io.fileview.win32.WinError.Status;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes a file smaller, through the core: it knows the views of all its users in this JVM, and
 * shrinks no file that has any. Call with {@link FileControlBlock#LOCK} held, for a file without
 * sections.
 *
 * <p>The core has to open the file by its path. Where that is impossible, the views are looked for
 * here.
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

    /** Sets a smaller size. */
    void to(long newSize) throws IOException {
        try (FileMapping mapping = openSameFile()) {
            if (mapping != null && newSize <= mapping.size()) {
                mapping.truncate(newSize);
                return;
            }
        }
        requireNoViews();
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

    private void requireNoViews() throws IOException {
        for (View view : Views.live()) {
            if (isOfThisFile(view)) {
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
