package io.fileview;

import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.pages.Answer;
import io.fileview.pages.CacheCounts;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageRange;
import io.fileview.pages.PageState;
import io.fileview.testing.AddressSpace;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Eventually;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which pages of a view are said to be changed, against what the kernel says elsewhere. */
@Tag("linux-only")
class SeeingChangesTest extends SeeingFixture {
    @Test
    void aWrittenPageIsDirtyUntilItIsFlushedToTheDevice() throws Exception {
        try (FileMapping mapping = open();
                View view = mapping.map()) {
            assertThat(view.pages().count(PageState.DIRTY)).isZero();
            assertThat(view.pages().unknown(PageState.DIRTY)).isZero();
            view.advise(Advice.RANDOM);
            view.advise(Advice.DO_NOT_NEED); // so that the written page is cached by itself
            PageMap pages =
                    pagesOnceDirty(
                            view,
                            () -> bytesOf(view).set(100 * pageSize, 99),
                            100);
            assertThat(pages.is(PageState.DIRTY, 0)).isEqualTo(Answer.NO);
            assertThat(pages.is(PageState.DIRTY, 200)).isEqualTo(Answer.NO);
            view.flush(Durability.DEVICE);
            assertThat(view.pages().count(PageState.DIRTY)).isZero();
            assertThat(view.pages().count(PageState.WRITEBACK)).isZero();
            assertThat(view.cached().orElseThrow().dirty()).isZero();
        }
    }

    @Test
    @NeedsKernel("expects that what another program writes is on the disk only later")
    void aWriteByOtherMeansMakesThePageDirtyToo() throws Exception {
        try (FileMapping mapping = open();
                View view = mapping.map()) {
            pagesOnceDirty(
                    view,
                    () -> TestFiles.write(file, new byte[] {1}, StandardOpenOption.WRITE),
                    0);
        }
    }

    private interface Change {
        void make() throws IOException;
    }

    /** Makes a change until its page is seen dirty: the kernel may write it before that. */
    private static PageMap pagesOnceDirty(View view, Change change, int page) throws IOException {
        AtomicReference<PageMap> seen = new AtomicReference<>();
        Eventually.holds(
                "page " + page + " is dirty, and counted",
                () -> {
                    change.make();
                    seen.set(view.pages());
                    return seen.get().is(PageState.DIRTY, page) == Answer.YES
                            && view.cached().orElseThrow().dirty()
                                    == seen.get().count(PageState.DIRTY);
                });
        return seen.get();
    }

    @Test
    void privatePagesAreThoseThatTheViewHasChanged() throws Exception {
        try (FileMapping mapping = open();
                View view = mapping.view(0, size).protection(Protection.COPY_ON_WRITE).map()) {
            view.prefetch();
            assertThat(view.pages().count(PageState.PRIVATE)).isZero();
            bytesOf(view).set(10 * pageSize, 99);
            bytesOf(view).set(12 * pageSize - 1, 99);
            bytesOf(view).set(size - 1, 99);
            PageMap pages = view.pages();
            assertThat(pages.ranges(PageState.PRIVATE))
                    .containsExactly(new PageRange(10, 2), new PageRange(PAGES - 1, 1));
            assertThat(pages.unknown(PageState.PRIVATE)).isZero();
            assertThat(pages.count(PageState.DIRTY)).as("nothing the disk lacks").isZero();
            AddressSpace.mustHave(view, "Anonymous", 3 * pageSize);
            AddressSpace.mustHave(view, "Private_Dirty", 3 * pageSize);
        }
    }

    @Test
    void aPrivatePageIsNotDirtyThoughTheFilesPageIs() throws Exception {
        try (FileMapping mapping = open();
                View shared = mapping.map();
                View view = mapping.view(0, size).protection(Protection.COPY_ON_WRITE).map()) {
            bytesOf(view).set(0, 99);
            pagesOnceDirty(shared, () -> bytesOf(shared).set(0, 98), 0);
            assertThat(view.pages().is(PageState.DIRTY, 0)).isEqualTo(Answer.NO);
        }
    }

    @Test
    void theCacheCountsAgreeWithThePages() throws Exception {
        try (FileMapping mapping = open();
                View view = mapping.map(10 * pageSize + 5, 50 * pageSize)) {
            view.advise(Advice.RANDOM);
            view.advise(Advice.DO_NOT_NEED);
            view.prefetch(List.of(new ByteRange(0, 20 * pageSize)));
            bytesOf(view).set(0, 99);
            PageMap pages =
                    pagesOnceDirty(
                            view,
                            () -> bytesOf(view).set(10 * pageSize, 99),
                            10);
            CacheCounts counts = view.cached().orElseThrow();
            assertThat(counts.pages()).isEqualTo(pages.pageCount()).isEqualTo(51);
            assertThat(counts.cached()).isEqualTo(pages.count(PageState.RESIDENT));
            assertThat(mapping.cached().orElseThrow().pages()).isEqualTo(PAGES);
        }
    }

    @Test
    @NeedsKernel("needs a tmpfs")
    void ofAFileThatLivesInMemoryAloneItIsNotKnownEither() throws Exception {
        Path shared = Path.of("/dev/shm");
        assumeTrue(Files.isDirectory(shared), "needs a tmpfs on /dev/shm");
        Path inMemory = Files.createTempFile(shared, "fileview", ".bin");
        try (FileMapping mapping =
                EngineUnderTest.builder(inMemory)
                        .protection(Protection.READ_WRITE)
                        .size(pageSize)
                        .open();
                View view = mapping.map()) {
            bytesOf(view).set(0, 1);
            assertThat(view.pages().is(PageState.DIRTY, 0)).isEqualTo(Answer.UNKNOWN);
        } finally {
            Files.delete(inMemory);
        }
    }

    @Test
    @NeedsKernel(value = "asks which pages a segment has touched, which the kernel alone sees", orCalls = true)
    void ofMemoryItIsNotKnownWhatWouldBeDirty() throws Exception {
        try (FileMapping memory = EngineUnderTest.memoryBuilder(size).open();
                View view = memory.map()) {
            assertThat(view.pages().count(PageState.RESIDENT)).isZero();
            bytesOf(view).set(5 * pageSize, 1);
            PageMap pages = view.pages();
            assertThat(pages.ranges(PageState.RESIDENT)).containsExactly(new PageRange(5, 1));
            assertThat(pages.ranges(PageState.WORKING_SET)).containsExactly(new PageRange(5, 1));
            assertThat(pages.is(PageState.DIRTY, 5)).isEqualTo(Answer.UNKNOWN);
            assertThat(pages.whyUnknown(PageState.DIRTY)).isNotEmpty();
            assertThat(memory.cached()).isEmpty();
        }
    }
}
