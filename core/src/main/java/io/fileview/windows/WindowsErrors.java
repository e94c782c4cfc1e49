package io.fileview.windows;

import io.fileview.DiskFullException;
import io.fileview.MappingException;
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
}
