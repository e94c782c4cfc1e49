package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.pages.Answer;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import java.io.IOException;

/** Others' mappings of a page are counted, and an unmap takes one off the count. */
final class ShareCountPromise implements Promise {
    private static final long LENGTH = 64 << 10;

    @Override
    public String words() {
        return "the share count of each page drops by one when a process unmaps it";
    }

    @Override
    public String deed() {
        return "mapped 64 KiB here, let a second process map them too, and let it unmap them";
    }

    @Override
    public Seen show(Stage stage) throws IOException {
        try (FileMapping mapping = stage.open(Protection.READ_ONLY);
                View view = mapping.map(0, stage.atMost(LENGTH))) {
            PageMap alone = look(view);
            PageMap together;
            try (SecondProcess second = SecondProcess.start(stage.file(), view.length())) {
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
        view.prefetch(); // the count is told of pages in the working set
        return view.pages();
    }

    private static Seen counts(PageMap alone, PageMap together, PageMap again) {
        int kept = 0;
        for (int page = 0; page < alone.pageCount(); page++) {
            int count = alone.shareCount(page);
            if (together.shareCount(page) == count + 1 && again.shareCount(page) == count) {
                kept++;
            }
        }
        return Seen.of(
                kept == alone.pageCount(),
                "share count "
                        + alone.shareCount(0)
                        + " → "
                        + together.shareCount(0)
                        + " → "
                        + again.shareCount(0)
                        + ", on "
                        + kept
                        + " of "
                        + Amount.count(alone.pageCount(), "page"));
    }

    /** Without root the kernel tells only whether there is another mapping at all. */
    private static Seen answers(PageMap alone, PageMap together, PageMap again) {
        if (together.is(PageState.SHARED, 0) == Answer.UNKNOWN) {
            return Seen.unsupported(
                    together.whyUnknown(PageState.SHARED).orElse("the system does not tell"));
        }
        int pages = alone.pageCount();
        return Seen.of(
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
                        + " (root sees the counts too)");
    }
}
