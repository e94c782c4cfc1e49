package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.MappingException;
import io.fileview.pages.PageRange;
import io.fileview.spi.Place;
import io.fileview.waiting.RetryPause;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of this process's page table for a range, from {@code /proc/self/pagemap} (kernel
 * documentation: admin-guide/mm/pagemap.rst).
 */
final class PageTable {
    private static final long PRESENT = 1L << 63;
    private static final long SWAPPED = 1L << 62;
    private static final long FILE_OR_SHARED = 1L << 61;
    private static final long MAPPED_ONCE = 1L << 56;
    private static final long FRAME_NUMBER = (1L << 55) - 1;
    private static final int ENTRIES_A_READ = 1 << 16;
    private static final int LOOKS_AT_MOVING = 1000;
    private static final int LOOKS_AT_SWAPPED = 3;
    private static final Duration LONGEST_MOVE = Duration.ofSeconds(1);

    private final BitSet present = new BitSet();
    private final BitSet anonymous = new BitSet();
    private final BitSet shared = new BitSet();

    /** The physical page of each page; 0 if the page is absent or this process may not know it. */
    private final long[] frames;

    private final @Nullable String whyUnknown;

    /** The pauses of one look for pages that are being moved; null until the first of them. */
    private @Nullable RetryPause pauses;

    private PageTable(int pages, @Nullable String whyUnknown) {
        this.frames = new long[pages];
        this.whyUnknown = whyUnknown;
    }

    /** Reads the entries; {@link #whyUnknown} says whether that was possible. */
    static PageTable look(Place place, long start, int pages) throws IOException {
        try (ProcFile pagemap = ProcFile.open(ProcFile.PAGEMAP);
                Arena arena = Arena.ofConfined()) {
            if (!pagemap.isOpen()) {
                return new PageTable(pages, whyClosed(place, pagemap));
            }
            PageTable table = new PageTable(pages, null);
            MemorySegment entries =
                    arena.allocate(JAVA_LONG, Math.max(1, Math.min(pages, ENTRIES_A_READ)));
            try {
                for (PageRange run : populated(pagemap, start, pages)) {
                    table.read(place, pagemap, entries, start, run);
                }
            } finally {
                table.endPauses();
            }
            return table;
        }
    }

    private static String whyClosed(Place place, ProcFile pagemap) throws IOException {
        long result = pagemap.fd();
        if (result == -Errno.EMFILE || result == -Errno.ENFILE) {
            throw LinuxLimits.tooManyOpenFiles(
                    place, "the page states cannot be read from " + ProcFile.PAGEMAP, result);
        }
        return ProcFile.PAGEMAP
                + " cannot be opened ("
                + Errno.name(result)
                + (result == -Errno.ENOENT ? "); mount /proc" : ")");
    }

    private static List<PageRange> populated(ProcFile pagemap, long start, int pages) {
        List<PageRange> runs = PagemapScan.POPULATED.find(pagemap, start, pages);
        if (runs == null) {
            return pages == 0 ? List.of() : List.of(new PageRange(0, pages));
        }
        return runs;
    }

    private void read(
            Place place, ProcFile pagemap, MemorySegment entries, long start, PageRange run)
            throws IOException {
        long first = start / Pages.SIZE;
        for (int page = run.first(); page < run.end();) {
            int wanted = Math.min(run.end() - page, ENTRIES_A_READ);
            long read =
                    pagemap.read(entries, wanted * JAVA_LONG.byteSize(),
                            (first + page) * Long.BYTES);
            if (read < 0) {
                throw LinuxErrors.failure(
                        place, "the page states cannot be read from " + ProcFile.PAGEMAP, read);
            }
            if (read < Long.BYTES) {
                throw new MappingException(
                        place,
                        "the page states cannot be read: "
                                + ProcFile.PAGEMAP
                                + " ends before address 0x"
                                + Long.toHexString(start)
                                + "; mount the /proc of this kernel",
                        null);
            }
            for (int i = 0; i < read / Long.BYTES; i++) {
                long entry = entries.getAtIndex(JAVA_LONG, i);
                boolean away = (entry & (PRESENT | SWAPPED)) == SWAPPED;
                add(page, away ? lookAgain(pagemap, first + page, entry) : entry);
                page++;
            }
        }
    }

    /**
     * A page that the kernel is moving in physical memory appears swapped out for a few
     * microseconds (observed during memory compaction), or for milliseconds if the thread that moves
     * it has to wait for a processor. For a page of a file, there is no other reason.
     */
    private long lookAgain(ProcFile pagemap, long index, long seen) throws IOException {
        long entry = seen;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocate(JAVA_LONG);
            boolean isOfFile = (seen & FILE_OR_SHARED) != 0;
            int looks = isOfFile ? LOOKS_AT_MOVING : LOOKS_AT_SWAPPED;
            while ((entry & (PRESENT | SWAPPED)) == SWAPPED
                    && (looks-- > 0 || (isOfFile && pause()))) {
                Thread.onSpinWait();
                if (pagemap.read(one, Long.BYTES, index * Long.BYTES) < Long.BYTES) {
                    return entry;
                }
                entry = one.get(JAVA_LONG, 0);
            }
        }
        return entry;
    }

    private boolean pause() {
        if (pauses == null) {
            pauses = new RetryPause(LONGEST_MOVE);
        }
        return pauses.pause();
    }

    private void endPauses() {
        if (pauses != null) {
            pauses.close();
            pauses = null;
        }
    }

    private void add(int page, long entry) {
        if ((entry & (PRESENT | SWAPPED)) != 0 && (entry & FILE_OR_SHARED) == 0) {
            anonymous.set(page);
        }
        if ((entry & PRESENT) != 0) {
            present.set(page);
            frames[page] = entry & FRAME_NUMBER;
            if ((entry & MAPPED_ONCE) == 0) {
                shared.set(page);
            }
        }
    }

    /** Returns why no entry is known; null if they are. */
    @Nullable String whyUnknown() {
        return whyUnknown;
    }

    /** Returns the pages in the working set. */
    BitSet present() {
        return present;
    }

    /** Returns the pages, present or swapped out, that do not belong to a file. */
    BitSet anonymous() {
        return anonymous;
    }

    /** Returns the pages to which more than one page table entry refers. */
    BitSet shared() {
        return shared;
    }

    /**
     * Returns the number of the physical page; 0 if the page is absent or this process may not know
     * it.
     */
    long frame(int page) {
        return frames[page];
    }

    int pages() {
        return frames.length;
    }
}
