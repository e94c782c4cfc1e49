package io.fileview.guarded.mapped;

import io.fileview.ByteRange;
import io.fileview.FileShrankException;
import io.fileview.MappingException;
import io.fileview.PageUnreadableException;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The bad pages of a view: finds out why a page cannot be accessed, and whether it still cannot.
 */
public final class PageErrors {
    private final GuardedRange range;

    /** From the first to the last bad byte that an access has met since the last repair. */
    private @Nullable ByteRange met; // guarded by this

    public PageErrors(GuardedRange range) {
        this.range = range;
    }

    /** How many bytes of the view the file still has. */
    public long coveredLength() throws IOException {
        return Math.clamp(range.fileSize() - range.offset(), 0, range.length());
    }

    /** Reads the pages again that an access found bad. */
    public void repair() throws IOException {
        long fileSize = range.fileSize();
        if (fileSize < range.offset() + range.length()) {
            throw shrank(0, range.length(), fileSize, null);
        }
        ByteRange bad;
        synchronized (this) {
            bad = met;
        }
        if (bad != null) {
            range.prefetch(bad);
            synchronized (this) {
                met = bad.equals(met) ? null : met;
            }
        }
    }

    /**
     * Explains a range in which an access has met a bad page.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     */
    MappingException at(
            MemorySegment view, long offset, long length, boolean wrote, InternalError cause) {
        long bad = firstBad(view, offset, length);
        long from = bad < 0 ? offset : bad;
        if (bad >= 0) {
            remember(from, Math.min(offset + length, endOfPage(from)));
        }
        try {
            long fileSize = range.fileSize();
            if (range.offset() + from + (bad < 0 ? length : 1) > fileSize) {
                return shrank(from, offset + length - from, fileSize, cause);
            }
        } catch (IOException sizeUnknown) {
            cause.addSuppressed(sizeUnknown);
        }
        Place place = Place.of(range.fileName(), range.offset() + from, offset + length - from);
        return new PageUnreadableException(
                place,
                "the page at offset "
                        + place.offset()
                        + (bad >= 0
                                ? " cannot be read (I/O error, corrupted block or lost server)"
                                : wrote
                                        ? " can be read but not written (full disk, quota or I/O"
                                                + " error)"
                                        : " could not be read, but can be now (it came back, or another"
                                                + " segment in use here has a bad page)")
                        + "; the system's log may say more",
                cause);
    }

    private FileShrankException shrank(
            long offset, long length, long fileSize, @Nullable Throwable cause) {
        Place place = Place.of(range.fileName(), range.offset() + offset, length);
        return new FileShrankException(
                place,
                "the file has shrunk to "
                        + fileSize
                        + " bytes; offset "
                        + place.offset()
                        + " with length "
                        + length
                        + " is no longer all in it, and can be used when it has grown again",
                cause);
    }

    private synchronized void remember(long from, long end) {
        ByteRange before = met;
        long first = before == null ? from : Math.min(from, before.offset());
        long last = before == null ? end : Math.max(end, before.end());
        met = new ByteRange(first, last - first);
    }

    /** The first byte of a range that lies in a page that is bad now, or -1. */
    private long firstBad(MemorySegment view, long offset, long length) {
        for (long at = offset; at < offset + length; at = endOfPage(at)) {
            try {
                PageAccess.loadSmall(PageAccess.BYTE, view, at);
            } catch (InternalError bad) {
                return at;
            } catch (IllegalStateException unmapped) {
                return -1; // or remapped: the next call for the size of the file tells which
            }
        }
        return -1;
    }

    private long endOfPage(long offset) {
        long pageSize = range.pageSize();
        long inFile = range.offset() + offset;
        return offset + pageSize - inFile % pageSize;
    }
}
