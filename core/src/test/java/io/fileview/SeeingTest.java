package io.fileview;

import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fileview.pages.Answer;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageRange;
import io.fileview.pages.PageState;
import io.fileview.testing.AddressSpace;
import io.fileview.testing.Command;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Eventually;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the pages of a view are said to be, against what the kernel says elsewhere. */
@Tag("linux-only")
class SeeingTest extends SeeingFixture {
    @Test
    @NeedsKernel("compares with the page size of the machine")
    void thePageSizeIsTheSystems() throws Exception {
        Needs.tool("getconf");
        assertThat(Command.run("getconf", "PAGESIZE").strip()).isEqualTo(Long.toString(pageSize));
    }

    @Test
    @NeedsKernel(value = "asks which pages a segment has touched, which the kernel alone sees", orCalls = true)
    void anUntouchedViewHasNoPageInTheWorkingSet() throws Exception {
        try (FileMapping mapping = open();
                View view = mapping.map()) {
            for (int i = 0; i < 2; i++) { // looking touches nothing
                assertThat(view.pages().count(PageState.WORKING_SET)).isZero();
                assertThat(view.pages().unknown(PageState.WORKING_SET)).isZero();
            }
            AddressSpace.mustHave(view, "Rss", 0);
        }
    }

    @Test
    @NeedsKernel(value = "asks which pages a segment has touched, which the kernel alone sees", orCalls = true)
    void prefetchBringsEveryPageIntoMemoryAndTheWorkingSet() throws Exception {
        try (FileMapping mapping = open();
                View view = mapping.map()) {
            view.advise(Advice.DO_NOT_NEED);
            view.prefetch();
            PageMap pages = view.pages();
            assertThat(pages.pageCount()).isEqualTo(PAGES);
            assertThat(pages.count(PageState.RESIDENT)).isEqualTo(PAGES);
            assertThat(pages.count(PageState.WORKING_SET)).isEqualTo(PAGES);
            AddressSpace.mustHave(view, "Rss", size);
            assertResidentAccordingToFincore(size);
        }
    }

    @Test
    @NeedsKernel(value = "asks which pages a segment has touched, which the kernel alone sees", orCalls = true)
    void prefetchOfARangeLeavesTheRest() throws Exception {
        try (FileMapping mapping = open();
                View view = mapping.map()) {
            view.prefetch(List.of(new ByteRange(pageSize + 5, 10), new ByteRange(size - 1, 1)));
            PageMap pages = view.pages();
            assertThat(pages.is(PageState.WORKING_SET, 1)).isEqualTo(Answer.YES);
            assertThat(pages.is(PageState.WORKING_SET, PAGES - 1)).isEqualTo(Answer.YES);
            assertThat(pages.is(PageState.WORKING_SET, PAGES / 2)).isEqualTo(Answer.NO);
        }
    }

    @Test
    @NeedsKernel(value = "asks which pages a segment has touched, which the kernel alone sees", orCalls = true)
    void pagesThatAreNotNeededLeaveTheWorkingSetAndTheCache() throws Exception {
        try (FileMapping mapping = open();
                View view = mapping.map()) {
            view.prefetch();
            assertThat(view.advise(Advice.DO_NOT_NEED)).isTrue();
            for (int i = 0; i < 2; i++) {
                assertThat(view.pages().count(PageState.RESIDENT)).isZero();
                assertThat(view.pages().unknown(PageState.RESIDENT)).isZero();
                assertThat(view.pages().count(PageState.WORKING_SET)).isZero();
            }
            assertResidentAccordingToFincore(0);
            assertThat(view.cached().orElseThrow().cached()).isZero();
        }
    }

    @Test
    @NeedsKernel(value = "asks which pages a segment has touched, which the kernel alone sees", orCalls = true)
    void aTouchedPageIsResidentAndOneFarAwayIsNot() throws Exception {
        try (FileMapping mapping = open();
                View view = mapping.map()) {
            view.advise(Advice.RANDOM); // or the kernel reads more than was asked for
            view.advise(Advice.DO_NOT_NEED);
            assertThat(bytesOf(view).get(100 * pageSize))
                    .isEqualTo(Sample.bytes((int) size)[(int) (100 * pageSize)]);
            PageMap pages = view.pages();
            assertThat(pages.is(PageState.RESIDENT, 100)).isEqualTo(Answer.YES);
            assertThat(pages.is(PageState.WORKING_SET, 100)).isEqualTo(Answer.YES);
            assertThat(pages.is(PageState.RESIDENT, 0)).isEqualTo(Answer.NO);
            assertThat(pages.is(PageState.RESIDENT, 200)).isEqualTo(Answer.NO);
            assertResidentAccordingToFincore(pages.count(PageState.RESIDENT) * pageSize);
        }
    }

    @Test
    @NeedsKernel(value = "asks which pages a segment has touched, which the kernel alone sees", orCalls = true)
    void aTrimmedPageLeavesTheWorkingSetButNotTheCache() throws Exception {
        try (FileMapping mapping = open();
                View view = mapping.map()) {
            view.prefetch();
            bytesOf(view).set(7, 99);
            view.trim(0, size / 2);
            PageMap pages = view.pages();
            assertThat(pages.ranges(PageState.WORKING_SET))
                    .containsExactly(new PageRange(PAGES / 2, PAGES / 2));
            assertThat(pages.count(PageState.RESIDENT)).isEqualTo(PAGES);
            AddressSpace.mustHave(view, "Rss", size / 2);
            view.trim();
            assertThat(view.pages().count(PageState.WORKING_SET)).isZero();
            assertThat(view.pages().count(PageState.RESIDENT)).isEqualTo(PAGES);
            AddressSpace.mustHave(view, "Rss", 0);
            assertThat(bytesOf(view).get(7)).isEqualTo((byte) 99);
        }
    }

    @Test
    void cleanPagesOfACopyOnWriteViewAreTrimmedAndItsPrivateOnesKept() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.COPY_ON_WRITE);
                View view = mapping.map()) {
            view.prefetch();
            bytesOf(view).set(3 * pageSize, 99);
            // The kernel passes over pages that it is moving between its lists.
            Eventually.holds(
                    "only the private page is in the working set",
                    () -> {
                        view.trim();
                        return view.pages().count(PageState.WORKING_SET) <= 1;
                    });
            PageMap pages = view.pages();
            assertThat(pages.ranges(PageState.PRIVATE)).containsExactly(new PageRange(3, 1));
            assertThat(pages.count(PageState.WORKING_SET)).isLessThanOrEqualTo(1);
            assertThat(bytesOf(view).get(3 * pageSize)).isEqualTo((byte) 99);
        }
    }

    @Test
    @NeedsKernel(value = "asks which pages a segment has touched, which the kernel alone sees", orCalls = true)
    void pagesOfACopyOnWriteViewThatAnotherViewHasTooStay() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.COPY_ON_WRITE);
                View view = mapping.map();
                View other = mapping.map()) {
            // Read anew page by page: the kernel trims pages that it has read as one only as one.
            other.advise(Advice.DO_NOT_NEED);
            other.prefetch(List.of(new ByteRange(0, 3 * pageSize)));
            view.prefetch();
            view.trim();
            assertThat(bytesOf(view).get(0))
                    .isEqualTo(bytesOf(other).get(0));
            assertThat(other.pages().count(PageState.WORKING_SET)).isEqualTo(3);
        }
    }

    @Test
    void aPageJustUsedIsNotCalledUnreferenced() throws Exception {
        try (FileMapping mapping = open();
                View view = mapping.map()) {
            view.advise(Advice.RANDOM);
            view.advise(Advice.DO_NOT_NEED);
            assertThat(bytesOf(view).get(100 * pageSize))
                    .isEqualTo(Sample.bytes((int) size)[(int) (100 * pageSize)]);
            AddressSpace.mustHave(view, "Referenced", pageSize);
            assertThat(view.pages().is(PageState.REFERENCED, 100)).isNotEqualTo(Answer.NO);
        }
    }

    @Test
    @NeedsKernel(value = "asks which pages a segment has touched, which the kernel alone sees", orCalls = true)
    void aRangeHasThePagesThatHoldIt() throws Exception {
        try (FileMapping mapping = open();
                View view = mapping.map(10 * pageSize + 5, 50 * pageSize)) {
            assertThat(view.pages().pageCount()).isEqualTo(51);
            assertThat(view.pages().offsetOf(0)).isEqualTo(10 * pageSize);
            PageMap one = view.pages(pageSize - 5, 1);
            assertThat(one.pageCount()).isEqualTo(1);
            assertThat(one.offsetOf(0)).isEqualTo(11 * pageSize);
            PageMap two = view.pages(pageSize - 6, 2);
            assertThat(two.pageCount()).isEqualTo(2);
            assertThat(two.offsetOf(1)).isEqualTo(11 * pageSize);
            view.prefetch(List.of(new ByteRange(pageSize - 5, 1)));
            assertThat(view.pages(pageSize - 5, 1).count(PageState.WORKING_SET)).isEqualTo(1);
            assertThat(view.pages(49 * pageSize, 1).count(PageState.WORKING_SET)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyRangeHasNoPages(Protection protection) throws Exception {
        try (FileMapping mapping = open();
                View view = mapping.view(5, size - 5).protection(protection).map()) {
            view.prefetch();
            for (long offset : new long[] {0, 100, pageSize - 5, size - 5}) {
                assertThat(view.pages(offset, 0).pageCount()).isZero();
                assertThat(view.pages(offset, 0).count(PageState.WORKING_SET)).isZero();
            }
        }
    }

    @Test
    @NeedsKernel(value = "asks which pages a segment has touched, which the kernel alone sees", orCalls = true)
    void theLastPageOfAFileThatEndsInsideItIsSeen() throws Exception {
        Path odd = Sample.file(directory, (int) pageSize + 1);
        try (FileMapping mapping = EngineUnderTest.open(odd, Protection.READ_ONLY);
                View view = mapping.map()) {
            view.prefetch();
            assertThat(view.pages().count(PageState.WORKING_SET)).isEqualTo(2);
            assertThat(view.cached().orElseThrow().pages()).isEqualTo(2);
            assertThat(view.cached().orElseThrow().cached()).isEqualTo(2);
        }
    }

    @Test
    @NeedsKernel(value = "asks which pages a segment has touched, which the kernel alone sees", orCalls = true)
    void aRangeIsCountedWithoutAView() throws Exception {
        try (FileMapping mapping = open()) {
            try (View view = mapping.map()) {
                view.prefetch();
            }
            assertThat(mapping.cached(0, size).orElseThrow().cached()).isEqualTo(PAGES);
            assertThat(mapping.cached(pageSize - 1, 2).orElseThrow().cached()).isEqualTo(2);
            assertThat(mapping.cached(5, 0).orElseThrow().pages()).isZero();
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> mapping.cached(1, size))
                    .withMessageContaining(size + " bytes at offset 1 are not within");
        }
    }

    @Test
    @NeedsKernel("maps more than there can be memory for")
    void aViewOfMorePagesThanOneMapHoldsIsSeenRangeByRange() throws Exception {
        long terabyte = 1L << 40;
        try (FileMapping memory = EngineUnderTest.memoryBuilder(16 * terabyte).open();
                View view = memory.map()) {
            if (16 * terabyte / pageSize > Integer.MAX_VALUE) { // a larger one has no addresses
                assertThatIllegalArgumentException()
                        .isThrownBy(view::pages)
                        .withMessageContaining("smaller ranges");
            }
            bytesOf(view).set(12 * terabyte, 1);
            PageMap pages = view.pages(12 * terabyte, 2 * pageSize);
            assertThat(pages.ranges(PageState.RESIDENT)).containsExactly(new PageRange(0, 1));
            assertThat(pages.offsetOf(0)).isEqualTo(12 * terabyte);
            view.lock(12 * terabyte, 1);
            assertThat(view.pages(12 * terabyte, 1).count(PageState.LOCKED)).isEqualTo(1);
            view.unlock(12 * terabyte, 1);
        }
    }

    /** The kernel has no page of a file in memory. */
    private void assertResidentAccordingToFincore(long bytes) throws IOException {
        if (EngineUnderTest.isMemory()) {
            return;
        }
        Needs.tool("fincore");
        String resident = Command.run("fincore", "--bytes", "--noheadings", "-o", "RES", file + "");
        assertThat(resident.strip()).isEqualTo(Long.toString(bytes));
    }
}
