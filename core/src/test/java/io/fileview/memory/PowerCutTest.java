package io.fileview.memory;

import static io.fileview.memory.MemoryFixture.FILE;
import static io.fileview.memory.MemoryFixture.PAGE;
import static io.fileview.memory.MemoryFixture.pages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.contract.EngineWorld;
import io.fileview.spi.Directory;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.MappedRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a power cut and the end of a process leave. */
@Timeout(60)
class PowerCutTest {
    private static final int CUTS = 60;
    private static final Path NEW = FILE.resolveSibling("new");

    /** What a test finds after a cut. */
    private interface Look {
        Object at(MemoryFixture world, long seed) throws Exception;
    }

    private static Set<Object> afterCuts(Look look) throws Exception {
        Set<Object> found = new HashSet<>();
        for (long seed = 0; seed < CUTS; seed++) {
            found.add(look.at(new MemoryFixture(Mode.SEGMENT), seed));
        }
        return found;
    }

    @ParameterizedTest
    @EnumSource
    void whatWasFlushedThroughARangeIsLeft(Mode mode) throws Exception {
        for (long seed = 0; seed < CUTS; seed++) {
            MemoryFixture world = new MemoryFixture(mode);
            EngineFile file = world.openPages(1, 2, 3);
            MappedRange range = world.map(file, Protection.READ_WRITE);
            EngineWorld.write(range, 0, pages(4, 5, 6));
            range.flush(new ByteRange(PAGE, 1), Durability.DEVICE, List.of(range));
            world.files.cutPower(new Random(seed));
            assertThat(world.files.others().read(FILE)[PAGE]).isEqualTo((byte) 5);
            assertThat(world.files.others().read(FILE)[2 * PAGE - 1]).isEqualTo((byte) 5);
        }
    }

    @Test
    void aPageThatWasOnlyWrittenMayStillBeInTheDisksOwnCache() throws Exception {
        assertThat(
                afterCuts(
                        (world, seed) -> {
                            EngineFile file = world.openPages(1);
                            EngineWorld.write(file, 0, (byte) 2);
                            file.flush(new ByteRange(0, PAGE), Durability.WRITTEN, List.of());
                            world.files.cutPower(new Random(seed));
                            return world.files.others().read(FILE)[0];
                        }))
                .containsExactlyInAnyOrder((byte) 1, (byte) 2);
    }

    @Test
    void aNewFileIsThereForSureOnceItIsFlushed() throws Exception {
        assertThat(
                afterCuts(
                        (world, seed) -> {
                            EngineFile file = world.create(NEW);
                            EngineWorld.write(file, 0, pages(7));
                            file.flush();
                            world.files.cutPower(new Random(seed));
                            return world.files.others().read(NEW).length;
                        }))
                .containsExactly(PAGE);
        assertThat(
                afterCuts(
                        (world, seed) -> {
                            EngineFile file = world.create(NEW);
                            EngineWorld.write(file, 0, pages(7));
                            world.files.cutPower(new Random(seed));
                            return world.files.others().exists(NEW);
                        }))
                .containsExactlyInAnyOrder(true, false);
    }

    @Test
    void aFlushByAnotherOpeningKeepsTheBytesAndNotTheName() throws Exception {
        assertThat(
                afterCuts(
                        (world, seed) -> {
                            EngineFile file = world.create(NEW);
                            EngineFile other = world.open(NEW);
                            EngineWorld.write(other, 0, pages(7));
                            other.flush();
                            world.files.cutPower(new Random(seed));
                            return world.files.others().exists(NEW)
                                    ? world.files.others().read(NEW)[PAGE - 1]
                                    : file.created();
                        }))
                .containsExactlyInAnyOrder(true, (byte) 7);
    }

    @Test
    void metadataAreFlushedByThemselves() throws Exception {
        assertThat(
                afterCuts(
                        (world, seed) -> {
                            EngineFile file = world.create(NEW);
                            EngineWorld.write(file, 0, pages(7));
                            file.flushMetadata();
                            world.files.cutPower(new Random(seed));
                            byte[] left = world.files.others().read(NEW);
                            return left.length == PAGE && (left[0] == 0 || left[0] == 7);
                        }))
                .containsExactly(true);
    }

    @Test
    void aRenameHappensWhollyOrNotAtAll() throws Exception {
        assertThat(
                afterCuts(
                        (world, seed) -> {
                            world.files.others().write(FILE, new byte[] {1});
                            world.files.others().write(NEW, new byte[] {2});
                            Directory directory = world.directory();
                            directory.rename("new", "file");
                            world.files.cutPower(new Random(seed));
                            return world.files.others().list(MemoryFixture.DIRECTORY)
                                    + " "
                                    + world.files.others().read(FILE)[0];
                        }))
                .containsExactlyInAnyOrder("[file, new] 1", "[file] 2");
    }

    @Test
    void aFileThatWasRenamedTwiceHasOneName() throws Exception {
        assertThat(
                afterCuts(
                        (world, seed) -> {
                            world.files.others().write(FILE, new byte[] {1});
                            Directory directory = world.directory();
                            directory.rename("file", "second");
                            directory.rename("second", "third");
                            world.files.cutPower(new Random(seed));
                            return world.files.others().list(MemoryFixture.DIRECTORY);
                        }))
                .containsExactlyInAnyOrder(List.of("file"), List.of("second"), List.of("third"));
    }

    @Test
    void entriesAreThereForSureOnceTheDirectoryIsFlushed() throws Exception {
        assertThat(
                afterCuts(
                        (world, seed) -> {
                            world.files.others().write(FILE, new byte[] {1});
                            world.create(NEW).close();
                            Directory directory = world.directory();
                            directory.rename("new", "newer");
                            directory.remove("file");
                            directory.flush();
                            world.create(FILE.resolveSibling("later")).close();
                            world.files.cutPower(new Random(seed));
                            return world.files.others().list(MemoryFixture.DIRECTORY);
                        }))
                .containsExactlyInAnyOrder(List.of("newer"), List.of("later", "newer"));
    }

    @Test
    void aFileThatWasRemovedMayComeBackAsItWas() throws Exception {
        assertThat(
                afterCuts(
                        (world, seed) -> {
                            EngineFile file = world.openPages(1);
                            FileIdentity identity = file.identity();
                            world.directory().remove("file");
                            file.close();
                            world.create(FILE).close();
                            world.files.cutPower(new Random(seed));
                            if (!world.files.others().exists(FILE)) {
                                return "gone";
                            }
                            try (EngineFile left = world.open(FILE)) {
                                boolean same = left.identity().mayBe(identity);
                                assertThat(left.identity().key()).isNotEqualTo(identity.key());
                                return (same ? "old " : "new ") + left.size();
                            }
                        }))
                .containsExactlyInAnyOrder("old " + PAGE, "new 0", "gone");
    }

    @Test
    void aTruncationIsLostOrNotAsAWhole() throws Exception {
        assertThat(
                afterCuts(
                        (world, seed) -> {
                            EngineFile file = world.openPages(1, 2);
                            byte[] before = world.files.others().read(FILE);
                            file.truncate(0);
                            world.files.cutPower(new Random(seed));
                            byte[] left = world.files.others().read(FILE);
                            if (left.length > 0) {
                                assertThat(left).isEqualTo(before);
                            }
                            return left.length;
                        }))
                .containsExactlyInAnyOrder(0, 2 * PAGE);
    }

    @Test
    void aFileThatWasTruncatedAndHasGrownAgainMayBeEmpty() throws Exception {
        assertThat(
                afterCuts(
                        (world, seed) -> {
                            EngineFile file = world.openPages(1, 2);
                            file.truncate(0);
                            file.extend(2 * PAGE, false);
                            world.files.cutPower(new Random(seed));
                            int size = world.files.others().read(FILE).length;
                            return size == 0 ? "empty" : size == 2 * PAGE ? "whole" : "part";
                        }))
                .containsExactlyInAnyOrder("empty", "whole", "part");
    }

    @Test
    void changesThroughASegmentMayHaveReachedTheDiskByThemselves() throws Exception {
        assertThat(
                afterCuts(
                        (world, seed) -> {
                            EngineFile file = world.openPages(1);
                            EngineWorld.write(world.map(file, Protection.READ_WRITE), 0, (byte) 2);
                            world.files.cutPower(new Random(seed));
                            return world.files.others().read(FILE)[0];
                        }))
                .containsExactlyInAnyOrder((byte) 1, (byte) 2);
    }

    @ParameterizedTest
    @EnumSource
    void whatWasOpenIsDead(Mode mode) throws Exception {
        MemoryFixture world = new MemoryFixture(mode);
        EngineFile file = world.openPages(1, 2);
        MappedRange range = world.map(file, Protection.READ_WRITE);
        Directory directory = world.directory();
        range.locking().orElseThrow().lock(new ByteRange(0, PAGE));
        assertThat(file.lock(0, false, Duration.ZERO)).isTrue();
        world.files.cutPower(new Random(1));
        assertDead(() -> EngineWorld.read(file, 0, 1));
        assertDead(file::size);
        assertDead(() -> file.lock(0, true, Duration.ZERO));
        assertDead(() -> range.prefetch(List.of(new ByteRange(0, 1))));
        assertDead(() -> range.flush(new ByteRange(0, 1), Durability.DEVICE, List.of()));
        assertDead(() -> directory.find("file"));
        range.unmap();
        file.close();
        directory.close();
        try (EngineFile again = world.open(FILE)) {
            assertThat(again.lock(0, false, Duration.ZERO)).isTrue();
            assertThat(EngineWorld.read(again, 0, 3 * PAGE)).isEqualTo(pages(1, 2));
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    private static void assertDead(Action action) {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(action::run)
                .satisfies(e -> assertThat(e.errorName()).contains("EIO"));
    }

    @Test
    void whoeverWaitsForALockIsToldOfTheCut() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1);
        EngineFile other = world.open(FILE);
        file.lock(0, false, Duration.ZERO);
        FutureTask<Boolean> waiter =
                new FutureTask<>(
                        () -> {
                            assertDead(() -> other.lock(0, false, Duration.ofSeconds(60)));
                            return true;
                        });
        Thread thread = Thread.ofPlatform().start(waiter);
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        world.files.cutPower(new Random(1));
        assertThat(waiter.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aKilledProcessLeavesItsChangesInTheCacheAndNoLocks(Mode mode) throws Exception {
        MemoryFixture world = new MemoryFixture(Options.DEFAULT.mode(mode).namedTemporaries());
        EngineFile file = world.openPages(1, 2);
        MappedRange range = world.map(file, Protection.READ_WRITE);
        EngineWorld.write(range, 0, (byte) 9);
        assertThat(file.lock(0, false, Duration.ZERO)).isTrue();
        world.directory().openTemporary("temporary-");
        world.files.killProcess();
        assertDead(file::size);
        range.unmap();
        file.close();
        assertThat(world.files.others().list(MemoryFixture.DIRECTORY)).containsExactly("file",
                "temporary-0");
        try (EngineFile again = world.open(FILE)) {
            assertThat(again.lock(0, false, Duration.ZERO)).isTrue();
            assertThat(EngineWorld.read(again, 0, 1)).containsExactly(9);
            MappedRange anew = world.map(again, Protection.READ_ONLY);
            assertThat(EngineWorld.read(anew, 0, 1)).containsExactly(9);
            anew.unmap();
        }
    }

    @Test
    void aTemporaryFileWithoutANameIsGoneWithItsProcess() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        long before = world.files.usedSpace();
        EngineFile temporary = world.directory().openTemporary("temporary-");
        EngineWorld.write(temporary, 0, pages(1, 2, 3));
        assertThat(world.files.usedSpace()).isEqualTo(before + 3 * PAGE);
        world.files.killProcess();
        assertThat(world.files.usedSpace()).isEqualTo(before);
        assertThat(world.files.others().list(MemoryFixture.DIRECTORY)).isEmpty();
    }
}
