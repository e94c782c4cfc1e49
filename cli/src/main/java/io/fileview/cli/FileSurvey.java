package io.fileview.cli;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.FileMapping;
import io.fileview.View;
import io.fileview.linux.CountedPages;
import io.fileview.pages.CacheCounts;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageRange;
import io.fileview.pages.PageState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out which parts of a file are in memory, without reading the file or faulting in pages. */
final class FileSurvey {
    /** What is mapped and looked at page by page at a time. */
    private static final long WINDOW = 1L << 30;

    /** A range of which little is in memory is divided into parts, if it is larger than this. */
    private static final long SMALL = 16L << 20;

    private static final int PARTS = 64;

    private static final int MOST_RANGES = 100_000;

    private final Path path;
    private final Options options;

    private long residentPages;
    private @Nullable String whyUnknown;
    private @Nullable String whyDirtyUnknown;
    private final List<ByteRange> ranges = new ArrayList<>();
    private long rangesLeftOut;
    private final ShareHistogram shares = new ShareHistogram();

    /**
     * What to find out.
     *
     * @param cells the maximum width of the strip; 0 for none
     * @param ranges whether to list the ranges in memory
     * @param shares whether to count the mappings of each page
     */
    record Options(int cells, boolean ranges, boolean shares) {
        /** Whether the kernel can count what is asked for, so that the file need not be mapped. */
        boolean areCounted() {
            return !ranges && !shares;
        }
    }

    private FileSurvey(Path path, Options options) {
        this.path = path;
        this.options = options;
    }

    static FileFacts of(
            Path path, EngineOption engine, Options options,
            @Nullable List<MappingProcess> mappedBy)
            throws IOException {
        FileSurvey survey = new FileSurvey(path, options);
        try (FileMapping mapping = engine.open(path)) {
            return mapping.size() == 0
                    ? survey.ofEmptyFile(mappedBy)
                    : survey.of(mapping, mappedBy);
        }
    }

    /**
     * Finds out the same about a file that is not empty, whose pages the kernel counts: without
     * mapping it, which takes several times as long.
     *
     * @param options ones that {@link Options#areCounted}
     * @return null if the kernel does not tell all that is asked for
     */
    static @Nullable FileFacts of(
            Path path,
            CountedPages file,
            Options options,
            @Nullable List<MappingProcess> mappedBy) {
        return new FileSurvey(path, options).of(file, mappedBy);
    }

    private @Nullable FileFacts of(CountedPages file, @Nullable List<MappingProcess> mappedBy) {
        if (!file.openToRead() || file.size() == 0) {
            return null;
        }
        long size = file.size();
        long pageSize = file.pageSize();
        CacheCounts counts = file.count(new ByteRange(0, size)).orElse(null);
        if (counts == null) {
            return null;
        }
        ResidencyStrip strip =
                options.cells() > 0 ? new ResidencyStrip(counts.pages(), options.cells()) : null;
        if (strip != null && !isDrawn(strip, file, counts)) {
            return null;
        }
        return facts(size, pageSize, counts.pages(), counts.cached(), counts, strip, mappedBy);
    }

    /** Returns false if the kernel does not count the pages of a cell. */
    private static boolean isDrawn(ResidencyStrip strip, CountedPages file, CacheCounts counts) {
        if (counts.cached() == 0 || counts.cached() >= counts.pages()) {
            strip.add(0, Math.min(counts.cached(), counts.pages()));
            return true;
        }
        for (int cell = 0; cell < strip.cells(); cell++) {
            long start = strip.firstPageOf(cell) * file.pageSize();
            boolean isLast = cell + 1 == strip.cells(); // whose end may not fit in a long
            long end = isLast ? file.size() : strip.firstPageOf(cell + 1) * file.pageSize();
            CacheCounts inCell = file.count(new ByteRange(start, end - start)).orElse(null);
            if (inCell == null) {
                return false;
            }
            strip.add(strip.firstPageOf(cell), Math.min(inCell.cached(), inCell.pages()));
        }
        return true;
    }

    private FileFacts ofEmptyFile(@Nullable List<MappingProcess> mappedBy) {
        return new FileFacts(
                path,
                0,
                0,
                0,
                0L,
                null,
                null,
                0L,
                0L,
                0L,
                0L,
                null,
                options.ranges() ? List.of() : null,
                0,
                options.shares() ? shares : null,
                mappedBy);
    }

    private FileFacts of(FileMapping mapping, @Nullable List<MappingProcess> mappedBy)
            throws IOException {
        long size = mapping.size();
        CacheCounts counts = mapping.cached().orElse(null);
        long pageSize = mapping.pageSize();
        long pages = (size - 1) / pageSize + 1;
        ResidencyStrip strip =
                options.cells() > 0 ? new ResidencyStrip(pages, options.cells()) : null;
        if (counts == null || counts.cached() > 0) {
            find(mapping, 0, size, counts, strip);
        }
        return facts(size, pageSize, pages, residentPages, counts, strip, mappedBy);
    }

    private FileFacts facts(
            long size,
            long pageSize,
            long pages,
            long resident,
            @Nullable CacheCounts counts,
            @Nullable ResidencyStrip strip,
            @Nullable List<MappingProcess> mappedBy) {
        return new FileFacts(
                path,
                size,
                pageSize,
                pages,
                whyUnknown == null ? resident : null,
                whyUnknown,
                whyDirtyUnknown,
                counts == null ? null : counts.dirty(),
                counts == null ? null : counts.writeback(),
                counts == null ? null : counts.evicted(),
                counts == null ? null : counts.recentlyEvicted(),
                whyUnknown == null ? strip : null,
                options.ranges() && whyUnknown == null ? ranges : null,
                rangesLeftOut,
                options.shares() && whyUnknown == null ? shares : null,
                mappedBy);
    }

    /**
     * Looks at the parts of a range that have pages in memory. The kernel counts the pages of a range
     * without a look at each, however much of it is a hole.
     *
     * @param counts what the kernel counts in the range; null if it does not tell
     */
    private void find(
            FileMapping mapping,
            long offset,
            long length,
            @Nullable CacheCounts counts,
            @Nullable ResidencyStrip strip)
            throws IOException {
        boolean isSparse =
                counts != null && length > SMALL && counts.cached() < counts.pages() / PARTS;
        if (length <= WINDOW && !isSparse) {
            look(mapping, offset, length, strip);
            return;
        }
        long part = counts == null ? WINDOW : partOf(length);
        for (long left = length; left > 0; left -= Math.min(part, left)) {
            long at = length - left;
            long size = Math.min(part, left);
            CacheCounts inPart =
                    counts == null ? null : mapping.cached(offset + at, size).orElse(null);
            if (inPart == null || inPart.cached() > 0) {
                find(mapping, offset + at, size, inPart, strip);
            }
        }
    }

    /** The next smaller size, so that parts consist of whole pages and end where windows end. */
    private static long partOf(long length) {
        long part = SMALL;
        while (part <= (length - 1) / PARTS) {
            part *= PARTS;
        }
        return part;
    }

    private void look(
            FileMapping mapping, long offset, long length, @Nullable ResidencyStrip strip)
            throws IOException {
        try (View view =
                mapping.view(offset, length).threadConfined().advice(Advice.RANDOM).map()) {
            PageSurvey survey =
                    options.shares() ? PageSurvey.withOthers(view) : PageSurvey.untouched(view);
            PageMap pages = survey.pages();
            if (pages.unknown(PageState.RESIDENT) > 0) {
                whyUnknown =
                        pages.whyUnknown(PageState.RESIDENT)
                                .orElse("the system does not expose it");
            }
            if (pages.unknown(PageState.DIRTY) > 0) {
                whyDirtyUnknown = pages.whyUnknown(PageState.DIRTY).orElse(null);
            }
            residentPages += pages.count(PageState.RESIDENT);
            for (PageRange range : pages.ranges(PageState.RESIDENT)) {
                long firstPage = offset / pages.pageSize() + range.first();
                if (strip != null) {
                    strip.add(firstPage, range.count());
                }
                if (options.ranges()) {
                    add(firstPage * pages.pageSize(), range.count() * pages.pageSize());
                }
            }
            if (options.shares()) {
                shares.add(survey);
            }
        }
    }

    /** Joins ranges across the boundaries of windows. */
    private void add(long offset, long length) {
        ByteRange last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
        if (last != null && last.end() == offset && rangesLeftOut == 0) {
            ranges.set(ranges.size() - 1, new ByteRange(last.offset(), last.length() + length));
        } else if (ranges.size() < MOST_RANGES) {
            ranges.add(new ByteRange(offset, length));
        } else {
            rangesLeftOut++;
        }
    }
}
