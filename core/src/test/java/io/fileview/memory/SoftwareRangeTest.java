package io.fileview.memory;

import static io.fileview.memory.MemoryFixture.FILE;
import static io.fileview.memory.MemoryFixture.PAGE;
import static io.fileview.memory.MemoryFixture.pages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.FileShrankException;
import io.fileview.PageUnreadableException;
import io.fileview.Protection;
import io.fileview.contract.EngineWorld;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageRange;
import io.fileview.pages.PageState;
import io.fileview.spi.EngineFile;
import io.fileview.spi.MappedRange;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ranges without a segment report each error at the access, and page states exactly. */
@Timeout(60)
class SoftwareRangeTest {
    private MemoryFixture world;

    @BeforeEach
    void makeWorld() throws Exception {
        world = new MemoryFixture(Mode.SOFTWARE);
    }

    @Test
    void anAccessBehindTheEndOfTheFileNamesThePlace() throws Exception {
        EngineFile file = world.openPages(1, 1, 1);
        MappedRange range = world.map(file, Protection.READ_WRITE);
        MappedRange copy = world.map(file, Protection.COPY_ON_WRITE);
        EngineWorld.write(copy, PAGE, (byte) 5);
        EngineWorld.write(copy, 2 * PAGE, (byte) 5);
        world.files.others().truncate(FILE, PAGE + 10);
        assertThat(EngineWorld.read(range, PAGE, 10)).containsOnly(1);
        for (MappedRange each : List.of(range, copy)) {
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> EngineWorld.read(each, PAGE + 5, 6))
                    .satisfies(
                            e -> {
                                assertThat(e.offset()).isEqualTo(PAGE + 10);
                                assertThat(e.length()).isEqualTo(1);
                            });
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> EngineWorld.write(each, 2 * PAGE, (byte) 1));
        }
        world.files.others().truncate(FILE, 3 * PAGE);
        assertThat(EngineWorld.read(copy, 2 * PAGE, 1)).containsExactly(0); // What was private has gone.
        assertThat(EngineWorld.read(copy, PAGE, 1)).containsExactly(5);
        range.unmap();
        copy.unmap();
    }

    @Test
    void aBadPageIsReportedWhereItIsAndHealsWhenItIsWritten() throws Exception {
        EngineFile file = world.openPages(1, 2, 3);
        MappedRange range = world.map(file, Protection.READ_WRITE);
        world.files.disk().markBad(FILE, new ByteRange(PAGE + 7, 1));
        assertThat(EngineWorld.read(range, PAGE, 1)).containsExactly(2); // It is still in the cache.
        world.files.disk().evict(FILE);
        assertThatExceptionOfType(PageUnreadableException.class)
                .isThrownBy(() -> EngineWorld.read(range, 0, 3 * PAGE))
                .satisfies(
                        e -> {
                            assertThat(e.offset()).isEqualTo(PAGE);
                            assertThat(e.length()).isEqualTo(PAGE);
                            assertThat(e.errorName()).contains("EIO");
                        });
        assertThatExceptionOfType(PageUnreadableException.class)
                .isThrownBy(() -> range.prefetch(List.of(new ByteRange(PAGE, 1))));
        assertThatExceptionOfType(PageUnreadableException.class)
                .isThrownBy(() -> EngineWorld.write(range, PAGE, (byte) 1));
        assertThat(EngineWorld.read(range, 2 * PAGE, 1)).containsExactly(3);
        EngineWorld.write(range, PAGE, pages(4));
        file.flush();
        world.files.disk().evict(FILE);
        assertThat(EngineWorld.read(range)).isEqualTo(pages(1, 4, 3));
        world.files.disk().markBad(FILE, new ByteRange(0, 1));
        world.files.disk().evict(FILE);
        world.files.disk().markGood(FILE);
        assertThat(EngineWorld.read(range, 0, 1)).containsExactly(1);
        range.unmap();
    }

    @Test
    void aPrivatePageNeedsTheFileNoMore() throws Exception {
        EngineFile file = world.openPages(1, 2);
        MappedRange copy = world.map(file, Protection.COPY_ON_WRITE);
        EngineWorld.write(copy, PAGE, (byte) 9);
        world.files.disk().markBad(FILE, new ByteRange(0, 2 * PAGE));
        world.files.disk().evict(FILE);
        assertThat(EngineWorld.read(copy, PAGE, 2)).containsExactly(9, 2);
        assertThatExceptionOfType(PageUnreadableException.class)
                .isThrownBy(() -> EngineWorld.read(copy, 0, 1));
        copy.unmap();
    }

    @Test
    void aCopyFollowsTheFileUntilItIsWritten() throws Exception {
        EngineFile file = world.openPages(1, 1);
        MappedRange copy = world.map(file, Protection.COPY_ON_WRITE);
        EngineWorld.write(file, 0, (byte) 2);
        assertThat(EngineWorld.read(copy, 0, 1)).containsExactly(2);
        EngineWorld.write(copy, 1, (byte) 1); // With what is there: it is private all the same.
        EngineWorld.write(file, 0, (byte) 3);
        assertThat(EngineWorld.read(copy, 0, 1)).containsExactly(2);
        assertThat(copy.privatePages().orElseThrow().changed())
                .containsExactly(new ByteRange(0, PAGE));
        copy.unmap();
    }

    @Test
    void pageStatesAreExact() throws Exception {
        EngineFile file = world.openPages(1, 1, 1, 1);
        world.files.disk().evict(FILE);
        MappedRange range = world.map(file, Protection.READ_WRITE);
        ByteRange all = new ByteRange(0, 4 * PAGE);
        EngineWorld.read(range, 0, 1);
        EngineWorld.write(range, PAGE, (byte) 2);
        EngineWorld.read(file, 2 * PAGE, 1);
        PageMap pages = range.residency().orElseThrow().pages(all);
        assertThat(pages.ranges(PageState.RESIDENT)).containsExactly(new PageRange(0, 3));
        assertThat(pages.ranges(PageState.WORKING_SET)).containsExactly(new PageRange(0, 2));
        assertThat(pages.ranges(PageState.DIRTY)).containsExactly(new PageRange(1, 1));
        assertThat(pages.unknown(PageState.RESIDENT)).isZero();
        assertThat(pages.whyUnknown(PageState.REFERENCED)).isPresent();
        range.residency().orElseThrow().trim(new ByteRange(0, PAGE));
        assertThat(range.residency().orElseThrow().pages(all).ranges(PageState.WORKING_SET))
                .containsExactly(new PageRange(1, 1));
        range.advise(all, Advice.DO_NOT_NEED);
        pages = range.residency().orElseThrow().pages(all);
        assertThat(pages.count(PageState.WORKING_SET)).isZero();
        assertThat(pages.ranges(PageState.RESIDENT)).containsExactly(new PageRange(1, 1)); // It is dirty.
        range.advise(all, Advice.WILL_NEED);
        assertThat(range.residency().orElseThrow().pages(all).count(PageState.RESIDENT))
                .isEqualTo(4);
        file.flush();
        assertThat(range.residency().orElseThrow().pages(all).count(PageState.DIRTY)).isZero();
        range.unmap();
    }

    @Test
    void privatePagesAreNotDirty() throws Exception {
        EngineFile file = world.openPages(1, 1);
        MappedRange copy = world.map(file, Protection.COPY_ON_WRITE);
        EngineWorld.write(copy, 0, (byte) 2);
        EngineWorld.write(file, 0, (byte) 3);
        PageMap pages = copy.residency().orElseThrow().pages(new ByteRange(0, 2 * PAGE));
        assertThat(pages.ranges(PageState.PRIVATE)).containsExactly(new PageRange(0, 1));
        assertThat(pages.count(PageState.DIRTY)).isZero();
        copy.unmap();
    }

    @Test
    void aFileMayBeAsLargeAsANumber() throws Exception {
        EngineFile file = world.openPages(1);
        long far = 1L << 60;
        file.extend(far, true);
        MappedRange range = EngineWorld.map(file, far - 10, 10, Protection.READ_WRITE);
        EngineWorld.write(range, 9, (byte) 7);
        file.flush();
        assertThat(EngineWorld.read(file, far - 2, 5)).containsExactly(0, 7);
        range.unmap();
        file.truncate(PAGE);
        assertThat(world.files.usedSpace()).isEqualTo(PAGE);
    }
}
