package io.fileview.commit;

import io.fileview.Protection;
import io.fileview.commit.journal.LeftCommits;
import io.fileview.spi.EngineFile;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.PrivatePages;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file as a reader maps it: read-only ranges that are private mappings, so that commits that only
 * the journal holds can be shown in them without writing to the file.
 */
final class ReaderFile extends DelegatingFile {
    private final List<WeakReference<ReaderRange>> ranges = new ArrayList<>(); // guarded by itself

    /** Whether the ranges show commits that the file may lack. */
    private boolean showsCommits; // guarded by ranges

    /** Whether the state is held, so that no writer changes the journal. */
    private boolean isHeld; // guarded by ranges

    /** Opens the commits that are shown. */
    interface Opener {
        @Nullable LeftCommits open() throws IOException;
    }

    private volatile Opener opener = () -> null;

    ReaderFile(EngineFile file) {
        super(file);
    }

    /** Sets where the commits that are shown come from, once the file is locked. */
    void showCommitsOf(Opener commits) {
        opener = commits;
    }

    @Override
    public MappedRange map(MapRequest request) throws IOException {
        MappedRange mapped =
                file.map(
                        new MapRequest(
                                request.offset(),
                                request.length(),
                                Protection.COPY_ON_WRITE,
                                request.confined(),
                                request.anchor()));
        try {
            PrivatePages pages = mapped.privatePages().orElse(null);
            if (pages != null) {
                ReaderRange range = new ReaderRange(file, mapped, pages, request.offset());
                synchronized (ranges) {
                    ranges.removeIf(each -> each.get() == null);
                    ranges.add(new WeakReference<>(range));
                    if (showsCommits && isHeld) {
                        try (LeftCommits commits = opener.open()) {
                            range.show(commits);
                        }
                    }
                }
                return range;
            }
        } catch (Throwable failure) {
            mapped.unmap();
            throw failure;
        }
        mapped.unmap();
        return file.map(request);
    }

    /**
     * Makes all ranges show the file, with the given commits, while the state is held.
     *
     * @param commits the commits that the file may lack, or null
     */
    void show(@Nullable LeftCommits commits) throws IOException {
        synchronized (ranges) {
            for (WeakReference<ReaderRange> each : ranges) {
                ReaderRange range = each.get();
                if (range != null) {
                    range.show(commits);
                }
            }
            showsCommits = commits != null;
            isHeld = true;
        }
    }

    /** Ranges that are mapped from now on show commits from the next {@link #show} on. */
    void release() {
        synchronized (ranges) {
            isHeld = false;
        }
    }

    /** Returns whether the ranges show commits that the file may lack. */
    boolean showsCommits() {
        synchronized (ranges) {
            return showsCommits;
        }
    }
}
