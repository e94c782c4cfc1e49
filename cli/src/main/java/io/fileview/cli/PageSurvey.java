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
import org.jspecify.annotations.Nullable;

/**
 * What of a view was in memory before anything of it was read, and how many others have it mapped.
 *
 * <p>The kernel counts the mappings of a page only for those who have it mapped themselves, and a
 * new view has none of its pages in the working set yet. So the pages that are in memory, and only
 * those, are brought into the working set before the second look: nothing is read from the disk,
 * and our own mapping is taken off the counts again. Map the view with advice RANDOM, or the kernel
 * takes these accesses for the start of a sequential read.
 */
final class PageSurvey {
    /** The number of mappings where it is not known. */
    static final int UNKNOWN = -1;

    private final PageMap before;
    private final @Nullable PageMap mapped;

    private PageSurvey(PageMap before, @Nullable PageMap mapped) {
        this.before = before;
        this.mapped = mapped;
    }

    /** Leaves the working set alone; nothing is known then of other mappings. */
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

    /** How many mappings other than this view have the page, or {@link #UNKNOWN}. */
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

    /** Whether anybody else has the page mapped. Known more often than how many do. */
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
        long start = pages.offsetOf(0) - view.offset(); // negative where the view starts inside a page
        for (PageRange range : pages.ranges(PageState.RESIDENT)) {
            long first = Math.max(0, start + range.first() * pages.pageSize());
            long end = Math.min(view.length(), start + range.end() * pages.pageSize());
            bytes.add(new ByteRange(first, end - first));
        }
        return bytes;
    }
}
