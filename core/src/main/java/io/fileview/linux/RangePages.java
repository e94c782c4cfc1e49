package io.fileview.linux;

import io.fileview.ByteRange;
import io.fileview.FileShrankException;
import io.fileview.MappingException;
import io.fileview.MappingLimitException;
import io.fileview.Protection;
import io.fileview.linux.LockedPages.Run;
import io.fileview.spi.MapRequest;
import io.fileview.spi.Place;
import java.io.IOException;

/**
 * The pages of a mapped range, and the positions of its bytes in the file and in the address space.
 * Byte ranges count from the first byte of the mapped range.
 */
final class RangePages {
    private final Descriptor file;
    private final MapRequest request;
    private final MappedPages pages;

    /** The size of the pages, which on hugetlbfs are larger than {@link Pages#SIZE}. */
    private final long unit;

    /** The bytes between the start of the first page and the first byte of the mapped range. */
    private final long lead;

    private volatile long length;

    RangePages(Descriptor file, MapRequest request, MappedPages pages) {
        this.file = file;
        this.request = request;
        this.pages = pages;
        this.unit = file.pageSize();
        this.lead = request.offset() % unit;
        this.length = request.length();
    }

    Descriptor file() {
        return file;
    }

    MapRequest request() {
        return request;
    }

    MappedPages mapped() {
        return pages;
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

    /** Returns the address of the first byte of the mapped range; 0 if there is none. */
    long address() {
        return pages.size() == 0 ? 0 : pages.address() + lead;
    }

    /** Returns the address of the page that contains the first byte of a range. */
    long start(ByteRange range) {
        return pages.address() + Pages.roundDown(lead + range.offset(), unit);
    }

    /**
     * Returns the size of the whole pages that contain the given number of bytes from the first
     * byte of the mapped range.
     */
    long sizeFor(long bytes) {
        return Pages.roundUp(lead + bytes, unit);
    }

    /** Returns the size of the whole pages that contain a range. */
    long size(ByteRange range) {
        return range.length() == 0
                ? 0
                : sizeFor(range.end()) - Pages.roundDown(lead + range.offset(), unit);
    }

    /** Returns the offset in the file of the page that contains the first byte of a range. */
    long pageOffset(ByteRange range) {
        return Pages.roundDown(request.offset() + range.offset(), unit);
    }

    /**
     * Returns the pages that contain a range, in units of {@link Pages#SIZE}, counted from the first
     * page of the mapped range.
     */
    Run run(ByteRange range) {
        long first = Pages.roundDown(lead + range.offset(), unit) / Pages.SIZE;
        return new Run(first, first + size(range) / Pages.SIZE);
    }

    /** Returns a range as a place in the file. */
    Place place(ByteRange range) {
        return Place.of(file.name(), request.offset() + range.offset(), range.length());
    }

    /**
     * Takes room for the mappings into which a call may divide the pages.
     *
     * @param what what is about to be done to a range, without the range, as in "lock"
     * @param mask the flags of {@link PageAreas} that it changes
     */
    MappedPages.Division divide(ByteRange range, String what, int mask, int value)
            throws MappingLimitException {
        return divide(range, what, run(range), mask, value);
    }

    /** Takes room for a call that divides only some pages of a range. */
    MappedPages.Division divide(ByteRange range, String what, Run run, int mask, int value)
            throws MappingLimitException {
        return pages.divide(place(range), what(what, range), run, mask, value);
    }

    /** Calls {@code madvise(2)} for the pages that contain a range. */
    long madvise(ByteRange range, long advice) {
        return SystemCalls.call(SystemCall.MADVISE, start(range), size(range), advice);
    }

    /** Returns an exception that concerns a range of this file. */
    MappingException failure(ByteRange range, String problem, long result, SystemCall call) {
        return LinuxErrors.failure(place(range), problem, result, call);
    }

    /** Returns an exception for a call that may have to divide an area of the pages. */
    MappingException divisionFailure(
            ByteRange range, String what, String problem, long result, SystemCall call) {
        return LinuxLimits.divisionFailure(place(range), what(what, range), result)
                .orElseGet(() -> failure(range, problem, result, call));
    }

    private String what(String what, ByteRange range) {
        return what
                + " "
                + range.length()
                + " bytes at offset "
                + (request.offset() + range.offset());
    }

    void requireInFile(ByteRange range) throws IOException {
        long fileSize = file.size();
        Place place = place(range);
        if (place.offset() + place.length() > fileSize) {
            throw new FileShrankException(
                    place,
                    "the file has shrunk to "
                            + fileSize
                            + " bytes, so "
                            + LinuxErrors.range(place)
                            + " no longer lies within it; extend it again, or use less",
                    null);
        }
    }
}
