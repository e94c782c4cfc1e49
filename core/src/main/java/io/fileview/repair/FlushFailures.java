package io.fileview.repair;

import io.fileview.ByteRange;
import io.fileview.FileShrankException;
import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.spi.Place;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Creates the exceptions of flushes and repairs, with the pending ranges and the remedy. */
final class FlushFailures {
    private final FlushDebt debt;

    FlushFailures(FlushDebt debt) {
        this.debt = debt;
    }

    /** Describes a failure that an engine reported. */
    FlushFailedException first(FlushFailedException failure) {
        Place place =
                new Place(
                        failure.file(),
                        failure.offset(),
                        failure.length(),
                        failure.errorName().orElse(null));
        return failure(
                place,
                failure.problem() + "; the next flush rewrites every range that may be affected",
                failure);
    }

    void requireNoneSince(long before, Opening by, ByteRange bytes) throws FlushFailedException {
        FlushFailedException other = debt.lastFailure();
        if (debt.failures() != before && other != null) {
            throw failure(
                    place(by, bytes),
                    "another flush of the file failed while this one was in progress ("
                            + other.getMessage()
                            + "), so the result of this one cannot be trusted; flush again",
                    other);
        }
    }

    /** The flush itself is done, but nobody knows yet what an overlapping one will report. */
    FlushFailedException othersStillRun(Opening by, ByteRange bytes, TimeoutException others) {
        return failure(
                place(by, bytes),
                others.getMessage()
                        + "; until they end it is not known whether the changes are durable: flush"
                        + " again, or open the mapping with a longer waitLimit",
                others);
    }

    FlushFailedException neverSound(Opening by, ByteRange bytes) {
        return failure(
                place(by, bytes),
                "other flushes of the file failed, and were repaired, again and again for as long as"
                        + " this one may wait ("
                        + by.waitLimit().toMillis()
                        + " ms); flush again",
                debt.lastFailure());
    }

    /** For example after the loss of a server, when not even the size of the file is known. */
    FlushFailedException cannotRepair(Opening by, ByteRange bytes, IOException cause) {
        Place place = place(by, bytes);
        String error = cause instanceof MappingException e ? e.errorName().orElse(null) : null;
        return failure(
                error == null ? place : place.withError(error),
                earlierFailure()
                        + " could not be rewritten ("
                        + cause.getMessage()
                        + "); flush again once the file is accessible",
                cause);
    }

    FlushFailedException noRepair(Opening by, ByteRange bytes) {
        return failure(
                place(by, bytes),
                earlierFailure()
                        + " cannot be rewritten, because this engine cannot mark pages as dirty"
                        + " without changing them; write the pending ranges again through a new"
                        + " mapping, or copy the bytes to another file",
                debt.lastFailure());
    }

    FlushFailedException readOnly(Opening by) {
        return failure(
                place(by, new ByteRange(0, by.size())),
                earlierFailure()
                        + " cannot be rewritten through a file that is open for reading only; open"
                        + " it READ_WRITE and flush that mapping",
                debt.lastFailure());
    }

    FlushFailedException inDoubt(Opening by, ByteRange bytes) {
        List<ByteRange> doubtful = debt.doubtful();
        return failure(
                place(by, bytes),
                "the bytes in memory are on the device now, but an earlier flush failed ("
                        + lastMessage()
                        + ") and pages may have been evicted before they were written, so memory may"
                        + " hold old bytes in "
                        + doubtful.size()
                        + (doubtful.size() == 1 ? " range" : " ranges")
                        + " from "
                        + doubtful.stream().mapToLong(ByteRange::offset).min().orElse(0)
                        + " to "
                        + doubtful.stream().mapToLong(ByteRange::end).max().orElse(0)
                        + "; verify them, rewrite any lost data, call trustMemory() and flush again",
                debt.lastFailure());
    }

    FlushFailedException notOnDisk(Opening by, ByteRange bytes, List<ByteRange> missing) {
        ByteRange first = missing.getFirst();
        return failure(
                place(by, bytes),
                earlierFailure()
                        + " was rewritten, but the file system does not count the blocks as written,"
                        + " or cannot be queried, so the bytes may not be readable from disk: "
                        + missing.size()
                        + (missing.size() == 1 ? " range" : " ranges")
                        + ", the first at offset "
                        + first.offset()
                        + " with length "
                        + first.length()
                        + "; they are intact in memory: flush again, or copy them to another file",
                debt.lastFailure());
    }

    FileShrankException shrank(Opening by, ByteRange bytes, long size) {
        return new FileShrankException(
                place(by, bytes),
                "the file has shrunk to "
                        + size
                        + " bytes, so bytes "
                        + Math.max(size, bytes.offset())
                        + " to "
                        + bytes.end()
                        + " of the range to be flushed are lost; the rest has been flushed;"
                        + " extend the file with grow, write these bytes again, and flush",
                null);
    }

    private FlushFailedException failure(Place place, String problem, @Nullable Throwable cause) {
        return new FlushFailedException(
                place, problem, cause, debt.pending(0, Long.MAX_VALUE), debt.doubtful());
    }

    private String earlierFailure() {
        return "data that an earlier flush could not make durable (" + lastMessage() + ")";
    }

    private @Nullable String lastMessage() {
        FlushFailedException last = debt.lastFailure();
        return last == null ? null : last.getMessage();
    }

    private static Place place(Opening by, ByteRange bytes) {
        return Place.of(by.engineFile().name(), bytes.offset(), bytes.length());
    }
}
