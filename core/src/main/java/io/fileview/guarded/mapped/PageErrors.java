package io.fileview.guarded.mapped;

import io.fileview.ByteRange;
import io.fileview.DiskFullException;
import io.fileview.FileShrankException;
import io.fileview.MappingException;
import io.fileview.PageUnreadableException;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Determines why a page of a view cannot be accessed, and repairs the unreadable pages. */
public final class PageErrors {
    private final GuardedRange range;

    private final UnreadablePages met = new UnreadablePages();

    public PageErrors(GuardedRange range) {
        this.range = range;
    }

    /** Returns the number of bytes of the view that still lie within the file. */
    public long coveredLength() throws IOException {
        return Math.clamp(range.fileSize() - range.offset(), 0, range.length());
    }

    /** Re-reads the pages that an access found unreadable. */
    public void repair() throws IOException {
        long fileSize = range.fileSize();
        if (fileSize < range.offset() + range.length()) {
            throw shrank(0, range.length(), fileSize, null);
        }
        for (ByteRange bad : met.list()) {
            range.prefetch(bad);
            touch(bad); // also a hole, which prefetch leaves alone
            met.remove(bad);
        }
    }

    /**
     * Returns the exception for a range in which an access found an unreadable page.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     */
    MappingException at(
            MemorySegment view, long offset, long length, boolean wrote, InternalError cause) {
        return found(firstBad(view, offset, length), offset, length, wrote, cause);
    }

    /**
     * Returns the exception for a range in which an access found an unreadable page.
     *
     * @param bad the first unreadable byte, or -1 if all can be read
     * @param offset bytes from the start of the view
     * @param length bytes
     */
    MappingException found(long bad, long offset, long length, boolean wrote, Throwable cause) {
        long from = bad < 0 ? offset : bad;
        if (bad >= 0) {
            met.add(from, Math.min(offset + length, endOfPage(from)));
        }
        try {
            long fileSize = range.fileSize();
            if (range.offset() + from + (bad < 0 ? length : 1) > fileSize) {
                return shrank(from, offset + length - from, fileSize, cause);
            }
        } catch (IOException sizeUnknown) {
            cause.addSuppressed(sizeUnknown);
        }
        if (bad >= 0 && range.lacksRoomInMemory()) {
            return noRoom(from, Math.min(offset + length, endOfPage(from)), cause);
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
                                        : " could not be read, but can be now (it is readable again,"
                                                + " or the other segment of the call has an"
                                                + " unreadable page)")
                        + "; see the system log for details",
                cause);
    }

    private void touch(ByteRange bytes) throws IOException {
        for (long at = bytes.offset(); at < bytes.end(); at = endOfPage(at)) {
            try {
                PageAccess.touch(range.segment(), at);
            } catch (InternalError unreadable) {
                throw found(at, bytes.offset(), bytes.length(), false, unreadable);
            }
        }
    }

    private DiskFullException noRoom(long from, long end, Throwable cause) {
        Place place = Place.of(range.fileName(), range.offset() + from, end - from);
        return new DiskFullException(
                place,
                "the page at offset "
                        + place.offset()
                        + " is not there, and the file system, which is in memory, has no room left for"
                        + " it; free some space",
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
                        + Math.max(place.offset(), fileSize)
                        + " no longer lies within it, and is accessible once it is extended again",
                cause);
    }

    /** Returns the first byte of a range that lies in an unreadable page, or -1. */
    private long firstBad(MemorySegment view, long offset, long length) {
        for (long at = offset; at < offset + length; at = endOfPage(at)) {
            try {
                PageAccess.loadSmall(PageAccess.BYTE, view, at);
            } catch (InternalError bad) {
                return at;
            } catch (IllegalStateException unmapped) {
                return -1; // or remapped: querying the size of the file distinguishes the two
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
