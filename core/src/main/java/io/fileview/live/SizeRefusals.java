package io.fileview.live;

import io.fileview.BeyondEndException;
import io.fileview.FileShrankException;
import io.fileview.Protection;
import io.fileview.ViewsMappedException;
import io.fileview.messages.FileRefusals;
import io.fileview.messages.FirstTen;
import io.fileview.spi.Place;
import java.nio.file.AccessDeniedException;
import java.util.List;

/** The exceptions for ranges and sizes that a file does not have, or cannot be given. */
final class SizeRefusals {
    private SizeRefusals() {}

    static BeyondEndException notExtended(
            String name, long fileSize, long newSize, Protection protection) {
        return new BeyondEndException(
                Place.of(name, fileSize, newSize - fileSize),
                "has "
                        + fileSize
                        + " bytes and cannot be extended to "
                        + newSize
                        + ", because it is open "
                        + protection
                        + "; reduce the size or open it READ_WRITE",
                null);
    }

    static BeyondEndException beyondEnd(Place place, long size) {
        return new BeyondEndException(
                place,
                "offset "
                        + place.offset()
                        + " with length "
                        + place.length()
                        + " ends at "
                        + (place.offset() + place.length())
                        + ", beyond the end of the mapping at "
                        + size
                        + "; grow the mapping or map less",
                null);
    }

    static FileShrankException shrank(
            Place place, long fileSize, long openedWith, String consequence) {
        return new FileShrankException(
                place,
                "the file has shrunk to "
                        + fileSize
                        + " bytes since it was opened with "
                        + openedWith
                        + "; "
                        + consequence,
                null);
    }

    static IllegalArgumentException notGrown(String name, long size, long newSize) {
        return new IllegalArgumentException(
                "cannot grow "
                        + name
                        + " to "
                        + newSize
                        + " bytes: it has "
                        + size
                        + "; use truncate to shrink it");
    }

    static AccessDeniedException notTruncated(String name, Protection protection) {
        return FileRefusals.denied(
                name,
                "cannot truncate a file that was opened " + protection + "; open it READ_WRITE");
    }

    static IllegalArgumentException notShorter(String name, long size, long newSize) {
        return new IllegalArgumentException(
                "cannot truncate "
                        + name
                        + " to "
                        + newSize
                        + " bytes: it must be between 0 and its size, "
                        + size);
    }

    static IndexOutOfBoundsException outside(String name, long size, long offset) {
        return new IndexOutOfBoundsException(
                "offset "
                        + offset
                        + " is not within the mapping of "
                        + name
                        + ", which has "
                        + size
                        + " bytes");
    }

    static IndexOutOfBoundsException outside(
            String name, long size, long offset, long length) {
        return new IndexOutOfBoundsException(
                length
                        + " bytes at offset "
                        + offset
                        + " are not within the mapping of "
                        + name
                        + ", which has "
                        + size
                        + " bytes");
    }

    static ViewsMappedException mapped(
            String name, long size, long newSize, List<String> live) {
        return new ViewsMappedException(
                Place.of(name, newSize, size - newSize),
                "cannot shrink to "
                        + newSize
                        + " bytes while "
                        + live.size()
                        + (live.size() == 1 ? " view is" : " views are")
                        + " mapped; unmap first: "
                        + FirstTen.of(live, "; "),
                null);
    }

    static ViewsMappedException openInAnotherCopy(String name, long size, long newSize) {
        return new ViewsMappedException(
                Place.of(name, newSize, size - newSize),
                "cannot shrink to "
                        + newSize
                        + " bytes while another copy of this library in the process, whose views"
                        + " cannot be seen, has the file open; close it there first, or use one"
                        + " copy of the library",
                null);
    }
}
