package io.fileview.windows;

import io.fileview.spi.EntryDurability;
import io.fileview.spi.Place;
import java.io.IOException;

/** Opens and flushes directories. */
final class DirectoryHandle {
    private static final WindowsFunction FLUSH = WindowsFunction.of("FlushFileBuffers");

    private DirectoryHandle() {}

    /** Opens a directory, following links, so that entries can be opened relative to it. */
    static NtFile.Opened open(String fullName) {
        return Retries.ofSharing(
                () -> NtFile.open(
                        0,
                        fullName,
                        NtFile.TRAVERSE | NtFile.READ_ATTRIBUTES,
                        NtFile.OPEN,
                        NtFile.DIRECTORY_ONLY),
                NtFile.Opened::error);
    }

    /**
     * Makes the entries of a directory durable. A directory that does not exist any more has none.
     *
     * @param directory the handle of the directory, and an empty name, or 0 and its full name
     * @param volume the file system, for the log
     * @param what what is to be made durable, for messages
     */
    static void flush(long directory, String name, String volume, Place place, String what)
            throws IOException {
        // The right to add files is the one to write data of files, which the flush asks for.
        NtFile.Opened opened =
                Retries.ofSharing(
                        () -> NtFile.open(
                                directory,
                                name,
                                NtFile.WRITE_DATA,
                                NtFile.OPEN,
                                NtFile.DIRECTORY_ONLY),
                        NtFile.Opened::error);
        if (EntryChange.isAbsent(opened.error())
                || WindowsError.ERROR_PATH_NOT_FOUND.is(opened.error())) {
            return;
        }
        if (opened.error() != 0) {
            throw WindowsErrors.failure(
                    place,
                    what + " cannot be made durable, because the directory cannot be opened for"
                            + " writing",
                    opened.error());
        }
        int error;
        try {
            error =
                    Retries.ofWriting(
                            () -> FLUSH.succeeds(opened.handle())
                                    ? 0
                                    : WindowsFunction.lastError());
        } finally {
            WindowsHandle.close(opened.handle());
        }
        if (NtFile.lacksFunction(error)) {
            EntryDurability.notSupported(volume, place, what, WindowsError.name(error));
        } else if (error != 0) {
            throw WindowsErrors.flushFailure(place, what, error);
        }
    }
}
