package io.fileview;

import io.fileview.MappingException.Place;
import io.fileview.spi.MappedRange;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the file of a view no longer gives: finds out why a page is bad, and whether it still is. */
final class PageErrors {
    private final OpenSection section;
    private final MappedRange range;
    private final ViewWatch watch;
    private final ViewGate gate;

    /** From the first to the last bad byte that an access met since the last repair. */
    private @Nullable ByteRange met; // guarded by this

    PageErrors(OpenSection section, MappedRange range, ViewWatch watch, ViewGate gate) {
        this.section = section;
        this.range = range;
        this.watch = watch;
        this.gate = gate;
    }

    /** How many bytes of the view the file has. */
    long coveredLength() throws IOException {
        return Math.clamp(fileSize() - watch.offset(), 0, watch.length());
    }

    private long fileSize() throws IOException {
        return gate.call(() -> section.section().fileSize());
    }

    void repair() throws IOException {
        long fileSize = fileSize();
        if (fileSize < watch.offset() + watch.length()) {
            throw shrank(0, watch.length(), fileSize, null);
        }
        ByteRange bad;
        synchronized (this) {
            bad = met;
        }
        if (bad != null) {
            gate.run(() -> range.prefetch(List.of(bad)));
            synchronized (this) {
                met = bad.equals(met) ? null : met;
            }
        }
    }

    /**
     * Says what is wrong with a range in which an access has met a bad page.
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
            long fileSize = fileSize();
            if (watch.offset() + from + (bad < 0 ? length : 1) > fileSize) {
                return shrank(from, offset + length - from, fileSize, cause);
            }
        } catch (IOException sizeUnknown) {
            cause.addSuppressed(sizeUnknown);
        }
        Place place = Place.of(section.name(), watch.offset() + from, offset + length - from);
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
        Place place = Place.of(section.name(), watch.offset() + offset, length);
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
                return -1; // or remapped: whoever asks for the size of the file next learns which
            }
        }
        return -1;
    }

    private long endOfPage(long offset) {
        long pageSize = section.engine().pageSize();
        long inFile = watch.offset() + offset;
        return offset + pageSize - inFile % pageSize;
    }
}
