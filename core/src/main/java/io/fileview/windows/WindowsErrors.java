package io.fileview.windows;

import io.fileview.DiskFullException;
import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.PageUnreadableException;
import io.fileview.spi.Place;

/** Translates error numbers of Windows into exceptions. */
final class WindowsErrors {
    private WindowsErrors() {}

    /** Returns the exception for an error of a call that has no specific exceptions. */
    static MappingException failure(Place place, String problem, int error) {
        Place where = place.withError(WindowsError.name(error));
        String what = problem + ": " + WindowsError.inWords(error) + WindowsError.remedy(error);
        return WindowsError.isDiskFull(error)
                ? new DiskFullException(where, what, null)
                : new MappingException(where, what, null);
    }

    /** Returns the exception for an error about which something better than usual can be done. */
    static MappingException failure(Place place, String problem, int error, String remedy) {
        return new MappingException(
                place.withError(WindowsError.name(error)),
                problem + ": " + WindowsError.inWords(error) + "; " + remedy,
                null);
    }

    /** Returns the exception for a directory entry that could not be removed or renamed. */
    static MappingException entryFailure(Place place, String problem, int error) {
        return WindowsError.ERROR_ACCESS_DENIED.is(error)
                || WindowsError.ERROR_USER_MAPPED_FILE.is(error)
                        ? failure(
                                place,
                                problem
                                        + ", because its permissions or read-only attribute do not allow it,"
                                        + " or a program has the file mapped",
                                error,
                                "unmap it there, or change the permissions")
                        : failure(place, problem, error);
    }

    static FlushFailedException flushFailure(Place place, String what, int error) {
        return new FlushFailedException(
                place.withError(WindowsError.name(error)),
                what
                        + " could not be made durable: "
                        + WindowsError.inWords(error)
                        + (place.length() < 0 ? "" : ", at " + range(place))
                        + "; treat these changes as not durable until a later flush has succeeded",
                null);
    }

    static PageUnreadableException readFailure(Place place, int error) {
        return new PageUnreadableException(
                place.withError(WindowsError.name(error)),
                range(place)
                        + " cannot be read: "
                        + WindowsError.inWords(error)
                        + WindowsError.remedy(error),
                null);
    }

    static MappingException writeFailure(Place place, int error) {
        return failure(place, range(place) + " cannot be written", error);
    }

    /** Returns the range of a place, as messages call it. */
    static String range(Place place) {
        return "offset " + place.offset() + " with length " + place.length();
    }
}
