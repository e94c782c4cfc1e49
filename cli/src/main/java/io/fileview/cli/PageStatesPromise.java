package io.fileview.cli;

import io.fileview.Advice;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.pages.Answer;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import java.io.IOException;

/** A program can see the state of each page. */
final class PageStatesPromise implements Promise {
    private static final int PAGES = 64;
    private static final int EVERY = 4;
    private static final long EVICTED = 8 << 20;

    @Override
    public String statement() {
        return "a program can see for each page whether it is in memory and in its working set";
    }

    @Override
    public String action() {
        return "evicted 64 pages, read one byte of every fourth page, then prefetched all of them";
    }

    @Override
    public Observation show(DemoTarget target) throws IOException {
        if (!target.isOnDisk()) {
            return Observation.unsupported("the file is on an in-memory file system; use --dir");
        }
        try (FileMapping mapping = target.open(Protection.READ_ONLY);
                View view =
                        mapping.view(0, target.atMost(PAGES * mapping.pageSize()))
                                .advice(Advice.RANDOM)
                                .map()) {
            PageMap fresh = view.pages();
            if (fresh.unknown(PageState.RESIDENT) > 0 || fresh.unknown(PageState.WORKING_SET) > 0) {
                return Observation.unsupported(
                        fresh.whyUnknown(PageState.RESIDENT)
                                .or(() -> fresh.whyUnknown(PageState.WORKING_SET))
                                .orElse("the system does not expose it"));
            }
            evictAround(mapping, target);
            PageMap before = view.pages();
            int touched = 0;
            for (int page = 0; page < before.pageCount(); page += EVERY) {
                view.guarded().getByte(page * view.pageSize());
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
                            + ": in memory "
                            + steps(PageState.RESIDENT, before, after, last)
                            + ", in the working set "
                            + steps(PageState.WORKING_SET, before, after, last);
            if (before.count(PageState.RESIDENT) == before.pageCount()) {
                return Observation.notSeen(text
                        + "; the pages could not be evicted, because something else keeps them in memory");
            }
            return Observation.of(kept, text);
        }
    }

    /** The file cache holds pages in folios of up to 2 MiB and evicts only whole folios. */
    private static void evictAround(FileMapping mapping, DemoTarget target) throws IOException {
        try (View around = mapping.map(0, target.atMost(EVICTED))) {
            DemoTarget.evict(around);
        }
    }

    private static String steps(PageState state, PageMap a, PageMap b, PageMap c) {
        return a.count(state) + " → " + b.count(state) + " → " + c.count(state);
    }
}
