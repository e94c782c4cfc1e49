package io.fileview.memory;

import static io.fileview.memory.MemoryFixture.FILE;
import static io.fileview.memory.MemoryFixture.PAGE;
import static io.fileview.memory.MemoryFixture.pages;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.MappingLimitException;
import io.fileview.Protection;
import io.fileview.contract.EngineWorld;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import io.fileview.spi.EngineFile;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ranges with a segment share the memory of their file. */
@Timeout(60)
class SegmentRangeTest {
    private static final long MAPPABLE = 16L * PAGE;

    @Test
    void rangesThatWereMappedBeforeAndAfterTheFileGrewShareTheirBytes() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1);
        MappedRange before = world.map(file, Protection.READ_WRITE);
        file.extend(1000 * PAGE, false);
        MappedRange after = world.map(file, Protection.READ_WRITE);
        EngineWorld.write(before, 5, (byte) 7);
        assertThat(EngineWorld.read(after, 5, 1)).containsExactly(7);
        before.unmap();
        EngineWorld.write(after, 999 * PAGE, (byte) 8);
        assertThat(EngineWorld.read(file, 999 * PAGE, 1)).containsExactly(8);
        after.unmap();
        assertThat(world.files.others().read(FILE)[999 * PAGE]).isEqualTo((byte) 8);
    }

    @Test
    void memoryIsOnePieceAsFarAsTheOptionsSay() throws Exception {
        MemoryFixture world = new MemoryFixture(Options.DEFAULT.mappable(MAPPABLE));
        EngineFile file = world.openPages(1);
        file.extend(10 * MAPPABLE, true);
        MappedRange first = EngineWorld.map(file, 0, MAPPABLE, Protection.READ_WRITE);
        MappedRange second = EngineWorld.map(file, MAPPABLE, MAPPABLE, Protection.READ_WRITE);
        assertThatExceptionOfType(MappingLimitException.class)
                .isThrownBy(() -> EngineWorld.map(file, 0, MAPPABLE + 1, Protection.READ_WRITE));
        assertThatExceptionOfType(MappingLimitException.class)
                .isThrownBy(() -> first.remap(MAPPABLE + 1));
        assertThat(first.isMapped()).isTrue();
        EngineWorld.write(first, 3, (byte) 3);
        EngineWorld.write(second, 0, (byte) 4);
        second.unmap();
        first.remap(2 * MAPPABLE);
        assertThat(EngineWorld.read(first, 3, 1)).containsExactly(3);
        assertThat(EngineWorld.read(first, MAPPABLE, 1)).containsExactly(4);
        first.unmap();
        MappedRange far = EngineWorld.map(file, 9 * MAPPABLE - 5, 10, Protection.READ_WRITE);
        EngineWorld.write(far, 9, (byte) 5);
        far.unmap();
        assertThat(EngineWorld.read(file, 9 * MAPPABLE + 4, 1)).containsExactly(5);
    }

    @Test
    void whatIsWrittenBehindTheEndOfATruncatedFileIsNoPartOfIt() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1, 1, 1);
        MappedRange range = world.map(file, Protection.READ_WRITE);
        world.files.others().truncate(FILE, PAGE + 10);
        assertThat(EngineWorld.read(range, PAGE + 10, 2 * PAGE - 10)).containsOnly(0);
        EngineWorld.write(range, PAGE + 20, (byte) 9);
        EngineWorld.write(range, 2 * PAGE, (byte) 9);
        file.extend(3 * PAGE, false);
        assertThat(EngineWorld.read(file, PAGE + 10, 2 * PAGE)).containsOnly(0);
        assertThat(EngineWorld.read(range, PAGE + 10, 2 * PAGE - 10)).containsOnly(0);
        range.unmap();
    }

    @Test
    void anotherProgramsChangesAreSeenThroughTheSegment() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1, 1);
        MappedRange range = world.map(file, Protection.READ_WRITE);
        EngineWorld.write(range, 0, (byte) 5);
        world.files.others().write(FILE, PAGE, new byte[] {6});
        assertThat(EngineWorld.read(range, PAGE, 2)).containsExactly(6, 1);
        assertThat(EngineWorld.read(range, 0, 1)).containsExactly(5);
        assertThat(world.files.disk().readDurable(FILE)[0]).isEqualTo((byte) 1);
        assertThat(world.files.disk().readDurable(FILE)[PAGE]).isEqualTo((byte) 6);
        range.unmap();
    }

    @Test
    void pagesThatOnlyASegmentMayHaveReadAreUnknown() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1, 1, 1);
        world.files.disk().evict(FILE);
        MappedRange range = world.map(file, Protection.READ_WRITE);
        EngineWorld.write(range, PAGE, (byte) 2);
        PageMap pages = range.residency().orElseThrow().pages(new ByteRange(0, 3 * PAGE));
        assertThat(pages.count(PageState.RESIDENT)).isEqualTo(1);
        assertThat(pages.unknown(PageState.RESIDENT)).isEqualTo(2);
        assertThat(pages.count(PageState.DIRTY)).isEqualTo(1);
        assertThat(pages.whyUnknown(PageState.WORKING_SET)).isPresent();
        range.unmap();
    }

    @Test
    void theAnchorIsReachableAsLongAsTheSegmentIs() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1);
        Object anchor = new Object();
        WeakReference<Object> reference = new WeakReference<>(anchor);
        MemorySegment slice =
                file.map(new MapRequest(0, PAGE, Protection.READ_WRITE, false, anchor))
                        .segment()
                        .orElseThrow()
                        .asSlice(5, 1);
        anchor = null;
        for (int i = 0; i < 5; i++) {
            System.gc();
            assertThat(reference.get()).isNotNull();
        }
        assertThat(slice.get(JAVA_BYTE, 0)).isEqualTo((byte) 1);
        slice = null;
        for (int i = 0; i < 1000 && reference.get() != null; i++) {
            System.gc();
            Thread.sleep(1);
        }
        assertThat(reference.get()).isNull();
    }

    @Test
    void aSegmentOutlivesItsFileSystem() throws Exception {
        MemorySegment segment = segmentOfAnUnreachableFileSystem();
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(1);
        }
        assertThat(segment.toArray(JAVA_BYTE)).isEqualTo(pages(3));
    }

    private static MemorySegment segmentOfAnUnreachableFileSystem() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        return world.map(world.openPages(3), Protection.READ_WRITE).segment().orElseThrow();
    }
}
