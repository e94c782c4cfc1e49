package io.fileview.cli;

import io.fileview.ByteRange;
import io.fileview.View;
import io.fileview.pages.Answer;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageRange;
import io.fileview.pages.PageState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of a view were in memory before any of it was read, and how many others map them.
 *
 * <p>The kernel counts the mappings of a page only for a process that maps it, and a new view has
 * no pages in the working set yet. So the pages that are in memory, and only those, are brought
 * into the working set before the second query. Nothing is read from the disk, and the view's own
 * mapping is subtracted from the counts. Map the view with {@code Advice.RANDOM}; otherwise the
 * kernel treats these accesses as the start of a sequential read.
 */
final class PageSurvey {
    /** The number of mappings if it is unknown. */
    static final int UNKNOWN = -1;

    private final PageMap before;
    private final @Nullable PageMap mapped;

    private PageSurvey(PageMap before, @Nullable PageMap mapped) {
        this.before = before;
        this.mapped = mapped;
    }

    /** Leaves the working set unchanged; the other mappings are unknown then. */
    static PageSurvey untouched(View view) throws IOException {
        return new PageSurvey(view.pages(), null);
    }

    static PageSurvey withOthers(View view) throws IOException {
        PageMap before = view.pages();
        List<ByteRange> inMemory = bytesOf(view, before);
        if (inMemory.isEmpty()) {
            return new PageSurvey(before, before);
        }
        view.prefetch(inMemory);
        return new PageSurvey(before, view.pages());
    }

    PageMap pages() {
        return before;
    }

    /** The number of other mappings of the page, or {@link #UNKNOWN}. */
    int others(int page) {
        Answer resident = before.is(PageState.RESIDENT, page);
        if (resident == Answer.NO) {
            return 0;
        }
        if (mapped == null
                || resident == Answer.UNKNOWN
                || mapped.is(PageState.WORKING_SET, page) != Answer.YES) {
            return UNKNOWN;
        }
        int count = mapped.shareCount(page);
        return count == PageMap.UNKNOWN_SHARE_COUNT ? UNKNOWN : Math.max(0, count - 1);
    }

    /** Why the number of other mappings is unknown: whoever may read flags of pages may read counts. */
    Optional<String> whyOthersUnknown() {
        PageMap pages = mapped == null ? before : mapped;
        return pages.whyUnknown(PageState.SHARED)
                .or(() -> pages.whyUnknown(PageState.REFERENCED));
    }

    /** Whether others map the page. This is known more often than their number. */
    Answer mappedByOthers(int page) {
        int others = others(page);
        if (others != UNKNOWN) {
            return others > 0 ? Answer.YES : Answer.NO;
        }
        if (mapped == null || mapped.is(PageState.WORKING_SET, page) != Answer.YES) {
            return Answer.UNKNOWN;
        }
        return mapped.is(PageState.SHARED, page);
    }

    private static List<ByteRange> bytesOf(View view, PageMap pages) {
        List<ByteRange> bytes = new ArrayList<>();
        long start = pages.offsetOf(0) - view.offset(); // negative if the view starts inside a page
        for (PageRange range : pages.ranges(PageState.RESIDENT)) {
            long first = Math.max(0, start + range.first() * pages.pageSize());
            long end = Math.min(view.length(), start + range.end() * pages.pageSize());
            bytes.add(new ByteRange(first, end - first));
        }
        return bytes;
    }
}
