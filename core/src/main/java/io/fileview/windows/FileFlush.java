package io.fileview.windows;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/**
 * Flushes an open file. The system knows what was changed through a view only once that view has
 * been flushed or unmapped, so the views are flushed before the file.
 */
final class FileFlush {
    /** Writes to the device, but does not have the device flush its cache (Windows 8, NTFS). */
    private static final int WITHOUT_DEVICE = 2;

    private static final long STATUS_BLOCK_SIZE = 16;

    private static final WindowsFunction FLUSH = WindowsFunction.of("FlushFileBuffers");
    private static final WindowsFunction FLUSH_EX = WindowsFunction.of("NtFlushBuffersFileEx");

    private final WindowsHandle file;
    private final @Nullable CreatedEntry entry;

    /** Whether the size on disk, or which streams the file has, may be out of date. */
    private volatile boolean isMetadataPending;

    FileFlush(WindowsHandle file, boolean created, @Nullable CreatedEntry entry) {
        this.file = file;
        this.entry = entry;
        this.isMetadataPending = created;
    }

    void metadataChanged() {
        isMetadataPending = true;
    }

    /** Flushes a range of the file; one that ends at the maximum offset denotes the whole file. */
    void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException {
        Place place =
                range.end() == Long.MAX_VALUE
                        ? Place.of(file.name())
                        : Place.of(file.name(), range.offset(), range.length());
        if (range.length() > 0) {
            require(Retries.ofWriting(() -> WindowsRange.writePages(live, range)), place);
            switch (durability) {
                case SCHEDULED -> {
                    // The system writes what was changed by other means within seconds.
                }
                case WRITTEN -> require(changes(live, FileFlush::write), place);
                case DEVICE -> {
                    boolean wasPending = isMetadataPending;
                    isMetadataPending = false; // before the call: a concurrent extension is pending
                    int error = changes(live, FileFlush::toDevice);
                    isMetadataPending |= wasPending && error != 0;
                    require(error, place);
                }
            }
        }
        if (durability == Durability.DEVICE) {
            metadata(place);
        }
    }

    private static void require(int error, Place place) throws FlushFailedException {
        if (error != 0) {
            throw WindowsErrors.flushFailure(place, "changes", error);
        }
    }

    private interface Flush {
        int of(long handle);
    }

    /**
     * Flushes through a handle that may write. A file that this process may not write has no
     * changes of its own.
     */
    private int changes(Iterable<MappedRange> live, Flush flush) {
        if (file.isWritable()) {
            return Retries.ofWriting(() -> flush.of(file.value()));
        }
        NtFile.Opened writable =
                Retries.ofSharing(
                        () -> NtFile.reopen(file.value(), NtFile.WRITE_DATA, NtFile.NO_DIRECTORY),
                        NtFile.Opened::error);
        if (writable.error() != 0) {
            boolean mayBeChanged = live.iterator().hasNext();
            return mayBeChanged || !hasNothingToFlush(writable.error()) ? writable.error() : 0;
        }
        try {
            return Retries.ofWriting(() -> flush.of(writable.handle()));
        } finally {
            WindowsHandle.close(writable.handle());
        }
    }

    /** What nobody can open any more, because it has been deleted, need not outlast a crash. */
    private boolean hasNothingToFlush(int error) {
        return WindowsError.ERROR_ACCESS_DENIED.is(error)
                || WindowsError.ERROR_WRITE_PROTECT.is(error)
                || WindowsError.ERROR_DELETE_PENDING.is(error)
                || FileStatus.isDeleted(file.value());
    }

    private static int write(long handle) {
        if (!FLUSH_EX.isPresent()) {
            return toDevice(handle);
        }
        try (Arena arena = Arena.ofConfined()) {
            int status =
                    FLUSH_EX.callInt(
                            handle,
                            WITHOUT_DEVICE,
                            0,
                            0,
                            arena.allocate(STATUS_BLOCK_SIZE, 8).address());
            int error = status < 0 ? NtFile.toWin32(status) : 0;
            return NtFile.lacksFunction(error) ? toDevice(handle) : error;
        }
    }

    private static int toDevice(long handle) {
        return FLUSH.succeeds(handle) ? 0 : WindowsFunction.lastError();
    }

    /** Makes the size, the streams and the directory entry durable, as far as they are pending. */
    void metadata(Place place) throws IOException {
        if (isMetadataPending && file.isWritable()) {
            isMetadataPending = false; // before the call: a concurrent extension is pending again
            int error = Retries.ofWriting(() -> toDevice(file.value()));
            if (error != 0) {
                isMetadataPending = true;
                throw WindowsErrors.flushFailure(place, "the size or attribute of the file", error);
            }
        }
        if (entry != null) {
            entry.flush(place);
        }
    }
}
