package io.fileview.memory;

import static io.fileview.memory.MemoryFixture.FILE;
import static io.fileview.memory.MemoryFixture.PAGE;
import static io.fileview.memory.MemoryFixture.pages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.DiskFullException;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.PageUnreadableException;
import io.fileview.Protection;
import io.fileview.contract.EngineWorld;
import io.fileview.spi.Directory;
import io.fileview.spi.EngineFile;
import io.fileview.spi.ExtendedAttribute;
import io.fileview.spi.FileLocation;
import io.fileview.spi.MappedRange;
import io.fileview.spi.WritebackRepair;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults meet the calls that they are put on, and no others. */
@Timeout(60)
class FaultsTest {
    /** Calls everything once, as far as a mode has it. */
    private static void callEverything(MemoryFixture world, Mode mode) throws IOException {
        Directory directory = world.directory();
        directory.find("file");
        directory.openTemporary("temporary-").close();
        directory.open("file", io.fileview.spi.OpenRequest.existing(Protection.READ_ONLY)).close();
        world.files.engine().openMemory().close();
        EngineFile file = world.create(FILE.resolveSibling("new"));
        file.extend(3 * PAGE, false);
        file.size();
        file.reserve(List.of(new ByteRange(0, PAGE)));
        EngineWorld.write(file, 0, pages(1, 2));
        world.files.disk().evict(FILE);
        EngineFile old = world.open(FILE);
        EngineWorld.read(old, 0, PAGE);
        file.blockCloning().orElseThrow().cloneFrom(old);
        file.lock(0, false, Duration.ZERO);
        file.unlock(0);
        file.cached(new ByteRange(0, PAGE));
        MappedRange range = world.map(file, Protection.READ_WRITE);
        if (mode == Mode.SOFTWARE) {
            EngineWorld.write(range, 0, (byte) 1);
            EngineWorld.read(range, 0, 1);
        }
        ByteRange page = new ByteRange(0, PAGE);
        range.prefetch(List.of(page));
        range.advise(page, Advice.RANDOM);
        range.residency().orElseThrow().pages(page);
        range.residency().orElseThrow().trim(page);
        range.locking().orElseThrow().lock(page);
        range.locking().orElseThrow().unlock(page);
        range.flush(page, Durability.DEVICE, List.of(range));
        file.extend(4 * PAGE, true);
        range.remap(4 * PAGE);
        range.unmap();
        MappedRange copy = world.map(file, Protection.COPY_ON_WRITE);
        EngineWorld.write(copy, 0, (byte) 5);
        copy.privatePages().orElseThrow().discard(copy.privatePages().orElseThrow().changed());
        copy.unmap();
        ExtendedAttribute attribute = file.extendedAttribute().orElseThrow();
        attribute.write(new byte[] {1});
        attribute.read();
        attribute.remove();
        file.status();
        file.copyPermissionsOf(old);
        WritebackRepair repair = file.writebackRepair().orElseThrow();
        repair.lookForWriteError(true);
        List<ByteRange> dirty = repair.dirtyAgain(page);
        repair.notOnDisk(dirty);
        repair.takeFreshBlocks(dirty);
        file.flush();
        file.truncate(1);
        file.flushMetadata();
        directory.rename("new", "newer");
        directory.remove("newer");
        directory.flush();
        file.discardCreated();
        file.close();
        old.close();
        directory.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyOperationIsCounted(Mode mode) throws Exception {
        MemoryFixture world = newWorld(mode);
        callEverything(world, mode);
        Set<Operation> missing = EnumSet.allOf(Operation.class);
        world.files.faults().log().forEach(call -> missing.remove(call.operation()));
        if (mode == Mode.SEGMENT) {
            missing.removeAll(List.of(Operation.READ_PAGES, Operation.WRITE_PAGES));
        }
        assertThat(missing).isEmpty();
        assertThat(world.files.faults().count()).isEqualTo(world.files.faults().log().size());
    }

    private static final List<Operation> WHAT_MAY_BE_UNKNOWN =
            List.of(Operation.CACHED, Operation.TAKE_FRESH_BLOCKS);

    private static final List<Operation> WHAT_NEED_NOT_WORK =
            List.of(Operation.CACHED, Operation.TAKE_FRESH_BLOCKS, Operation.FLUSH_DIRECTORY);

    @ParameterizedTest
    @EnumSource
    void eachCallFailsWithEachErrorAndOnlyThatOne(Mode mode) throws Exception {
        MemoryFixture counted = newWorld(mode);
        callEverything(counted, mode);
        List<Call> calls = counted.files.faults().log();
        int silent = 0;
        for (OsError error : OsError.values()) {
            for (Call call : calls) {
                for (Fault fault : List.of(Fault.error(error), Fault.errorAfterwards(error))) {
                    MemoryFixture world = newWorld(mode);
                    world.files.faults().plan(Faults.at(call.number(), fault));
                    IOException thrown = null;
                    try {
                        callEverything(world, mode);
                    } catch (IOException expected) {
                        thrown = expected;
                    }
                    if (thrown == null) {
                        assertThat(call.operation())
                                .isIn(
                                        MemoryFileSystem.UNFLUSHABLE.contains(error.name())
                                                ? WHAT_NEED_NOT_WORK
                                                : WHAT_MAY_BE_UNKNOWN);
                        silent++;
                    } else {
                        assertThat(thrown).hasMessageContaining(error.name());
                    }
                    List<Call> log = world.files.faults().log();
                    assertThat(log.subList(0, (int) call.number() + 1))
                            .isEqualTo(calls.subList(0, (int) call.number() + 1));
                }
            }
        }
        assertThat(silent).isPositive();
        System.out.println(
                calls.size() * OsError.values().length * 2 + " faults in the mode " + mode);
    }

    private static MemoryFixture newWorld(Mode mode) throws IOException {
        MemoryFixture world = new MemoryFixture(mode);
        world.files.others().write(FILE, pages(1));
        world.files.faults().restart();
        return world;
    }

    @Test
    void errorsHaveTheTypeThatAnEngineGivesThem() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1, 2);
        Faults faults = world.files.faults();
        faults.plan(Faults.each(Operation.WRITE, Fault.error(OsError.ENOSPC)));
        assertThatExceptionOfType(DiskFullException.class)
                .isThrownBy(() -> EngineWorld.write(file, 3, (byte) 1))
                .satisfies(
                        e -> {
                            assertThat(e.file()).isEqualTo(FILE.toString());
                            assertThat(e.offset()).isEqualTo(3);
                            assertThat(e.length()).isEqualTo(1);
                            assertThat(e.errorName()).contains("ENOSPC");
                        });
        faults.plan(Faults.each(Operation.READ, Fault.error(OsError.ESTALE)));
        assertThatExceptionOfType(PageUnreadableException.class)
                .isThrownBy(() -> EngineWorld.read(file, 0, 1));
        faults.plan(Faults.each(Operation.FLUSH, Fault.error(OsError.EIO)));
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(file::flush);
        faults.plan(Faults.each(Operation.OPEN, Fault.error(OsError.EACCES)));
        assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> world.open(FILE));
        faults.plan(Faults.each(Operation.SIZE, Fault.error(OsError.EINTR)));
        assertThatExceptionOfType(MappingException.class).isThrownBy(file::size);
        IOException own = new IOException("own");
        faults.plan(Faults.each(Operation.SIZE, Fault.exception(own)));
        assertThatExceptionOfType(IOException.class).isThrownBy(file::size).isSameAs(own);
        faults.none();
        assertThat(file.size()).isEqualTo(2 * PAGE);
    }

    @Test
    void aCallMayDoItsWorkAndFailAllTheSame() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1, 2);
        world.files.faults().plan(Faults.once(Operation.WRITE, Fault.errorAfterwards(OsError.EIO)));
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> EngineWorld.write(file, 0, (byte) 8, (byte) 9));
        assertThat(EngineWorld.read(file, 0, 2)).containsExactly(8, 9);
        world.files.faults().plan(Faults.once(Operation.WRITE, Fault.errorHalfway(OsError.EIO)));
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> EngineWorld.write(file, 0, (byte) 4, (byte) 5));
        assertThat(EngineWorld.read(file, 0, 2)).containsExactly(4, 9);
    }

    @Test
    void aRemapThatFailsAfterwardsLosesTheRange() throws Exception {
        for (Mode mode : Mode.values()) {
            MemoryFixture world = new MemoryFixture(mode);
            EngineFile file = world.openPages(1, 2);
            MappedRange range = EngineWorld.map(file, 0, 10, Protection.READ_WRITE);
            world.files.faults().plan(Faults.once(Operation.REMAP, Fault.error(OsError.EIO)));
            assertThatExceptionOfType(MappingException.class).isThrownBy(() -> range.remap(20));
            assertThat(range.isMapped()).isTrue();
            assertThat(EngineWorld.read(range)).hasSize(10);
            world.files.faults()
                    .plan(Faults.once(Operation.REMAP, Fault.errorAfterwards(OsError.EIO)));
            assertThatExceptionOfType(MappingException.class).isThrownBy(() -> range.remap(20));
            assertThat(range.isMapped()).isFalse();
            file.close();
        }
    }

    @Test
    void aCallThatIsHeldUpHoldsUpNoOther() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1, 2);
        EngineWorld.write(file, 0, (byte) 9);
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        world.files
                .faults()
                .plan(
                        Faults.once(
                                Operation.DISK_WRITE,
                                Fault.before(call -> reached.countDown())
                                        .and(Fault.delay(release, Duration.ofSeconds(60)))));
        FutureTask<Boolean> flush =
                new FutureTask<>(
                        () -> {
                            file.flush();
                            return true;
                        });
        Thread.ofPlatform().start(flush);
        reached.await();
        MappedRange range = world.map(file, Protection.READ_WRITE);
        assertThat(
                range.residency()
                        .orElseThrow()
                        .pages(new ByteRange(0, 2 * PAGE))
                        .ranges(io.fileview.pages.PageState.WRITEBACK))
                .containsExactly(new io.fileview.pages.PageRange(0, 1));
        EngineWorld.write(range, PAGE, (byte) 8);
        assertThat(flush.isDone()).isFalse();
        release.countDown();
        assertThat(flush.get()).isTrue();
        range.unmap();
    }

    @Test
    void whoeverHoldsACallUpForTooLongFailsTheTest() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1);
        world.files
                .faults()
                .plan(Faults.each(Operation.SIZE,
                        Fault.delay(new CountDownLatch(1), Duration.ofMillis(2))));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(file::size)
                .withMessageContaining("nobody released it");
        world.files.faults().plan(Faults.each(Operation.SIZE, Fault.delay(Duration.ofMillis(2))));
        assertThat(file.size()).isEqualTo(PAGE);
    }

    @Test
    void aPlanMayCutThePowerInTheMiddleOfACall() throws Exception {
        List<String> found = new ArrayList<>();
        for (long seed = 0; seed < 20; seed++) {
            MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
            EngineFile file = world.openPages(1, 1, 1);
            EngineWorld.write(file, 0, pages(2, 2, 2));
            java.util.Random random = new java.util.Random(seed);
            world.files
                    .faults()
                    .plan(
                            Faults.at(
                                    2,
                                    Fault.before(call -> world.files.cutPower(random))));
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(file::flush)
                    .withMessageContaining("the power was cut");
            world.files.faults().none();
            byte[] left = world.files.others().read(FILE);
            found.add(left[0] + " " + left[PAGE] + " " + left[2 * PAGE]);
        }
        assertThat(found).contains("2 2 1").anyMatch(state -> state.startsWith("1"));
    }

    @Test
    void theDiskIsAskedForPagesThatAreNotInTheCacheAndNotWrittenAsAWhole() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1, 1, 1, 1);
        world.files.disk().evict(FILE);
        world.files.faults().restart();
        EngineWorld.write(file, PAGE - 1, new byte[PAGE + 2]);
        EngineWorld.write(file, 3 * PAGE, pages(2));
        EngineWorld.read(file, 0, 4 * PAGE);
        assertThat(world.files.faults().log().stream()
                .filter(call -> call.operation() == Operation.DISK_READ))
                .extracting(Call::offset)
                .containsExactly(0L, 2L * PAGE);
    }

    @Test
    void callsNameTheFileByItsLocation() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        world.openPages(1).close();
        assertThat(world.files.faults().log())
                .singleElement()
                .satisfies(
                        call -> {
                            assertThat(call.file()).isEqualTo(FileLocation.of(FILE).toString());
                            assertThat(call.isOf("file")).isTrue();
                            assertThat(call.toString()).isEqualTo("0 OPEN " + FILE);
                        });
    }
}
