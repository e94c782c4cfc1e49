package io.fileview.cli;

import io.fileview.Advice;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.pages.Answer;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import java.io.IOException;
import java.lang.foreign.ValueLayout;

/** The state of each page can be seen. */
final class PageStatesPromise implements Promise {
    private static final int PAGES = 64;
    private static final int EVERY = 4;
    private static final long DROPPED = 8 << 20;

    @Override
    public String words() {
        return "a program sees of each page whether it is in memory and in its working set";
    }

    @Override
    public String deed() {
        return "dropped 64 pages from memory, read a byte of every 4th, then prefetched all";
    }

    @Override
    public Seen show(Stage stage) throws IOException {
        if (!stage.isOnDisk()) {
            return Seen.unsupported("the file is on a file system in memory; use --dir");
        }
        try (FileMapping mapping = stage.open(Protection.READ_ONLY);
                View view =
                        mapping.view(0, stage.atMost(PAGES * mapping.pageSize()))
                                .advice(Advice.RANDOM)
                                .map()) {
            PageMap fresh = view.pages();
            if (fresh.unknown(PageState.RESIDENT) > 0 || fresh.unknown(PageState.WORKING_SET) > 0) {
                return Seen.unsupported(
                        fresh.whyUnknown(PageState.RESIDENT)
                                .or(() -> fresh.whyUnknown(PageState.WORKING_SET))
                                .orElse("the system does not tell"));
            }
            dropAround(mapping, stage);
            PageMap before = view.pages();
            int touched = 0;
            for (int page = 0; page < before.pageCount(); page += EVERY) {
                view.segment().get(ValueLayout.JAVA_BYTE, page * view.pageSize());
                touched++;
            }
            PageMap after = view.pages();
            boolean kept = true;
            for (int page = 0; page < after.pageCount(); page += EVERY) {
                kept &= after.is(PageState.RESIDENT, page) == Answer.YES;
                kept &= after.is(PageState.WORKING_SET, page) == Answer.YES;
            }
            view.prefetch();
            PageMap last = view.pages();
            kept &= before.count(PageState.WORKING_SET) == 0;
            kept &= after.count(PageState.WORKING_SET) >= touched;
            kept &= last.count(PageState.RESIDENT) == last.pageCount();
            kept &= last.count(PageState.WORKING_SET) == last.pageCount();
            String text =
                    "of "
                            + Amount.count(last.pageCount(), "page")
                            + ", in memory "
                            + steps(PageState.RESIDENT, before, after, last)
                            + ", in the working set "
                            + steps(PageState.WORKING_SET, before, after, last);
            if (before.count(PageState.RESIDENT) == before.pageCount()) {
                return Seen.notSeen(text + ": somebody else keeps the pages in memory");
            }
            return Seen.of(kept, text);
        }
    }

    /** The file cache holds pages in blocks of up to 2 MiB, and drops only whole ones. */
    private static void dropAround(FileMapping mapping, Stage stage) throws IOException {
        try (View around = mapping.map(0, stage.atMost(DROPPED))) {
            Stage.drop(around);
        }
    }

    private static String steps(PageState state, PageMap a, PageMap b, PageMap c) {
        return a.count(state) + " → " + b.count(state) + " → " + c.count(state);
    }
}
