package io.fileview.labs.containers;

import static io.fileview.labs.containers.TestFile.PAGE;
import static io.fileview.labs.containers.TestFile.PAGES;

import io.fileview.Advice;
import io.fileview.Durability;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.pages.Answer;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The jobs on one view of all pages, which the lab maps from outside as well, and has read. */
final class ViewJobs {
    private static final int TOUCHED = 5;
    private static final int FAR = PAGES - 1;
    private static final int LOCKED = 4;
    private static final int[] CHANGED = {3, 20, 40};

    private final View view;
    private final Path file;
    private final long seed;

    ViewJobs(View view, Path file, long seed) {
        this.view = view;
        this.file = file;
        this.seed = seed;
    }

    /** Returns how many pages are said to be in memory. */
    int resident() throws IOException {
        return view.pages().count(PageState.RESIDENT);
    }

    void runAll(int residentBefore) {
        boolean writes = view.protection() == Protection.READ_WRITE;
        JobProgram.run(Job.RESIDENT, () -> resident(residentBefore));
        JobProgram.run(Job.READ, this::read);
        JobProgram.run(Job.PREFETCH, this::prefetch);
        JobProgram.run(Job.SHARES, this::shares);
        JobProgram.run(Job.TRIM, this::trim);
        JobProgram.run(Job.WORKING_SET, this::workingSet);
        JobProgram.run(Job.LOCK, this::lock);
        if (writes) {
            JobProgram.run(Job.WRITE, this::write);
            JobProgram.run(Job.DIRTY, this::dirty);
            JobProgram.run(Job.FLUSH, this::flush);
        }
    }

    private Finding read() throws IOException {
        TestFile.requireFixed(view, seed);
        return Finding.works(Job.READ, PAGES + " pages");
    }

    private Finding prefetch() throws IOException {
        view.prefetch();
        return Finding.works(Job.PREFETCH, PAGES + " pages");
    }

    /** At first no page was in memory, and now all are. */
    private Finding resident(int before) throws IOException {
        Finding.require(before == 0, before + " pages are said to be in memory, and none is");
        PageMap pages = view.pages();
        int resident = pages.count(PageState.RESIDENT);
        int unknown = pages.unknown(PageState.RESIDENT);
        Finding.require(
                resident + unknown == PAGES,
                resident + " pages are said to be in memory and " + unknown
                        + " to be unknown, of " + PAGES);
        return answer(Job.RESIDENT, pages, PageState.RESIDENT, resident + " pages");
    }

    /** Each page has two mappings: this one and that of the lab. */
    private Finding shares() throws IOException {
        PageMap pages = view.pages();
        int unknown = 0;
        for (int page = 0; page < PAGES; page++) {
            int count = pages.shareCount(page);
            if (count == PageMap.UNKNOWN_SHARE_COUNT) {
                unknown++;
            } else {
                Finding.require(count == 2, "page " + page + " is said to be shared by " + count);
            }
            Finding.require(
                    pages.is(PageState.SHARED, page) != Answer.NO,
                    "page " + page + " is said not to be shared");
        }
        return unknown == 0
                ? Finding.works(Job.SHARES, "2 for each page")
                : Finding.unknown(
                        Job.SHARES,
                        pages.whyUnknown(PageState.SHARED)
                                .or(() -> pages.whyUnknown(PageState.REFERENCED))
                                .orElse("no reason is given"));
    }

    private Finding trim() throws IOException {
        view.trim();
        PageMap pages = view.pages();
        int left = pages.count(PageState.WORKING_SET);
        Finding.require(left == 0, left + " pages are left in the working set");
        return Finding.works(Job.TRIM, "");
    }

    private Finding workingSet() throws IOException {
        view.advise(Advice.RANDOM);
        view.trim();
        view.guarded().getLong((long) TOUCHED * PAGE);
        PageMap pages = view.pages();
        Finding.require(
                pages.is(PageState.WORKING_SET, TOUCHED) != Answer.NO,
                "a page that was read is said not to be in the working set");
        Finding.require(
                pages.is(PageState.WORKING_SET, FAR) != Answer.YES,
                "a page that was not read is said to be in the working set");
        return answer(
                Job.WORKING_SET,
                pages,
                PageState.WORKING_SET,
                pages.count(PageState.WORKING_SET) + " pages");
    }

    private Finding lock() throws IOException {
        view.lock(0, LOCKED * PAGE);
        int locked = view.pages().count(PageState.LOCKED);
        view.unlock();
        int left = view.pages().count(PageState.LOCKED);
        Finding.require(
                locked == LOCKED && left == 0,
                locked + " pages are said to be locked, and later " + left);
        return Finding.works(Job.LOCK, LOCKED + " pages");
    }

    private Finding write() throws IOException {
        for (int page : CHANGED) {
            view.guarded().setLong((long) page * PAGE + TestFile.CHANGED, seed ^ page);
        }
        ByteBuffer content = TestFile.read(file);
        for (int page : CHANGED) {
            Finding.require(
                    content.getLong(page * PAGE + TestFile.CHANGED) == (seed ^ page),
                    "page " + page + " was changed, and reads as before");
        }
        return Finding.works(Job.WRITE, CHANGED.length + " pages");
    }

    private Finding dirty() throws IOException {
        view.flush(Durability.DEVICE);
        for (int page : CHANGED) {
            view.guarded().setLong((long) page * PAGE + TestFile.CHANGED, ~seed);
        }
        PageMap pages = view.pages();
        for (int page : CHANGED) {
            Finding.require(
                    pages.is(PageState.DIRTY, page) != Answer.NO
                            || pages.is(PageState.WRITEBACK, page) != Answer.NO,
                    "page " + page + " was changed, and is said to be clean");
        }
        return answer(
                Job.DIRTY, pages, PageState.DIRTY, pages.count(PageState.DIRTY) + " pages");
    }

    private Finding flush() throws IOException {
        view.flush(Durability.DEVICE);
        PageMap pages = view.pages();
        int dirty = pages.count(PageState.DIRTY) + pages.count(PageState.WRITEBACK);
        Finding.require(dirty == 0, dirty + " pages are dirty after the flush");
        return Finding.works(Job.FLUSH, "to the device");
    }

    private static Finding answer(Job job, PageMap pages, PageState state, String known) {
        return pages.unknown(state) == 0
                ? Finding.works(job, known)
                : Finding.unknown(job, pages.whyUnknown(state).orElse("no reason is given"));
    }
}
