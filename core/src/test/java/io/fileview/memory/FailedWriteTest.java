package io.fileview.memory;

import static io.fileview.memory.MemoryFixture.FILE;
import static io.fileview.memory.MemoryFixture.PAGE;
import static io.fileview.memory.MemoryFixture.pages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.Protection;
import io.fileview.contract.EngineWorld;
import io.fileview.spi.EngineFile;
import io.fileview.spi.MappedRange;
import io.fileview.spi.WritebackRepair;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A page that the disk does not take: what Linux does with it, and how it is repaired. */
@Timeout(60)
class FailedWriteTest {
    private static final ByteRange ALL = new ByteRange(0, Long.MAX_VALUE);

    private static void failWrites(MemoryFixture world) {
        world.files.faults().plan(Faults.each(Operation.DISK_WRITE, Fault.error(OsError.EIO)));
    }

    private static WritebackRepair repair(EngineFile file) {
        return file.writebackRepair().orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void aFailedFlushIsToldOnceAndThePageIsLeftOutOfTheNext(Mode mode) throws Exception {
        MemoryFixture world = new MemoryFixture(mode);
        EngineFile file = world.openPages(1, 1);
        MappedRange range = world.map(file, Protection.READ_WRITE);
        EngineWorld.write(range, 5, (byte) 2);
        failWrites(world);
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(() -> range.flush(new ByteRange(0, PAGE), Durability.DEVICE,
                        List.of(range)))
                .satisfies(e -> assertThat(e.errorName()).contains("EIO"));
        world.files.faults().none();
        range.flush(new ByteRange(0, PAGE), Durability.DEVICE, List.of(range));
        assertThat(EngineWorld.read(range, 5, 1)).containsExactly(2);
        assertThat(world.files.disk().readDurable(FILE)).isEqualTo(pages(1, 1));
        range.unmap();
    }

    @ParameterizedTest
    @EnumSource
    void aPageThatIsMarkedAgainIsWritten(Mode mode) throws Exception {
        MemoryFixture world = new MemoryFixture(mode);
        EngineFile file = world.openPages(1, 1, 1);
        world.files.disk().evict(FILE);
        EngineWorld.write(file, PAGE, pages(2));
        failWrites(world);
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(file::flush);
        world.files.faults().none();
        assertThat(repair(file).dirtyAgain(ALL)).containsExactly(new ByteRange(PAGE, PAGE));
        file.flush();
        assertThat(world.files.disk().readDurable(FILE)).isEqualTo(pages(1, 2, 1));
        assertThat(repair(file).notOnDisk(List.of(ALL))).isEmpty();
    }

    @Test
    void changesAfterTheFailureAreNoticedThroughSegments() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1);
        MappedRange range = world.map(file, Protection.READ_WRITE);
        EngineWorld.write(range, 0, (byte) 2);
        failWrites(world);
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(file::flush);
        world.files.faults().none();
        EngineWorld.write(range, 1, (byte) 3);
        file.flush();
        assertThat(world.files.disk().readDurable(FILE)).startsWith(2, 3, 1);
        range.unmap();
    }

    @Test
    void eachOpenFileIsToldOnce() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile one = world.openPages(1);
        EngineFile other = world.open(FILE);
        EngineWorld.write(one, 0, (byte) 2);
        failWrites(world);
        world.files.disk().writeBack(FILE);
        world.files.faults().none();
        EngineFile later = world.open(FILE); // Nobody was told yet, so it is told too.
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(() -> repair(one).lookForWriteError(false));
        EngineFile last = world.open(FILE);
        repair(one).lookForWriteError(false);
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(other::flush);
        other.flush();
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(later::flush);
        last.flush();
    }

    @Test
    void schedulingTellsNothingNow() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1);
        EngineWorld.write(file, 0, (byte) 2);
        failWrites(world);
        file.flush(ALL, Durability.SCHEDULED, List.of());
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(() -> file.flush(ALL, Durability.WRITTEN, List.of()));
    }

    @ParameterizedTest
    @EnumSource
    void theOldBytesComeBackWhenThePageLeavesTheCache(Mode mode) throws Exception {
        MemoryFixture world = new MemoryFixture(mode);
        EngineFile file = world.openPages(1, 1);
        MappedRange range = world.map(file, Protection.READ_WRITE);
        EngineWorld.write(range, 0, pages(2, 2));
        failWrites(world);
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(file::flush);
        world.files.faults().none();
        EngineWorld.write(range, PAGE, (byte) 3);
        long before = repair(file).evictions();
        assertThat(world.files.disk().evict(FILE)).isEqualTo(1); // The second page is dirty.
        assertThat(repair(file).evictions()).isEqualTo(before + 1);
        assertThat(EngineWorld.read(range, 0, PAGE)).isEqualTo(pages(1));
        assertThat(EngineWorld.read(range, PAGE, 2)).containsExactly(3, 2);
        assertThat(repair(file).dirtyAgain(new ByteRange(PAGE, PAGE))).hasSize(1);
        range.unmap();
    }

    @Test
    void anErrorMayBeExposedByFlushesOnly() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1);
        assertThat(repair(file).lookForWriteError(false)).isTrue();
        world.files.behaviour().exposesErrorsOnlyByFlushes(true);
        EngineWorld.write(file, 0, pages(2));
        failWrites(world);
        world.files.disk().writeBack(FILE);
        world.files.faults().none();
        assertThat(repair(file).lookForWriteError(false)).isFalse();
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(() -> repair(file).lookForWriteError(true));
        assertThat(repair(file).lookForWriteError(true)).isTrue();
    }

    @Test
    void evictionsMayGoUncounted() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1);
        long before = repair(file).recentEvictions();
        world.files.countForeignEviction();
        assertThat(repair(file).recentEvictions()).isEqualTo(before + 1);
        world.files.behaviour().countsEvictions(false);
        assertThat(repair(file).evictions()).isEqualTo(WritebackRepair.UNKNOWN_EVICTIONS);
    }

    @Test
    void aBlockWhoseFirstWriteFailedStaysLostUntilItIsReplaced() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        world.files.behaviour().losesFailedFirstWrites(true);
        EngineFile file = world.openPages(1);
        file.extend(2 * PAGE, false);
        file.flush();
        EngineWorld.write(file, 0, pages(2, 2));
        failWrites(world);
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(file::flush);
        world.files.faults().none();
        repair(file).dirtyAgain(ALL);
        file.flush();
        assertThat(world.files.disk().readDurable(FILE)).isEqualTo(pages(2, 0));
        List<ByteRange> missing = repair(file).notOnDisk(List.of(ALL));
        assertThat(missing).containsExactly(new ByteRange(PAGE, PAGE));
        world.files.behaviour().givesFreshBlocks(false);
        assertThat(repair(file).takeFreshBlocks(missing)).isFalse();
        world.files.behaviour().givesFreshBlocks(true);
        assertThat(repair(file).takeFreshBlocks(missing)).isTrue();
        assertThat(repair(file).notOnDisk(List.of(ALL))).isEmpty();
        repair(file).dirtyAgain(ALL);
        file.flush();
        assertThat(world.files.disk().readDurable(FILE)).isEqualTo(pages(2, 2));
    }

    @Test
    void whatAnotherProgramWritesIsOnTheDiskWhateverWasLost() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        world.files.behaviour().losesFailedFirstWrites(true);
        EngineFile file = world.openPages();
        EngineWorld.write(file, 0, pages(1));
        failWrites(world);
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(file::flush);
        world.files.others().write(FILE, 0, pages(2));
        assertThat(world.files.disk().readDurable(FILE)).isEqualTo(pages(2));
    }

    @Test
    void whoDoesNotKnowWhatIsOnTheDiskSuspectsAll() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        world.files.behaviour().knowsWhatIsOnDisk(false);
        EngineFile file = world.openPages(1);
        List<ByteRange> asked = List.of(new ByteRange(0, PAGE));
        assertThat(repair(file).knowsWhatIsOnDisk()).isFalse();
        assertThat(repair(file).notOnDisk(asked)).isEmpty();
        world.files.behaviour().losesFailedFirstWrites(true);
        assertThat(repair(file).notOnDisk(asked)).isEqualTo(asked);
    }

    @Test
    void aFailedWriteMayHaveReachedTheDiskInPart() throws Exception {
        boolean torn = false;
        for (long seed = 0; seed < 30; seed++) {
            MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
            EngineFile file = world.openPages(1);
            EngineWorld.write(file, 0, pages(2));
            failWrites(world);
            assertThatExceptionOfType(FlushFailedException.class).isThrownBy(file::flush);
            world.files.cutPower(new Random(seed));
            byte[] left = world.files.others().read(FILE);
            assertThat(left).containsOnly(1, 2);
            torn |= left[0] != left[PAGE - 1];
        }
        assertThat(torn).isTrue();
    }

    @Test
    void aFlushThatTheDisksOwnCacheRefusesMakesNothingDurable() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1);
        EngineWorld.write(file, 0, pages(2, 2));
        world.files.faults().plan(Faults.once(Operation.DISK_FLUSH, Fault.error(OsError.EIO)));
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(file::flush);
        assertThat(world.files.disk().readDurable(FILE)).isEqualTo(pages(1));
        file.flush();
        assertThat(world.files.disk().readDurable(FILE)).isEqualTo(pages(2, 2));
    }

    @Test
    void onlyNamedRangesAreFlushedIfTheSystemMustBeTold() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        world.files.behaviour().flushesLiveRangesOnly(true);
        EngineFile file = world.openPages(1, 1);
        MappedRange one = EngineWorld.map(file, 0, PAGE, Protection.READ_WRITE);
        MappedRange other = EngineWorld.map(file, PAGE, PAGE, Protection.READ_WRITE);
        EngineWorld.write(one, 0, pages(2));
        EngineWorld.write(other, 0, pages(2));
        file.flush(ALL, Durability.DEVICE, List.of(other));
        assertThat(world.files.disk().readDurable(FILE)).isEqualTo(pages(1, 2));
        one.flush(new ByteRange(0, PAGE), Durability.DEVICE, List.of());
        assertThat(world.files.disk().readDurable(FILE)).isEqualTo(pages(2, 2));
        one.unmap();
        other.unmap();
    }
}
