package io.fileview.labs.windows;

import static io.fileview.labs.windows.RealProgram.require;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.pages.Answer;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the system says of pages: the working set, its limits, share counts, locks, private pages. */
final class MemoryChecks {
    private static final int PAGE = 4096;
    private static final int PAGES = 512;
    private static final long LARGE = 64L << 20;

    private final RealProgram program;
    private final Path file;

    MemoryChecks(RealProgram program, Path directory) {
        this.program = program;
        this.file = directory.resolve("pages");
    }

    void run() throws IOException {
        program.promise("touched pages are in the working set",
                () -> withView(Protection.READ_WRITE, this::touched));
        program.promise("private pages are told apart",
                () -> withView(Protection.COPY_ON_WRITE, this::privatePages));
        program.promiseFakedByWine(
                "trimmed pages leave the working set",
                () -> withView(Protection.READ_WRITE, this::trimmed));
        program.promiseFakedByWine(
                "locked pages are not trimmed, and are said to be locked",
                () -> withView(Protection.READ_WRITE, this::locked));
        program.promiseFakedByWine(
                "a page that two views map is shared by two",
                () -> withView(Protection.READ_WRITE, this::shared));
        program.promiseFakedByWine(
                "64 MiB are locked beyond the minimum working set, which is given back",
                this::lockMuch);
    }

    private interface OfView {
        String run(View view) throws IOException;
    }

    private String withView(Protection protection, OfView check) throws IOException {
        Files.write(file, new byte[PAGES * PAGE]);
        try (FileMapping mapping = RealProgram.open(file, protection);
                View view = mapping.map()) {
            return check.run(view);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void touch(View view, int pages) {
        for (int page = 0; page < pages; page++) {
            view.segment().set(JAVA_BYTE, (long) page * PAGE, (byte) 5);
        }
    }

    private String touched(View view) throws IOException {
        touch(view, PAGES / 2);
        PageMap pages = view.pages();
        int count = pages.count(PageState.WORKING_SET);
        require(count >= PAGES / 2, count + " of " + PAGES / 2);
        return count + " of " + PAGES / 2 + " touched, of " + pages.pageCount();
    }

    private String privatePages(View view) throws IOException {
        touch(view, 7);
        int count = view.pages().count(PageState.PRIVATE);
        require(count == 7, count + " of 7");
        return "7 of 7";
    }

    private String trimmed(View view) throws IOException {
        touch(view, PAGES);
        int before = view.pages().count(PageState.WORKING_SET);
        view.trim();
        int after = view.pages().count(PageState.WORKING_SET);
        require(before == PAGES && after == 0, before + " before, " + after + " after");
        require(view.segment().get(JAVA_BYTE, 0) == 5, "a page has another content");
        return before + " before, " + after + " after";
    }

    private String locked(View view) throws IOException {
        touch(view, PAGES);
        view.lock(0, 16L * PAGE);
        view.trim(16L * PAGE, (PAGES - 16L) * PAGE);
        PageMap pages = view.pages();
        require(pages.is(PageState.LOCKED, 3) == Answer.YES,
                "page 3 is locked: " + pages.is(PageState.LOCKED, 3));
        require(pages.is(PageState.LOCKED, 20) == Answer.NO,
                "page 20 is locked: " + pages.is(PageState.LOCKED, 20));
        require(pages.count(PageState.WORKING_SET) >= 16, "a locked page has gone");
        view.unlock();
        return "16 of " + PAGES;
    }

    private String shared(View view) throws IOException {
        touch(view, 8);
        int one = view.pages().shareCount(0);
        try (FileMapping mapping = RealProgram.open(file, Protection.READ_ONLY);
                View second = mapping.map()) {
            second.segment().get(JAVA_BYTE, 0);
            int two = view.pages().shareCount(0);
            // The system itself may map pages that have just been written.
            require(one >= 1 && two == one + 1, one + " and " + two);
            require(view.pages().is(PageState.SHARED, 0) == Answer.YES,
                    "the page is not called shared");
            return one + " and " + two;
        }
    }

    private String lockMuch() throws IOException {
        Files.deleteIfExists(file);
        long before = minimum();
        try (FileMapping mapping = RealProgram.create(file, LARGE);
                View view = mapping.map()) {
            view.lock();
            require(view.pages().count(PageState.WORKING_SET) == LARGE / PAGE,
                    "not all are in the working set");
            view.unlock();
        } finally {
            Files.deleteIfExists(file);
        }
        require(minimum() == before, "the minimum was " + before + " and is " + minimum());
        return "the minimum is " + before + " bytes";
    }

    /** The minimum working set of this process. */
    private static long minimum() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sizes = arena.allocate(16, 8);
            long self = WindowsCalls.call("kernel32", "GetCurrentProcess");
            WindowsCalls.call(
                    "kernel32", "GetProcessWorkingSetSize", self, sizes.address(),
                    sizes.address() + 8);
            return sizes.get(JAVA_LONG, 0);
        }
    }
}
