package io.fileview.cli;

import io.fileview.pages.PageRange;
import io.fileview.pages.PageState;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The number of pages in memory for each number of mappings. */
final class ShareHistogram {
    private final TreeMap<Integer, Long> pagesByCount = new TreeMap<>();
    private long unknown;
    private @Nullable String whyUnknown;

    void add(PageSurvey survey) {
        for (PageRange range : survey.pages().ranges(PageState.RESIDENT)) {
            for (int page = range.first(); page < range.end(); page++) {
                int others = survey.others(page);
                if (others == PageSurvey.UNKNOWN) {
                    unknown++;
                    whyUnknown = survey.whyOthersUnknown().orElse(whyUnknown);
                } else {
                    pagesByCount.merge(others, 1L, Long::sum);
                }
            }
        }
    }

    void add(ShareHistogram other) {
        other.pagesByCount.forEach((count, pages) -> pagesByCount.merge(count, pages, Long::sum));
        unknown += other.unknown;
        whyUnknown = other.whyUnknown == null ? whyUnknown : other.whyUnknown;
    }

    /** The number of pages for each count, in ascending order. */
    Map<Integer, Long> pagesByCount() {
        return pagesByCount;
    }

    /** The largest number of mappings of a page; 0 if none is known to be mapped. */
    int largestCount() {
        return pagesByCount.isEmpty() ? 0 : pagesByCount.lastKey();
    }

    long unknownPages() {
        return unknown;
    }

    /** Why the counts of some pages are unknown; null if there is no such page, or no reason. */
    @Nullable String whyUnknown() {
        return whyUnknown;
    }

    /** For example {@code 0: 4,096 pages, 1: 512 pages, unknown: 3 pages}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        pagesByCount.forEach(
                (count, pages) -> text.append(text.isEmpty() ? "" : ", ")
                        .append(count)
                        .append(": ")
                        .append(Amount.count(pages, "page")));
        if (unknown > 0) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append("unknown: ")
                    .append(Amount.count(unknown, "page"));
        }
        return text.isEmpty() ? "no page in memory" : text.toString();
    }
}
