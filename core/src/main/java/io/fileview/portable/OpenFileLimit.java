package io.fileview.portable;

import io.fileview.MappingLimitException;
import io.fileview.errors.DescriptorLimit;
import io.fileview.errors.ErrorTexts;
import io.fileview.errors.SystemError;
import io.fileview.spi.Place;
import java.io.IOException;

/** The limit of open files, of the process or the system. */
final class OpenFileLimit {
    private OpenFileLimit() {}

    /**
     * Returns whether an error is that of the limit. Where the error has no name, whether another
     * file can be opened tells.
     */
    static boolean isReached(IOException failure) {
        return ErrorTexts.errorOf(failure)
                .map(SystemError::isTooManyFiles)
                .orElseGet(DescriptorLimit::isReached);
    }

    /** Returns the exception for a call that needed a descriptor when none was left. */
    static MappingLimitException exception(
            Place place, String problem, IOException failure) {
        long limit = Host.MOST_OPEN_FILES;
        boolean isOfSystem =
                ErrorTexts.errorOf(failure).filter(SystemError.ENFILE::equals).isPresent();
        if (isOfSystem) {
            return new MappingLimitException(
                    place.withError("ENFILE"),
                    problem
                            + ": the system has as many open files as fs.file-max allows (ENFILE);"
                            + " close files, or raise the limit with sysctl fs.file-max",
                    "fs.file-max",
                    -1,
                    -1,
                    failure);
        }
        return new MappingLimitException(
                place.withError("EMFILE"),
                problem
                        + ": the process has as many open files as RLIMIT_NOFILE allows"
                        + (limit < 0 ? "" : ", " + limit)
                        + " (EMFILE); close files, or raise the limit with ulimit -n",
                "RLIMIT_NOFILE",
                limit,
                limit,
                failure);
    }
}
