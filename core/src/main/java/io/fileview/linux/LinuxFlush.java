package io.fileview.linux;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.MappingException.Place;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Flushes an open file, and knows what of it, besides its pages, is not on the device yet. */
final class LinuxFlush {
    private static final long WAIT_BEFORE = 1;
    private static final long WRITE = 2;
    private static final long WRITE_AND_WAIT = 7;

    /** No file system has pages there: asking for them waits for none. */
    private static final long BEYOND_ALL_FILES = 1L << 62;

    private final int fd;
    private final String name;
    private final @Nullable Path path;

    /** The size on disk may be behind: the next flush to the device must be a whole fsync. */
    private volatile boolean sizeOwed;

    /** The directory entry of a new file may not be on disk yet. */
    private volatile boolean entryOwed;

    LinuxFlush(int fd, String name, @Nullable Path path, boolean created) {
        this.fd = fd;
        this.name = name;
        this.path = path;
        this.sizeOwed = created;
        this.entryOwed = created;
    }

    void sizeChanged() {
        sizeOwed = true;
    }

    void flush(ByteRange range, Durability durability) throws IOException {
        Place place = Place.of(name, range.offset(), range.length());
        if (range.length() > 0) {
            long result =
                    switch (durability) {
                        case SCHEDULED -> schedule(range.offset(), range.length());
                        case WRITTEN -> write(range.offset(), range.length());
                        case DEVICE -> data();
                    };
            if (result < 0) {
                throw failure(place, "changes", result);
            }
        }
        if (durability == Durability.DEVICE) {
            metadata(place);
        }
    }

    /** Starts to write the pages of a range. */
    long schedule(long offset, long length) {
        return syncFileRange(offset, length, WRITE);
    }

    /** Writes the pages of a range. */
    long write(long offset, long length) {
        return syncFileRange(offset, length, WRITE_AND_WAIT);
    }

    private long syncFileRange(long offset, long length, long flags) {
        long result =
                SystemCalls.untilNotInterrupted(
                        () -> SystemCalls.call(
                                SystemCall.SYNC_FILE_RANGE, fd, offset, length, flags));
        // A file system without the call still has one that does more.
        return isUnknown(result) ? data() : result;
    }

    private static boolean isUnknown(long result) {
        return result == -Errno.EINVAL || result == -Errno.ESPIPE || result == -Errno.ENOSYS;
    }

    /** Makes all data of the file durable, whoever changed it. */
    long data() {
        return SystemCalls.untilNotInterrupted(() -> SystemCalls.call(SystemCall.FDATASYNC, fd));
    }

    /** Makes durable what belongs to the file as a whole and is owed. */
    void metadata(Place place) throws IOException {
        if (sizeOwed) {
            sizeOwed = false; // before the call: what is extended meanwhile is owed again
            long result =
                    SystemCalls.untilNotInterrupted(() -> SystemCalls.call(SystemCall.FSYNC, fd));
            if (result < 0) {
                sizeOwed = true;
                throw failure(place, "the size of the file", result);
            }
        }
        if (entryOwed && path != null) {
            Directories.flush(path, place);
            entryOwed = false;
        }
    }

    void metadata() throws IOException {
        metadata(Place.of(name));
    }

    /** Waiting for nothing also takes the error that the kernel keeps for this descriptor. */
    void lookForWriteError() throws FlushFailedException {
        long result =
                SystemCalls.call(
                        SystemCall.SYNC_FILE_RANGE, fd, BEYOND_ALL_FILES, 1, WAIT_BEFORE);
        if (result < 0 && !isUnknown(result)) {
            throw failure(Place.of(name), "changes written in the background", result);
        }
    }

    static FlushFailedException failure(Place place, String what, long result) {
        String error = Errno.name(result);
        return new FlushFailedException(
                place.withError(error),
                what
                        + " could not be made durable ("
                        + error
                        + ")"
                        + (place.length() < 0
                                ? ""
                                : ", at offset "
                                        + place.offset()
                                        + " with length "
                                        + place.length())
                        + "; take these changes as not durable until a later flush has succeeded",
                null);
    }
}
