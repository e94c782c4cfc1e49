package io.fileview.windows;

import io.fileview.MappingException;
import io.fileview.MappingLimitException;
import io.fileview.NotMappableException;
import io.fileview.spi.Place;

/** The exceptions for ranges that could not be mapped or locked. */
final class MapFailures {
    static final int INVALID_FUNCTION = 1;
    static final int NOT_ENOUGH_MEMORY = 8;
    static final int NOT_SUPPORTED = 50;
    static final int COMMITMENT_LIMIT = 1455;

    private static final long UNKNOWN = -1;

    private MapFailures() {}

    /**
     * Returns the exception for a range that could not be mapped.
     *
     * @param what what was about to be done to the bytes of the place, as in "map"
     */
    static MappingException of(Place place, String what, int error) {
        String problem =
                "cannot "
                        + what
                        + " "
                        + place.length()
                        + " bytes at offset "
                        + place.offset();
        return switch (error) {
            case NOT_ENOUGH_MEMORY -> new MappingLimitException(
                    place.withError(WindowsError.name(error)),
                    problem
                            + ": the address space of the process, or the memory of the system for"
                            + " its tables, has no room for it (error "
                            + error
                            + "); map less at a time, or unmap views",
                    "address space",
                    UNKNOWN,
                    UNKNOWN,
                    null);
            case COMMITMENT_LIMIT -> commitLimit(place, problem);
            case INVALID_FUNCTION, NOT_SUPPORTED -> new NotMappableException(
                    place.withError(WindowsError.name(error)),
                    "is a file of a kind, or on a file system, that the system cannot map (error "
                            + error
                            + "); copy it to a regular file of a local disk",
                    null);
            default -> WindowsErrors.failure(place, problem, error);
        };
    }

    /** Returns the exception for memory that the system may not promise any more. */
    static MappingLimitException commitLimit(Place place, String problem) {
        return new MappingLimitException(
                place.withError(WindowsError.name(COMMITMENT_LIMIT)),
                problem
                        + ": the commit limit of the system, which is its memory and page files, is"
                        + " reached (error "
                        + COMMITMENT_LIMIT
                        + "); close copy-on-write views, memory or programs, or enlarge the page"
                        + " file",
                "commit limit",
                UNKNOWN,
                UNKNOWN,
                null);
    }
}
