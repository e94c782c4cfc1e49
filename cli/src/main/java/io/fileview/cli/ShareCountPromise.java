package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.pages.Answer;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import java.io.IOException;

/** Each page counts its mappings, and unmapping decreases the count by one. */
final class ShareCountPromise implements Promise {
    private static final long LENGTH = 64 << 10;

    @Override
    public String statement() {
        return "the share count of each page drops by one when a process unmaps it";
    }

    @Override
    public String action() {
        return "mapped 64 KiB here and in a second process, which then unmapped them";
    }

    @Override
    public Observation show(DemoTarget target) throws IOException {
        if (Platform.isWine()) {
            return Observation.notShown("Wine reports that each page is mapped once, in any case");
        }
        try (FileMapping mapping = target.open(Protection.READ_ONLY);
                View view = mapping.map(0, target.atMost(LENGTH))) {
            PageMap alone = look(view);
            PageMap together;
            try (SecondProcess second = SecondProcess.start(target.file(), view.length())) {
                second.awaitMapped();
                together = look(view);
            }
            PageMap again = look(view);
            if (together.shareCount(0) != PageMap.UNKNOWN_SHARE_COUNT) {
                return counts(alone, together, again);
            }
            return answers(alone, together, again);
        }
    }

    private static PageMap look(View view) throws IOException {
        view.prefetch(); // the kernel counts only pages in the working set
        return view.pages();
    }

    private static Observation counts(PageMap alone, PageMap together, PageMap again) {
        int kept = 0;
        for (int page = 0; page < alone.pageCount(); page++) {
            int count = alone.shareCount(page);
            if (together.shareCount(page) == count + 1 && again.shareCount(page) == count) {
                kept++;
            }
        }
        return Observation.of(
                kept == alone.pageCount(),
                "share count "
                        + alone.shareCount(0)
                        + " → "
                        + together.shareCount(0)
                        + " → "
                        + again.shareCount(0)
                        + ", for "
                        + kept
                        + " of "
                        + Amount.count(alone.pageCount(), "page"));
    }

    /** Without root, Linux exposes only whether there is another mapping. */
    private static Observation answers(PageMap alone, PageMap together, PageMap again) {
        if (together.is(PageState.SHARED, 0) == Answer.UNKNOWN) {
            return Observation.unsupported(
                    together.whyUnknown(PageState.SHARED).orElse("the system does not expose it"));
        }
        int pages = alone.pageCount();
        return Observation.of(
                alone.count(PageState.SHARED) == 0
                        && together.count(PageState.SHARED) == pages
                        && again.count(PageState.SHARED) == 0,
                "pages shared with others "
                        + alone.count(PageState.SHARED)
                        + " → "
                        + together.count(PageState.SHARED)
                        + " → "
                        + again.count(PageState.SHARED)
                        + " of "
                        + pages
                        + " (only root can see the counts)");
    }
}
