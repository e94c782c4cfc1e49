package io.fileview.windows;

import io.fileview.ByteRange;
import io.fileview.FileShrankException;
import io.fileview.Protection;
import io.fileview.spi.MapRequest;
import io.fileview.spi.Place;
import io.fileview.windows.PageSet.Run;
import java.io.IOException;

/**
 * The pages of a mapped range, and the positions of its bytes in the file and in the address space.
 * Byte ranges count from the first byte of the mapped range.
 */
final class RangePages {
    private final Mappable file;
    private final MapRequest request;
    private final MappedPages mapped;

    private final long lead;

    private volatile long length;

    /**
     * Creates the pages of a range.
     *
     * @param viewOffset where the views start in the file
     */
    RangePages(Mappable file, MapRequest request, MappedPages mapped, long viewOffset) {
        this.file = file;
        this.request = request;
        this.mapped = mapped;
        this.lead = request.offset() - viewOffset;
        this.length = request.length();
    }

    Mappable file() {
        return file;
    }

    MapRequest request() {
        return request;
    }

    MappedPages mapped() {
        return mapped;
    }

    long length() {
        return length;
    }

    void setLength(long newLength) {
        this.length = newLength;
    }

    boolean isCopyOnWrite() {
        return request.protection() == Protection.COPY_ON_WRITE;
    }

    ByteRange all() {
        return new ByteRange(0, length);
    }

    /** Returns where the views start in the file. */
    long viewOffset() {
        return request.offset() - lead;
    }

    /** Returns the bytes between the start of the views and the first byte of the mapped range. */
    long lead() {
        return lead;
    }

    /** Returns the address of the first byte of the mapped range; 0 if there is none. */
    long address() {
        return mapped.size() == 0 ? 0 : mapped.address() + lead;
    }

    /** Returns the address of the page that contains the first byte of a range. */
    long start(ByteRange range) {
        return mapped.address() + Rounding.down(lead + range.offset(), SystemPages.SIZE);
    }

    /** Returns the size of the whole pages that contain a range. */
    long size(ByteRange range) {
        return range.length() == 0
                ? 0
                : Rounding.up(lead + range.end(), SystemPages.SIZE)
                        - Rounding.down(lead + range.offset(), SystemPages.SIZE);
    }

    /** Returns the pages that contain a range, counted from the first one of the views. */
    Run run(ByteRange range) {
        long first = Rounding.down(lead + range.offset(), SystemPages.SIZE) / SystemPages.SIZE;
        return new Run(first, first + size(range) / SystemPages.SIZE);
    }

    /** Returns the bytes of this range that a run of pages has. */
    ByteRange bytes(Run run) {
        long from = Math.max(0, run.first() * SystemPages.SIZE - lead);
        long to = Math.min(length, run.end() * SystemPages.SIZE - lead);
        return new ByteRange(from, to - from);
    }

    /** Returns the offset in the file of the page that contains the first byte of a range. */
    long pageOffset(ByteRange range) {
        return Rounding.down(request.offset() + range.offset(), SystemPages.SIZE);
    }

    /** Returns a range as a place in the file. */
    Place place(ByteRange range) {
        return Place.of(file.name(), request.offset() + range.offset(), range.length());
    }

    void requireInFile(ByteRange range) throws IOException {
        requireInFile(file, place(range));
    }

    static void requireInFile(Mappable file, Place place) throws IOException {
        long fileSize = file.size();
        if (place.offset() + place.length() > fileSize) {
            throw new FileShrankException(
                    place,
                    "the file has shrunk to "
                            + fileSize
                            + " bytes, so "
                            + WindowsErrors.range(place)
                            + " no longer lies within it; extend it again, or use less",
                    null);
        }
    }
}
