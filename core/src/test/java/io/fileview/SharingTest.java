package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.pages.Answer;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Scanner;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many mappings, of this and of other processes, have a page. */
@Tag("linux-only")
@NeedsKernel("asks the kernel how many mappings share a page")
class SharingTest {
    private static final int SIZE = 1 << 20;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        Needs.administrator(); // the kernel tells share counts to nobody else
        file = Sample.file(directory, SIZE);
    }

    @Test
    void aPageOfOneViewIsNotShared() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            view.prefetch();
            assertShareCounts(view, 1);
        }
    }

    @Test
    void aSecondViewInThisProcessCounts() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map();
                FileMapping again = EngineUnderTest.open(file, Protection.READ_ONLY)) {
            view.prefetch();
            View other = again.map();
            assertShareCounts(view, 1); // mapped, but not in its page table yet
            other.prefetch();
            assertShareCounts(view, 2);
            assertShareCounts(other, 2);
            other.trim();
            assertShareCounts(view, 1);
            other.prefetch();
            other.close();
            assertShareCounts(view, 1);
        }
    }

    @Test
    void unmappingInAnotherProcessTakesOneFromEachCount() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map();
                ChildJvm.Talk other = ChildJvm.of(Sharer.class, file).start()) {
            view.prefetch();
            other.await("ready");
            assertShareCounts(view, 1);
            for (int i = 0; i < 2; i++) {
                other.say("map");
                other.await("mapped");
                assertShareCounts(view, 2);
                other.say("unmap");
                other.await("unmapped");
                assertShareCounts(view, 1);
            }
        }
    }

    /** Maps a file and unmaps it, when it is told to. */
    static final class Sharer {
        private Sharer() {}

        public static void main(String[] args) throws IOException {
            try (FileMapping mapping =
                    EngineUnderTest.open(Path.of(args[0]), Protection.READ_ONLY);
                    Scanner orders = new Scanner(System.in, StandardCharsets.UTF_8)) {
                System.out.println("ready");
                while (orders.hasNextLine() && orders.nextLine().equals("map")) {
                    try (View view = mapping.map()) {
                        view.prefetch();
                        System.out.println("mapped");
                        orders.nextLine();
                    }
                    System.out.println("unmapped");
                }
            }
        }
    }

    @Test
    void aProcessThatDiesCountsNoMore() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            view.prefetch();
            try (ChildJvm.Talk other = ChildJvm.of(Sharer.class, file).start()) {
                other.say("map");
                other.await("mapped");
                assertShareCounts(view, 2);
            }
            assertShareCounts(view, 1);
        }
    }

    @Test
    void aPrivateCopyIsNotShared() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.COPY_ON_WRITE);
                View view = mapping.map();
                View other = mapping.map()) {
            other.prefetch();
            view.segment().fill((byte) 1);
            assertShareCounts(view, 1);
            assertShareCounts(other, 1);
            assertThat(view.pages().count(PageState.PRIVATE)).isEqualTo(view.pages().pageCount());
        }
    }

    @Test
    void aPageThatIsNotInMemoryIsInNobodysPageTable() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            view.flush(Durability.DEVICE);
            view.advise(Advice.DO_NOT_NEED);
            assertShareCounts(view, 0);
        }
    }

    @Test
    void ofAPageInTheCacheThatTheViewHasNotTouchedNothingIsSaid() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map();
                View other = mapping.map()) {
            other.prefetch();
            PageMap pages = view.pages();
            assertThat(IntStream.range(0, pages.pageCount()))
                    .allMatch(page -> pages.shareCount(page) == PageMap.UNKNOWN_SHARE_COUNT)
                    .allMatch(page -> pages.is(PageState.SHARED, page) == Answer.UNKNOWN);
            assertThat(pages.whyUnknown(PageState.SHARED)).isNotEmpty();
        }
    }

    private static void assertShareCounts(View view, int count) throws IOException {
        PageMap pages = view.pages();
        assertThat(IntStream.range(0, pages.pageCount()).map(pages::shareCount))
                .containsOnly(count);
        assertThat(pages.unknown(PageState.SHARED)).isZero();
        assertThat(pages.count(PageState.SHARED)).isEqualTo(count > 1 ? pages.pageCount() : 0);
    }
}
