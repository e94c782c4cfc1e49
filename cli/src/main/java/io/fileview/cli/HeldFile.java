package io.fileview.cli;

import io.fileview.ByteRange;
import io.fileview.FileMapping;
import io.fileview.View;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file of which a range is locked in memory until it is closed. */
final class HeldFile implements AutoCloseable {
    private final Path path;
    private final View view;
    private final @Nullable FileId id;
    private boolean isTruncated;
    private boolean isReplaced;

    private HeldFile(Path path, View view, @Nullable FileId id) {
        this.path = path;
        this.view = view;
        this.id = id;
    }

    /** Reads a range and locks it. */
    static HeldFile lock(Path path, FileMapping mapping, ByteRange range) throws IOException {
        FileId id = FileId.of(path);
        View view = mapping.map(range.offset(), range.length());
        try {
            if (range.length() > 0) {
                view.lock();
            }
            return new HeldFile(path, view, id);
        } catch (Throwable refused) {
            view.close();
            throw refused;
        }
    }

    /** The pages that are locked. */
    long pages() {
        if (view.length() == 0) {
            return 0;
        }
        long page = view.pageSize();
        return (view.offset() + view.length() - 1) / page - view.offset() / page + 1;
    }

    long bytes() {
        return pages() * view.pageSize();
    }

    /** Says what has happened to the file since it was locked, each thing once. */
    Optional<String> news() {
        try {
            long covered = view.coveredLength();
            if (covered < view.length() && !isTruncated) {
                isTruncated = true;
                return Optional.of(
                        PathText.line(path)
                                + ": has been truncated, and its bytes from offset "
                                + (view.offset() + covered)
                                + " on are no longer held; start hold again when the file is whole");
            }
            FileId now = id == null || isReplaced ? id : FileId.of(path);
            if (id != null && !id.equals(now)) {
                isReplaced = true;
                return Optional.of(
                        PathText.line(path)
                                + ": is another file now, which is not held; the old one still is;"
                                + " start hold again to hold the new one");
            }
        } catch (NoSuchFileException e) {
            isReplaced = true;
            return Optional.of(
                    PathText.line(path)
                            + ": has been removed or renamed, and is still held; stop hold to give its"
                            + " memory and space back");
        } catch (IOException e) {
            isReplaced = true;
            return Optional.of(
                    ErrorSentence.of(e, path)
                            + "; whether the path still leads to the file that is held is unknown");
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        view.close();
    }
}
