package io.fileview.live;

import io.fileview.guarded.mapped.PrivateAccess;
import io.fileview.spi.Place;
import java.io.IOException;

/** The writes through one accessor of a copy-on-write view, counted in pages. */
final class PrivateWrites implements PrivateAccess.Limit {
    private static final long NONE = -1;

    private final MappedView view;

    /** The page that was written last, which need not be asked for again. */
    private long lastPage = NONE; // a race only lets a page count twice

    PrivateWrites(MappedView view) {
        this.view = view;
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
        PrivateMemory.require(
                Place.of(view.fileName(), view.offset() + offset, length),
                (last - first + 1) * pageSize);
        lastPage = last;
    }
}
