package io.fileview.cli;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.FileMapping;
import io.fileview.View;
import io.fileview.pages.CacheCounts;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageRange;
import io.fileview.pages.PageState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Parts of an open file, in whole pages: which are in memory, and bringing in the others. */
final class FileParts {
    /** Holes are looked for at every page. */
    static final long EXACT = 1;

    /** Of each part of so many bytes all may be data if some is: many times faster. */
    static final long AT_MOST = 1 << 20;

    private static final long LOOKED_AT = 1L << 30;
    private static final long READ_AT_ONCE = 64L << 20;

    private final FileMapping mapping;
    private final long page;
    private final List<ByteRange> ranges = new ArrayList<>();

    FileParts(FileMapping mapping, List<ByteRange> parts) {
        this.mapping = mapping;
        this.page = mapping.pageSize();
        for (ByteRange part : parts) {
            long start = part.offset() / page * page;
            long end = Math.min(mapping.size(), part.end());
            long rest = end % page == 0 ? 0 : page - end % page;
            end = mapping.size() - end < rest ? mapping.size() : end + rest;
            if (end > start) {
                ranges.add(new ByteRange(start, end - start));
            }
        }
    }

    /** What to do with a view of a part. */
    interface Visitor {
        void visit(View view) throws IOException;
    }

    /** Visits the parts in windows that start at pages; no page of theirs is accessed by that. */
    void each(Visitor visitor) throws IOException {
        for (ByteRange range : ranges) {
            for (long left = range.length(); left > 0; left -= LOOKED_AT) {
                visit(range.end() - left, Math.min(LOOKED_AT, left), visitor);
            }
        }
    }

    /** Visits the parts in smaller windows, none of which starts in a hole. */
    private void eachWithData(Visitor visitor) throws IOException {
        for (ByteRange range : ranges) {
            for (long left = range.length(); left > 0; left -= READ_AT_ONCE) {
                long at = range.end() - left;
                at = Math.max(at, mapping.nextData(at) / page * page);
                left = range.end() - at;
                if (left > 0) {
                    visit(at, Math.min(READ_AT_ONCE, left), visitor);
                }
            }
        }
    }

    private void visit(long offset, long length, Visitor visitor) throws IOException {
        try (View view =
                mapping.view(offset, length).threadConfined().advice(Advice.RANDOM).map()) {
            visitor.visit(view);
        }
    }

    /** The pages of a view that are in memory: none of them if that is unknown. */
    private record Found(long pages, List<ByteRange> resident, @Nullable String whyUnknown) {}

    private Found look(View view) throws IOException {
        long pages = (view.length() - 1) / page + 1;
        Optional<CacheCounts> counts = view.cached(); // cheaper than a look at each page
        if (counts.isPresent() && counts.get().cached() == 0) {
            return new Found(pages, List.of(), null);
        }
        if (counts.isPresent() && counts.get().cached() == pages) {
            return new Found(pages, List.of(new ByteRange(0, pages * page)), null);
        }
        PageMap map = view.pages();
        if (map.unknown(PageState.RESIDENT) > 0) {
            return new Found(
                    pages,
                    List.of(),
                    map.whyUnknown(PageState.RESIDENT).orElse("the system does not expose it"));
        }
        List<ByteRange> resident = new ArrayList<>();
        for (PageRange run : map.ranges(PageState.RESIDENT)) {
            resident.add(new ByteRange(run.first() * page, run.count() * page));
        }
        return new Found(pages, resident, null);
    }

    /**
     * Counts the pages.
     *
     * @param step {@link #EXACT} or {@link #AT_MOST}, for how exactly holes are counted
     */
    PageCount count(long step) throws IOException {
        PageCount[] sum = {PageCount.NONE};
        if (mapping.cached().filter(counts -> counts.cached() == 0).isPresent()) {
            for (ByteRange range : ranges) { // a sparse file may have very many windows
                long pages = (range.length() - 1) / page + 1;
                long holes = holes(range.offset(), range.length(), step);
                sum[0] = sum[0].plus(PageCount.of(page, pages, 0, holes, null));
            }
            return sum[0];
        }
        each(
                view -> {
                    Found found = look(view);
                    long resident = 0;
                    for (ByteRange run : found.resident()) {
                        resident += run.length() / page;
                    }
                    long holes = 0;
                    if (found.whyUnknown() == null) {
                        for (ByteRange run : missing(view, found)) {
                            holes += holes(view.offset() + run.offset(), run.length(), step);
                        }
                    }
                    sum[0] =
                            sum[0].plus(
                                    PageCount.of(
                                            page,
                                            found.pages(),
                                            resident,
                                            holes,
                                            found.whyUnknown()));
                });
        return sum[0];
    }

    /** The parts of a view that are not in memory. Without knowledge, all of them. */
    private static List<ByteRange> missing(View view, Found found) {
        List<ByteRange> missing = new ArrayList<>();
        long at = 0;
        for (ByteRange run : found.resident()) {
            if (run.offset() > at) {
                missing.add(new ByteRange(at, run.offset() - at));
            }
            at = run.end();
        }
        if (at < view.length()) {
            missing.add(new ByteRange(at, view.length() - at));
        }
        return missing;
    }

    /** The number of whole pages of a range that are in holes, or fewer by the step. */
    private long holes(long offset, long length, long exactness) throws IOException {
        long holes = 0;
        long end = offset + length;
        long stride = Math.max(page, exactness);
        long at = offset;
        while (true) {
            long data = Math.min(end, mapping.nextData(at));
            long next = data == end ? end : data / page * page;
            holes += next > at ? (next - at - 1) / page + 1 : 0;
            long step = stride - next % stride;
            if (end - next <= step) {
                return holes;
            }
            at = next + step;
        }
    }

    /** Lists the bytes that are in memory; returns why that is unknown, or null. */
    @Nullable String eachResident(Consumer<ByteRange> use) throws IOException {
        @Nullable String[] whyUnknown = new String[1];
        each(
                view -> {
                    Found found = look(view);
                    whyUnknown[0] = whyUnknown[0] == null ? found.whyUnknown() : whyUnknown[0];
                    for (ByteRange run : found.resident()) {
                        use.accept(new ByteRange(view.offset() + run.offset(), run.length()));
                    }
                });
        return whyUnknown[0];
    }

    /**
     * Reads what is not in memory, except holes, and waits for it.
     *
     * @param progress takes the number of bytes that were missing after each step
     */
    void bringIn(LongConsumer progress) throws IOException {
        eachWithData(
                view -> {
                    List<ByteRange> missing = missing(view, look(view));
                    if (!missing.isEmpty()) {
                        view.prefetch(missing);
                        progress.accept(missing.stream().mapToLong(ByteRange::length).sum());
                    }
                });
    }
}
