package io.fileview;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.pages.Answer;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageRange;
import io.fileview.pages.PageState;
import io.fileview.proc.CacheEvictions;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.TestFiles;
import io.fileview.windows.Wine;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Steps that change or look at where pages are, and must not change what they hold. */
final class PageSteps {
    private final ModelWorld world;

    PageSteps(ModelWorld world) {
        this.world = world;
    }

    void flush() throws Throwable {
        if (world.views.isEmpty()) {
            return;
        }
        ViewModel view = world.any(world.views);
        ByteRange range = world.rangeOf(view);
        // A flush to the device takes milliseconds, and on the portable engine all go there.
        boolean device = world.oneIn(world.hasPageCalls ? 15 : 40);
        if (!world.hasPageCalls && !device) {
            return;
        }
        Durability later = world.oneIn(2) ? Durability.SCHEDULED : Durability.WRITTEN;
        Durability durability = device ? Durability.DEVICE : later;
        world.log("flush " + durability + " " + range + " of " + view);
        boolean hasFile = !view.isCopied() && !view.file.isMemory();
        if (hasFile) {
            writeAgain(view, range);
        }
        view.view.flush(range.offset(), range.length(), durability);
        if (hasFile && durability != Durability.SCHEDULED) {
            PageMap pages = view.view.pages(range.offset(), range.length());
            assertThat(pages.count(PageState.DIRTY)).as("dirty pages of %s", pages).isZero();
        }
        world.mustShow(view, range.offset(), range.length());
    }

    /**
     * Makes pages dirty without a change. Only such pages are looked at after the flush: ext4 calls
     * a page in a hole dirty for ever when the file was cut off there meanwhile.
     */
    private static void writeAgain(ViewModel view, ByteRange range) throws IOException {
        byte[] bytes = view.expected((int) range.offset(), (int) range.length());
        if (view.isReadOnly()) {
            TestFiles.write(view.file.path, view.offset + range.offset(), bytes);
        } else {
            MemorySegment.copy(bytes, 0, view.segment, JAVA_BYTE, range.offset(), bytes.length);
        }
    }

    void prefetch() throws IOException {
        if (!world.views.isEmpty()) {
            ViewModel view = world.any(world.views);
            List<ByteRange> ranges = new ArrayList<>();
            for (int left = world.below(4); left >= 0; left--) {
                ranges.add(world.rangeOf(view));
            }
            world.log("prefetch " + ranges + " of " + view);
            view.view.prefetch(ranges);
            for (ByteRange range : ranges) {
                if (hasNoHole(view, range)) {
                    PageMap pages = view.view.pages(range.offset(), range.length());
                    mustAllBe(PageState.RESIDENT, pages);
                    mustAllBe(PageState.WORKING_SET, pages);
                }
                world.mustShow(view, range.offset(), range.length());
            }
        }
    }

    /** A range of which each page has other bytes than zeros; prefetch leaves holes alone. */
    private static boolean hasNoHole(ViewModel view, ByteRange range) {
        byte[] bytes = view.expected((int) range.offset(), (int) range.length());
        long start = view.offset + range.offset();
        long size = view.view.pageSize();
        for (int from = 0; from < bytes.length;) {
            long page = (start + from) / size;
            int end = (int) Math.min(bytes.length, (page + 1) * size - start);
            if (Arrays.equals(bytes, from, end, new byte[end - from], 0, end - from)) {
                return false;
            }
            from = end;
        }
        return true;
    }

    private void mustAllBe(PageState state, PageMap pages) {
        assertThat(pages.count(state) + (world.linux ? 0 : pages.unknown(state)))
                .as("%s of %s", state, pages)
                .isEqualTo(pages.pageCount());
    }

    void advise() throws IOException {
        if (!world.views.isEmpty()) {
            ViewModel view = world.any(world.views);
            ByteRange range = world.rangeOf(view);
            Advice advice = world.any(Advice.values());
            world.log("advise " + advice + " " + range + " of " + view);
            view.view.advise(range.offset(), range.length(), advice);
            sometimesRead(view);
        }
    }

    private static boolean isWine() {
        return Needs.isWindows() && Wine.isHere();
    }

    void trim() throws Throwable {
        if (!world.views.isEmpty()) {
            ViewModel view = world.any(world.views);
            ByteRange range = world.rangeOf(view);
            world.log("trim " + range + " of " + view);
            boolean locked = pagesOf(view, range).intersects(view.locked);
            Class<? extends Exception> refusal = locked ? MappingException.class : null;
            if (!world.hasPageCalls) {
                refusal = UnsupportedOperationException.class;
            }
            PageMap before = view.view.pages(range.offset(), range.length());
            long evictions = CacheEvictions.OF_MACHINE.now();
            if (!world.refused(refusal, () -> view.view.trim(range.offset(), range.length()))
                    && !view.isCopied()
                    && !isWine()) { // which accepts the call and trims nothing
                PageMap after = view.view.pages(range.offset(), range.length());
                assertThat(after.count(PageState.WORKING_SET)).as("left of %s", after).isZero();
                if (evictions == CacheEvictions.OF_MACHINE.now() && !isOfCluster(view)) {
                    assertThat(after.count(PageState.RESIDENT))
                            .as("still in the cache of %s after %s", before, after)
                            .isGreaterThanOrEqualTo(before.count(PageState.RESIDENT));
                }
            }
            sometimesRead(view);
        }
    }

    /** Whose client takes pages out of the cache when it pleases. */
    private static boolean isOfCluster(ViewModel view) throws IOException {
        return !view.file.isMemory()
                && !EngineUnderTest.isMemory()
                && Files.getFileStore(view.file.path).type().startsWith("fuse");
    }

    /** Not always: what has been let go shall stay away for a while. */
    private void sometimesRead(ViewModel view) {
        if (world.oneIn(2)) {
            world.mustShowAll(view);
        }
    }

    void lock() throws Throwable {
        if (!world.views.isEmpty()) {
            ViewModel view = world.any(world.views);
            if (view.isCopied() && isWine()) {
                return; // where a lock copies the pages, as it does not on Windows
            }
            ByteRange range = world.rangeOf(view);
            world.log("lock " + range + " of " + view);
            Class<? extends Exception> refusal =
                    world.hasPageCalls ? null : UnsupportedOperationException.class;
            try {
                if (!world.refused(refusal, () -> view.view.lock(range.offset(), range.length()))) {
                    view.locked.or(pagesOf(view, range));
                    PageMap pages = view.view.pages(range.offset(), range.length());
                    mustAllBe(PageState.RESIDENT, pages);
                    mustAllBe(PageState.WORKING_SET, pages);
                }
            } catch (MappingLimitException e) {
                world.note("  refused: " + e.getMessage());
            }
            world.mustShowAll(view);
        }
    }

    void unlock() throws Throwable {
        if (!world.views.isEmpty()) {
            ViewModel view = world.any(world.views);
            boolean all = world.oneIn(8);
            ByteRange range = all ? new ByteRange(0, view.length) : world.rangeOf(view);
            world.log("unlock " + range + " of " + view);
            Class<? extends Exception> refusal =
                    world.hasPageCalls ? null : UnsupportedOperationException.class;
            if (!world.refused(refusal, () -> view.view.unlock(range.offset(), range.length()))) {
                view.locked.andNot(pagesOf(view, range));
            }
        }
    }

    void look() throws IOException {
        if (!world.views.isEmpty()) {
            ViewModel view = world.any(world.views);
            ByteRange range = world.rangeOf(view);
            world.log("look at the pages of " + range + " of " + view);
            PageMap pages = view.view.pages(range.offset(), range.length());
            BitSet held = pagesOf(view, range);
            int first = Math.max(0, held.nextSetBit(0));
            assertThat(pages.pageCount()).isEqualTo(held.cardinality());
            assertThat(pages.pageSize()).isEqualTo(view.view.pageSize());
            BitSet own = new BitSet();
            for (int page = 0; page < pages.pageCount(); page++) {
                assertThat(pages.offsetOf(page)).isEqualTo((first + page) * pages.pageSize());
                own.set(first + page, view.owns(first + page));
            }
            mustBeExactly(PageState.PRIVATE, own, first, pages);
            mustBeExactly(PageState.LOCKED, view.locked, first, pages);
            mustAddUp(pages);
        }
    }

    /** With the calls, these states are known; elsewhere they may be unknown, but not wrong. */
    private void mustBeExactly(PageState state, BitSet expected, int first, PageMap pages) {
        if (world.hasPageCalls) {
            assertThat(pages.unknown(state)).isZero();
        }
        for (int page = 0; page < pages.pageCount(); page++) {
            Answer right = expected.get(first + page) ? Answer.YES : Answer.NO;
            Answer told = pages.is(state, page);
            if (told != right && told != Answer.UNKNOWN) {
                throw new AssertionError(
                        "page " + (first + page) + " is said to be " + state + ": " + told + " in "
                                + pages + ", with " + pages.ranges(state) + ", where only "
                                + expected + " are");
            }
        }
    }

    private static void mustAddUp(PageMap pages) {
        for (PageState state : PageState.values()) {
            int counted = pages.ranges(state).stream().mapToInt(PageRange::count).sum();
            assertThat(pages.count(state)).isEqualTo(counted);
            assertThat(counted + pages.unknown(state)).isBetween(0, pages.pageCount());
            assertThat(pages.whyUnknown(state).isPresent()).isEqualTo(pages.unknown(state) > 0);
        }
        assertThat(pages.toString()).startsWith(pages.pageCount() + " pages of ");
    }

    void touchAndLook() throws IOException {
        if (!world.views.isEmpty()) {
            ViewModel view = world.any(world.views);
            int at = world.below(view.length);
            world.log("touch byte " + at + " of " + view);
            byte value = view.segment.get(JAVA_BYTE, at);
            PageMap page = view.view.pages(at, 1);
            assertThat(value).isEqualTo(view.expected(at, 1)[0]);
            assertThat(page.pageCount()).isEqualTo(1);
            mustAllBe(PageState.RESIDENT, page);
            mustAllBe(PageState.WORKING_SET, page);
        }
    }

    void count() {
        if (!world.views.isEmpty()) {
            ViewModel view = world.any(world.views);
            world.log("count the cached pages of " + view);
            view.view
                    .cached()
                    .ifPresent(
                            counts -> {
                                int held = view.pagesOf(0, view.length).cardinality();
                                assertThat(counts.pages()).isEqualTo(held);
                                assertThat(counts.cached()).isBetween(0L, counts.pages());
                                assertThat(counts.dirty()).isBetween(0L, counts.cached());
                                assertThat(counts.writeback()).isBetween(0L, counts.cached());
                            });
        }
    }

    private static BitSet pagesOf(ViewModel view, ByteRange range) {
        return view.pagesOf((int) range.offset(), (int) range.length());
    }
}
