package io.fileview.commit;

import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.commit.journal.LeftCommits;
import io.fileview.spi.EngineFile;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Place;
import io.fileview.spi.PrivatePages;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file as a reader maps it: read-only ranges that are private mappings, so that commits that only
 * the journal holds can be shown in them without writing to the file.
 */
final class ReaderFile extends DelegatingFile {
    private final List<WeakReference<ReaderRange>> ranges = new ArrayList<>(); // guarded by itself

    /** Ranges without private pages, in which no commit can be shown. */
    private final List<WeakReference<MappedRange>> unpatched =
            new ArrayList<>(); // guarded by ranges

    /** Whether the ranges show commits that the file may lack. */
    private boolean showsCommits; // guarded by ranges

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
        MappedRange mapped;
        try {
            mapped =
                    file.map(
                            new MapRequest(
                                    request.offset(),
                                    request.length(),
                                    Protection.COPY_ON_WRITE,
                                    request.confined(),
                                    request.anchor()));
        } catch (AccessDeniedException needsPermissionToWrite) {
            return mapWithoutPrivatePages(request);
        }
        try {
            PrivatePages pages = mapped.privatePages().orElse(null);
            if (pages != null) {
                ReaderRange range = new ReaderRange(file, mapped, pages, request.offset());
                synchronized (ranges) {
                    ranges.removeIf(each -> each.get() == null);
                    ranges.add(new WeakReference<>(range));
                    if (showsCommits) {
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
        return mapWithoutPrivatePages(request);
    }

    /** Such a range shows the file as it is. */
    private MappedRange mapWithoutPrivatePages(MapRequest request) throws IOException {
        synchronized (ranges) {
            if (showsCommits) {
                throw cannotShow();
            }
            MappedRange range = file.map(request);
            unpatched.removeIf(each -> each.get() == null);
            unpatched.add(new WeakReference<>(range));
            return range;
        }
    }

    private MappingException cannotShow() {
        return new MappingException(
                Place.of(file.name()),
                "lacks commits that its journal holds, and the engine cannot show them in views"
                        + " without permission to write the file; open it once for commits as a user"
                        + " who has it, or read it through the Linux engine",
                null);
    }

    /**
     * Makes all ranges show the file, with the given commits.
     *
     * @param commits the commits that the file may lack, or null
     */
    void show(@Nullable LeftCommits commits) throws IOException {
        synchronized (ranges) {
            if (commits != null && unpatched.stream().anyMatch(ReaderFile::isMapped)) {
                throw cannotShow();
            }
            for (WeakReference<ReaderRange> each : ranges) {
                ReaderRange range = each.get();
                if (range != null) {
                    range.show(commits);
                }
            }
            showsCommits = commits != null;
        }
    }

    private static boolean isMapped(WeakReference<MappedRange> each) {
        MappedRange range = each.get();
        return range != null && range.isMapped();
    }
}
