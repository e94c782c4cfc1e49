package io.fileview.guarded.mapped;

import io.fileview.FileShrankException;
import io.fileview.MappingException;
import io.fileview.PageUnreadableException;
import io.fileview.spi.Place;
import java.io.IOException;

/** A part of an operation on bytes of a view that is too long to be made at once. */
interface Part {
    /**
     * Makes the part.
     *
     * @param done the bytes of the operation before the part
     * @param count the bytes of the part
     */
    void run(long done, long count) throws IOException;

    /**
     * Makes the part so that a failure tells what of the operation was not done, rather than what
     * of the part.
     *
     * @param offset where the operation begins, in bytes from the start of the view
     * @param length the bytes of the operation
     */
    default void runOf(GuardedRange range, long offset, long length, long done, long count)
            throws IOException {
        try {
            run(done, count);
        } catch (FileShrankException | PageUnreadableException failure) {
            long start = range.offset() + offset;
            if (count == length - done
                    || failure.offset() + failure.length() != start + done + count) {
                throw failure;
            }
            throw ofOperation(failure, start + length);
        }
    }

    private static MappingException ofOperation(MappingException failure, long end) {
        Place place = Place.of(failure.file(), failure.offset(), end - failure.offset());
        if (failure.errorName().isPresent()) {
            place = place.withError(failure.errorName().get());
        }
        return failure instanceof FileShrankException
                ? new FileShrankException(place, failure.problem(), failure.getCause())
                : new PageUnreadableException(place, failure.problem(), failure.getCause());
    }
}
