package io.fileview.live;

import io.fileview.guarded.mapped.PrivateAccess;
import io.fileview.proc.TouchedPages;
import io.fileview.spi.Place;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The writes through one accessor of a copy-on-write view, counted in pages. */
final class PrivateWrites implements PrivateAccess.Limit {
    private static final long NONE = -1;

    /** The number of pages that are looked at together. */
    private static final long WINDOW = 1024;

    /** For so long they are taken for private: a commit makes them pages of the file again. */
    private static final long NANOS = 20_000_000;

    /** The page table knows nothing about larger pages, which have limits of their own. */
    private static final long LARGEST_PAGE = 64 << 10;

    private final MappedView view;
    private final PrivateMemory memory;

    /** The page that was written last, which need not be asked for again. */
    private long lastPage = NONE; // a race only lets a page count twice

    private volatile @Nullable Look latest;

    /** The pages from the first on that were private at a time. */
    private record Look(long first, long end, BitSet pages, long time) {
        boolean tells(long from, long last) {
            return from >= first && last < end && System.nanoTime() - time < NANOS;
        }

        long count(long from, long last) {
            return pages.get((int) (from - first), (int) (last + 1 - first)).cardinality();
        }
    }

    PrivateWrites(MappedView view, PrivateMemory memory) {
        this.view = view;
        this.memory = memory;
    }

    @Override
    public void require(long offset, long length) throws IOException {
        if (length == 0) {
            return;
        }
        long pageSize = view.pageSize();
        long first = (view.offset() + offset) / pageSize;
        long last = (view.offset() + offset + length - 1) / pageSize;
        if (first == lastPage && last == first) {
            return;
        }
        memory.require(
                (last - first + 1) * pageSize,
                () -> alreadyPrivate(first, last),
                () -> Place.of(view.fileName(), view.offset() + offset, length));
        lastPage = last;
    }

    private long alreadyPrivate(long first, long last) {
        Look look = latest;
        if (look == null || !look.tells(first, last)) {
            look = look(first, last);
            latest = look;
        }
        return look.count(first, last) * view.pageSize();
    }

    private Look look(long first, long last) {
        long pageSize = view.pageSize();
        long time = System.nanoTime();
        long from = Math.max(first / WINDOW * WINDOW, view.offset() / pageSize);
        long end =
                Math.max(
                        last + 1,
                        Math.min(
                                from + WINDOW,
                                (view.offset() + view.length() - 1) / pageSize + 1));
        long address = view.address();
        if (address == LiveViews.NO_ADDRESS || pageSize > LARGEST_PAGE) {
            return new Look(from, end, new BitSet(), time);
        }
        long start = address - view.offset() + from * pageSize;
        try (TouchedPages touched = TouchedPages.open(pageSize)) {
            return new Look(from, end, touched.privateOnes(start, (int) (end - from)), time);
        }
    }
}
