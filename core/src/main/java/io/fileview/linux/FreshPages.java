package io.fileview.linux;

import io.fileview.MappingException;
import io.fileview.MappingLimitException;
import io.fileview.NotMappableException;
import io.fileview.Protection;
import io.fileview.proc.MappingRoom;
import io.fileview.spi.Place;

/** Maps the whole pages that contain a range, where nothing is mapped yet. */
final class FreshPages {
    private FreshPages() {}

    /**
     * Maps the pages that contain a range, which is not empty.
     *
     * @return the address of the first page
     */
    static long map(Descriptor file, Place place, Protection protection) throws MappingException {
        MappedPages.unmapOwed();
        LinuxLimits.leaveRoomForTheJvm(place, what(place), 1, 1);
        long offset = Pages.roundDown(place.offset(), file.pageSize());
        long address =
                file.mapPages(0, size(file, place.offset(), place.length()), offset, protection);
        if (address < 0) {
            MappingRoom.OF_PROCESS.giveBack(1);
            throw failure(file, place, protection, address);
        }
        return address;
    }

    /** Returns the size of the pages that contain a range. */
    static long size(Descriptor file, long offset, long length) {
        return Pages.roundUp(offset % file.pageSize() + length, file.pageSize());
    }

    private static String what(Place place) {
        return "map " + place.length() + " bytes at offset " + place.offset();
    }

    private static MappingException failure(
            Descriptor file, Place place, Protection protection, long result) {
        if (result == -Errno.ENODEV) {
            return new NotMappableException(
                    place.withError("ENODEV"),
                    "is on a file system that does not support such a mapping (ENODEV); FUSE with"
                            + " direct I/O maps files COPY_ON_WRITE only; or copy the file to another"
                            + " file system",
                    null);
        }
        long last = Pages.roundDown(Long.MAX_VALUE, file.pageSize());
        if (result == -Errno.EOVERFLOW && place.offset() + place.length() > last) {
            return new NotMappableException(
                    place.withError("EOVERFLOW"),
                    "cannot be mapped beyond offset "
                            + last
                            + ", because the kernel maps only pages that end before 2^63"
                            + " (EOVERFLOW); use a channel for the bytes behind it",
                    null);
        }
        if (result == -Errno.ENOMEM && file.isOnHugePages()) {
            return new MappingLimitException(
                    place.withError("ENOMEM"),
                    "cannot map "
                            + place.length()
                            + " bytes at offset "
                            + place.offset()
                            + ": hugetlbfs has not enough free pages of "
                            + file.pageSize()
                            + " bytes (ENOMEM); raise vm.nr_hugepages, or map less",
                    "huge pages",
                    -1,
                    -1,
                    null);
        }
        return LinuxLimits.mapFailure(
                place,
                what(place),
                place.length(),
                protection == Protection.COPY_ON_WRITE,
                result);
    }
}
