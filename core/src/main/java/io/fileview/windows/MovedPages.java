package io.fileview.windows;

import io.fileview.guarded.mapped.PageAccess;
import io.fileview.windows.PageSet.Run;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Copies private pages to the views that are about to replace those of a range. */
final class MovedPages {
    private static final int CHUNK = 64 << 10;

    private final RangePages pages;

    MovedPages(RangePages pages) {
        this.pages = pages;
    }

    /** Copies whole pages, because the new range may show more of the last one. */
    void copy(List<Run> copied, SectionViews next) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(CHUNK);
            long wholePages = Rounding.up(next.size(), SystemPages.SIZE);
            MemorySegment target = NativeMemory.mapped(next.address(), wholePages, arena, this);
            for (Run run : copied) {
                long end = run.end() * SystemPages.SIZE;
                for (long at = run.first() * SystemPages.SIZE; at < end; at += CHUNK) {
                    MemorySegment part = buffer.asSlice(0, Math.min(CHUNK, end - at));
                    int error = ProcessMemory.read(pages.mapped().address() + at, part);
                    if (error != 0) {
                        throw WindowsErrors.failure(
                                pages.place(pages.bytes(run)),
                                "private pages cannot be moved",
                                error);
                    }
                    copyIn(part, target, at, run);
                }
            }
        }
    }

    /** A page of the new views is read from the file before it is written. */
    private void copyIn(MemorySegment part, MemorySegment target, long at, Run run)
            throws IOException {
        try {
            PageAccess.fromSegment(target, at, part, 0, part.byteSize());
        } catch (InternalError lostPage) {
            if (!PageAccess.isBadPage(lostPage)) {
                throw lostPage;
            }
            throw WindowsPrefetch.unreadable(
                    pages.place(pages.bytes(run)), ProcessMemory.ERROR_PARTIAL_COPY, lostPage);
        }
    }
}
