package io.fileview.linux;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.spi.Place;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Flushes an open file, and tracks whether its size and directory entry are on the device. */
final class LinuxFlush {
    private static final long WAIT_BEFORE = 1;
    private static final long WRITE = 2;
    private static final long WRITE_AND_WAIT = 7;

    /** An offset where no file has pages, so waiting for those returns immediately. */
    private static final long BEYOND_ALL_FILES = 1L << 62;

    private final Descriptor file;
    private final @Nullable CreatedEntry entry;

    /**
     * Whether the size or the extended attribute on disk may be out of date, so that the next flush
     * to the device must be an fsync.
     */
    private volatile boolean isInodePending;

    LinuxFlush(Descriptor file, boolean created, @Nullable CreatedEntry entry) {
        this.file = file;
        this.entry = entry;
        this.isInodePending = created;
    }

    void sizeChanged() {
        isInodePending = true;
    }

    void attributeChanged() {
        isInodePending = true;
    }

    /** Flushes a range of the file; one that ends at the maximum offset denotes the whole file. */
    void flush(ByteRange range, Durability durability) throws IOException {
        Place place =
                range.end() == Long.MAX_VALUE
                        ? Place.of(file.name())
                        : Place.of(file.name(), range.offset(), range.length());
        if (range.length() > 0) {
            long result =
                    switch (durability) {
                        case SCHEDULED -> schedule(range.offset(), range.length());
                        case WRITTEN -> write(range.offset(), range.length());
                        case DEVICE -> data();
                    };
            if (result < 0) {
                throw LinuxErrors.flushFailure(place, "changes", result);
            }
        }
        if (durability == Durability.DEVICE) {
            metadata(place);
        }
    }

    /** Starts writing the dirty pages of a range. */
    long schedule(long offset, long length) {
        return syncFileRange(offset, length, WRITE);
    }

    /** Writes the dirty pages of a range, and waits. */
    long write(long offset, long length) {
        return syncFileRange(offset, length, WRITE_AND_WAIT);
    }

    private long syncFileRange(long offset, long length, long flags) {
        if (file.type().mayWriteElsewhere()) {
            return data();
        }
        long result =
                SystemCalls.untilNotInterrupted(
                        new RangeCall(file.fd(), offset, length, flags));
        // A file system that does not support the call supports one that does more.
        return isUnsupported(result) ? data() : result;
    }

    /** Not a lambda, because linking one of this shape takes milliseconds at the start of a program. */
    private record RangeCall(int fd, long offset, long length, long flags)
            implements LongSupplier {
        @Override
        public long getAsLong() {
            return SystemCalls.call(SystemCall.SYNC_FILE_RANGE, fd, offset, length, flags);
        }
    }

    private static boolean isUnsupported(long result) {
        return result == -Errno.EINVAL
                || result == -Errno.ESPIPE
                || result == -Errno.ENOSYS
                // The same error as that of a write is reported only once, so it must not be ignored.
                || Denial.explains(result, SystemCall.SYNC_FILE_RANGE);
    }

    /** Makes all data of the file durable, through whatever descriptor it was changed. */
    long data() {
        return SystemCalls.untilNotInterrupted(
                () -> SystemCalls.call(SystemCall.FDATASYNC, file.fd()));
    }

    /**
     * Makes the size, the extended attribute and the directory entry durable, as far as they are
     * pending.
     */
    void metadata(Place place) throws IOException {
        if (isInodePending) {
            isInodePending = false; // before the call: a concurrent extension is pending again
            long result =
                    SystemCalls.untilNotInterrupted(
                            () -> SystemCalls.call(SystemCall.FSYNC, file.fd()));
            if (result < 0) {
                isInodePending = true;
                throw LinuxErrors.flushFailure(place, "the size or an attribute of the file",
                        result);
            }
        }
        if (entry != null) {
            entry.flush(place);
        }
    }

    /**
     * Takes the error that the kernel keeps for this descriptor, by waiting for no page. On
     * overlayfs the kernel exposes it only with a flush.
     *
     * @return whether the kernel would have exposed an error
     */
    boolean lookForWriteError(boolean mayFlush) throws FlushFailedException {
        boolean elsewhere = file.type().mayCacheElsewhere();
        if (elsewhere && !mayFlush) {
            return false;
        }
        long result =
                elsewhere
                        ? data()
                        : SystemCalls.call(
                                SystemCall.SYNC_FILE_RANGE,
                                file.fd(),
                                BEYOND_ALL_FILES,
                                1,
                                WAIT_BEFORE);
        if (result < 0 && !isUnsupported(result)) {
            throw LinuxErrors.flushFailure(
                    Place.of(file.name()), "changes written in the background", result);
        }
        return result >= 0;
    }
}
