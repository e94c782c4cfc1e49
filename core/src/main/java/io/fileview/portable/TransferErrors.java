package io.fileview.portable;

import io.fileview.DiskFullException;
import io.fileview.FileShrankException;
import io.fileview.MappingException;
import io.fileview.PageUnreadableException;
import io.fileview.ViewsMappedException;
import io.fileview.errors.ErrorTexts;
import io.fileview.errors.SystemError;
import io.fileview.spi.Place;
import java.io.IOException;

/** The exceptions for bytes that cannot be read, written or appended. */
final class TransferErrors {
    private TransferErrors() {}

    static IOException toExtend(
            String name, long size, long newSize, long sizeNow, long room, IOException failure) {
        String problem = "could not be extended from " + size + " to " + newSize + " bytes";
        Place place = ErrorTranslation.at(Place.of(name, size, newSize - size), failure);
        if (OpenFileLimit.isReached(failure)) {
            return OpenFileLimit.exception(place, problem, failure);
        }
        String what =
                problem
                        + ": "
                        + ErrorTranslation.reason(failure)
                        + "; it has "
                        + (sizeNow == size ? "its previous size" : sizeNow + " bytes now");
        return isFull(failure, room, FileBytes.CHUNK)
                ? new DiskFullException(
                        place,
                        what + moreRoom(failure, "; free some space, or extend it less"),
                        failure)
                : new MappingException(place, what + ErrorTranslation.remedy(failure), failure);
    }

    static IOException toWrite(Place place, long room, IOException failure) {
        String what =
                "offset "
                        + place.offset()
                        + " with length "
                        + place.length()
                        + " could not be written";
        return isFull(failure, room, place.length())
                ? new DiskFullException(
                        ErrorTranslation.at(place, failure),
                        what
                                + ": "
                                + ErrorTranslation.reason(failure)
                                + moreRoom(failure, "; free some space, or raise the quota"),
                        failure)
                : ErrorTranslation.failure(place, what, failure);
    }

    /** Free space does not help a process that may not write files of that size. */
    private static String moreRoom(IOException failure, String usual) {
        return ErrorTexts.errorOf(failure).filter(SystemError.EFBIG::equals).isPresent()
                ? ErrorTranslation.remedy(failure)
                : usual;
    }

    /** Where the error has no name, the room that the file system has left tells. */
    private static boolean isFull(IOException failure, long room, long needed) {
        return ErrorTexts.errorOf(failure).map(SystemError::isDiskFull).orElse(room < needed);
    }

    static PageUnreadableException toRead(Place place, Throwable failure) {
        return new PageUnreadableException(
                ErrorTranslation.at(place, failure),
                "offset "
                        + place.offset()
                        + " with length "
                        + place.length()
                        + " could not be read: "
                        + (failure instanceof InternalError
                                ? "the file was truncated, or the device or server failed; see the"
                                        + " system log"
                                : ErrorTranslation.reason(failure)
                                        + ErrorTranslation.remedy(failure)),
                failure);
    }

    /** For a hole that cannot be mapped, because each page takes room. */
    static DiskFullException noRoomToRead(Place place, InternalError failure) {
        return new DiskFullException(
                place,
                "offset "
                        + place.offset()
                        + " with length "
                        + place.length()
                        + " has a hole, for whose pages its file system, which is in memory, has no room"
                        + " left; free some space on it",
                failure);
    }

    static DiskFullException noRoom(String name, long size, long newSize, long room) {
        return new DiskFullException(
                Place.of(name, size, newSize - size),
                "cannot be extended from "
                        + size
                        + " to "
                        + newSize
                        + " bytes: the file system has room for "
                        + room
                        + " more; free some space, extend it less, or open it sparse()",
                null);
    }

    /** For Windows, where a view of any process keeps a file from shrinking. */
    static ViewsMappedException mapped(String name, long newSize, IOException failure) {
        return new ViewsMappedException(
                ErrorTranslation.at(Place.of(name, newSize, 0), failure),
                "could not be truncated to "
                        + newSize
                        + " bytes, because another process, or a MappedByteBuffer of this one, has it"
                        + " mapped ("
                        + ErrorTranslation.reason(failure)
                        + "); unmap it there, which the JDK does for a buffer only when that has been"
                        + " garbage collected",
                failure);
    }

    /** For a range that the file no longer covers; the exception is for the bytes that it lacks. */
    static FileShrankException shrank(Place place, long fileSize) {
        long end = place.offset() + place.length();
        long from = Math.clamp(fileSize, place.offset(), end);
        return new FileShrankException(
                Place.of(place.file(), from, end - from),
                "the file has shrunk to "
                        + fileSize
                        + " bytes; bytes "
                        + from
                        + " to "
                        + end
                        + " cannot be read until it is extended again",
                null);
    }
}
