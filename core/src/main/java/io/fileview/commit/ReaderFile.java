package io.fileview.commit;

import io.fileview.ByteRange;
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
 * the journal holds can be shown in them, while a read lock is held, without writing to the file.
 */
final class ReaderFile extends DelegatingFile {
    private final List<WeakReference<ReaderRange>> ranges = new ArrayList<>(); // guarded by this

    /** The commits that the ranges show in addition to the file; null if there are none. */
    private @Nullable LeftCommits shown; // guarded by this

    ReaderFile(EngineFile file) {
        super(file);
    }

    @Override
    public synchronized MappedRange map(MapRequest request) throws IOException {
        ranges.removeIf(each -> each.get() == null);
        ReaderRange range = mapNow(request);
        try {
            showIn(range);
            ranges.add(new WeakReference<>(range));
            return range;
        } catch (Throwable failure) {
            range.unmap();
            throw failure;
        }
    }

    private ReaderRange mapNow(MapRequest request) throws IOException {
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
        } catch (IOException notPrivately) { // The JDK maps so only what it may write.
            return new ReaderRange(
                    this, mapShared(request, notPrivately), null, request.offset());
        }
        PrivatePages pages = mapped.privatePages().orElse(null);
        if (pages == null) {
            mapped.unmap();
            mapped = file.map(request);
        }
        return new ReaderRange(this, mapped, pages, request.offset());
    }

    private MappedRange mapShared(MapRequest request, IOException notPrivately)
            throws IOException {
        try {
            return file.map(request);
        } catch (IOException failure) {
            failure.addSuppressed(notPrivately);
            throw failure;
        }
    }

    /** Shows the commits that are shown in a range that is new or has been extended. */
    synchronized void showIn(ReaderRange range) throws IOException {
        LeftCommits commits = shown;
        if (commits != null) {
            range.requirePrivate();
            commits.take(range.bytes(), range::patch);
        }
    }

    /**
     * Makes all ranges, which show the file, show it with the given commits. If this method throws,
     * some ranges may. The commits are closed by {@link #showFile}.
     */
    synchronized void show(LeftCommits commits) throws IOException {
        shown = commits;
        List<ReaderRange> live = liveRanges();
        for (ReaderRange range : live) {
            range.requirePrivate();
        }
        if (!live.isEmpty()) {
            commits.take(
                    new ByteRange(0, Long.MAX_VALUE),
                    (offset, bytes) -> {
                        for (ReaderRange range : live) {
                            range.patchPart(offset, bytes);
                        }
                    });
        }
    }

    /** Makes all ranges show the file as it is. */
    synchronized void showFile() throws IOException {
        LeftCommits commits = shown;
        shown = null;
        try {
            for (ReaderRange range : liveRanges()) {
                range.discard();
            }
        } finally {
            if (commits != null) {
                commits.close();
            }
        }
    }

    private List<ReaderRange> liveRanges() {
        List<ReaderRange> live = new ArrayList<>();
        for (WeakReference<ReaderRange> each : ranges) {
            ReaderRange range = each.get();
            if (range != null && range.isMapped()) {
                live.add(range);
            }
        }
        return live;
    }

    /** A use of the commits that are shown. */
    interface Use<T> {
        T of(@Nullable LeftCommits commits) throws IOException;
    }

    /**
     * Runs an action with the commits that are shown. The caller holds a read lock, so that they
     * stay the same.
     */
    <T> T withCommits(Use<T> use) throws IOException {
        synchronized (this) {
            if (shown != null) {
                return use.of(shown);
            }
        }
        return use.of(null); // A long copy keeps nobody from mapping.
    }
}
