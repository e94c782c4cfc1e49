package io.fileview.windows;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.ByteRange;
import io.fileview.PageUnreadableException;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads ranges into memory. PrefetchVirtualMemory only starts the reads, and adds no page to the
 * working set; after it the pages are read by calls of the system, which wait in native state.
 */
final class WindowsPrefetch {
    private static final WindowsFunction PREFETCH =
            WindowsFunction.of("PrefetchVirtualMemory");
    private static final long THIS_PROCESS = -1;
    private static final long ENTRY = 16;
    private static final int CHUNK = 256 << 10;

    private final RangePages pages;

    WindowsPrefetch(RangePages pages) {
        this.pages = pages;
    }

    void run(List<ByteRange> ranges) throws IOException {
        for (ByteRange range : ranges) {
            pages.requireInFile(range);
        }
        for (ByteRange range : ranges) {
            start(range); // all reads, before waiting for the first; this is only a hint
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(CHUNK);
            for (ByteRange range : ranges) {
                read(range, buffer);
                pages.requireInFile(range); // what has been cut off meanwhile looked like a hole
            }
        }
    }

    /** Starts to read a range, and returns whether the system has accepted that. */
    boolean start(ByteRange range) {
        if (range.length() == 0 || !PREFETCH.isPresent()) {
            return range.length() == 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entry = arena.allocate(ENTRY, JAVA_LONG.byteSize());
            entry.set(JAVA_LONG, 0, pages.start(range));
            entry.set(JAVA_LONG, JAVA_LONG.byteSize(), pages.size(range));
            return PREFETCH.succeeds(THIS_PROCESS, 1, entry.address(), 0);
        }
    }

    /** Reads what is not in a hole: there is nothing to read, and its pages would take up memory. */
    private void read(ByteRange range, MemorySegment buffer) throws IOException {
        long base = pages.request().offset();
        for (long at = range.offset(); at < range.end();) {
            long data = pages.file().nextData(base + at) - base;
            if (data >= range.end()) {
                return;
            }
            at = Math.max(at, data);
            long count = Math.min(CHUNK, range.end() - at);
            copy(new ByteRange(at, count), buffer);
            at += count;
        }
    }

    private void copy(ByteRange part, MemorySegment buffer) throws IOException {
        long start = pages.address() + part.offset();
        if (ProcessMemory.read(start, buffer.asSlice(0, part.length())) == 0) {
            return;
        }
        pages.requireInFile(part);
        for (long at = start; at < start + part.length();
                at = Rounding.down(at, SystemPages.SIZE) + SystemPages.SIZE) {
            int error = ProcessMemory.read(at, buffer.asSlice(0, 1));
            if (error != 0) {
                long offset = part.offset() + at - start;
                throw unreadable(
                        pages.place(new ByteRange(offset, part.end() - offset)), error, null);
            }
        }
    }

    static PageUnreadableException unreadable(
            Place place, int error, @Nullable Throwable cause) {
        return new PageUnreadableException(
                place.withError(WindowsError.name(error)),
                "the page at offset "
                        + place.offset()
                        + " cannot be read (I/O error, corrupted block or lost server); see the"
                        + " event log of the system for details",
                cause);
    }
}
