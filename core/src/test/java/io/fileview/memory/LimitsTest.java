package io.fileview.memory;

import static io.fileview.memory.MemoryFixture.FILE;
import static io.fileview.memory.MemoryFixture.PAGE;
import static io.fileview.memory.MemoryFixture.pages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.DiskFullException;
import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.MappingLimitException;
import io.fileview.Protection;
import io.fileview.contract.EngineWorld;
import io.fileview.spi.EngineFile;
import io.fileview.spi.MappedRange;
import io.fileview.spi.PageLocking;
import io.fileview.testing.Needs;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file system that is full or read-only, and memory that may not be locked. */
@Timeout(60)
class LimitsTest {
    private static final Path NEW = FILE.resolveSibling("new");

    @Test
    void aFullFileSystemTakesNoMore() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1, 1);
        world.files.behaviour().spaceLimit(4 * PAGE);
        assertThatExceptionOfType(DiskFullException.class)
                .isThrownBy(() -> file.extend(5 * PAGE, false))
                .satisfies(e -> assertThat(e.errorName()).contains("ENOSPC"));
        assertThat(file.size()).isEqualTo(2 * PAGE);
        file.extend(5 * PAGE, true);
        assertThatExceptionOfType(DiskFullException.class)
                .isThrownBy(() -> file.reserve(List.of(new ByteRange(0, 5 * PAGE))));
        file.reserve(List.of(new ByteRange(0, 4 * PAGE)));
        EngineWorld.write(file, PAGE, pages(2, 2, 2));
        assertThat(world.files.usedSpace()).isEqualTo(4 * PAGE);
        assertThatExceptionOfType(DiskFullException.class)
                .isThrownBy(() -> EngineWorld.write(file, 4 * PAGE, (byte) 1));
        file.truncate(PAGE);
        assertThat(world.files.usedSpace()).isEqualTo(PAGE);
        EngineWorld.write(file, 4 * PAGE, (byte) 1);
    }

    @Test
    void aWriteThatDoesNotFitIsDoneInPart() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1);
        world.files.behaviour().spaceLimit(2 * PAGE);
        assertThatExceptionOfType(DiskFullException.class)
                .isThrownBy(() -> EngineWorld.write(file, 100, pages(2, 2, 2)))
                .satisfies(e -> assertThat(e.offset()).isEqualTo(2 * PAGE));
        assertThat(file.size()).isEqualTo(2 * PAGE);
        assertThat(EngineWorld.read(file, 99, 2)).containsExactly(1, 2);
    }

    @Test
    void aHoleThatIsFilledThroughASegmentFailsItsFlush() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1);
        file.extend(2 * PAGE, true);
        MappedRange range = world.map(file, Protection.READ_WRITE);
        world.files.behaviour().spaceLimit(PAGE);
        EngineWorld.write(range, PAGE, (byte) 1);
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(file::flush)
                .satisfies(e -> assertThat(e.errorName()).contains("ENOSPC"));
        range.unmap();
    }

    @Test
    void aHoleThatIsFilledInSoftwareFailsAtOnce() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SOFTWARE);
        EngineFile file = world.openPages(1);
        file.extend(2 * PAGE, true);
        MappedRange range = world.map(file, Protection.READ_WRITE);
        world.files.behaviour().spaceLimit(PAGE);
        assertThatExceptionOfType(DiskFullException.class)
                .isThrownBy(() -> EngineWorld.write(range, PAGE, (byte) 1));
        EngineWorld.write(range, 0, (byte) 1);
        range.unmap();
    }

    @Test
    void spaceComesBackWhenAFileHasNoNameAndNobodyHasItOpen() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        EngineFile file = world.openPages(1, 1);
        world.files.others().link(NEW, FILE);
        world.files.others().delete(FILE);
        world.files.others().delete(NEW);
        assertThat(world.files.usedSpace()).isEqualTo(2 * PAGE);
        file.close();
        assertThat(world.files.usedSpace()).isZero();
        // The root, on Windows the drive, the directory, and one more.
        world.files.behaviour().fileLimit(Needs.isWindows() ? 4 : 3);
        world.create(NEW).close();
        assertThatExceptionOfType(DiskFullException.class).isThrownBy(() -> world.create(FILE));
        world.files.others().delete(NEW);
        world.create(FILE).close();
    }

    @ParameterizedTest
    @EnumSource
    void aFileSystemBecomesReadOnlyUnderItsFiles(Mode mode) throws Exception {
        MemoryFixture world = new MemoryFixture(mode);
        EngineFile file = world.openPages(1);
        EngineWorld.write(file, 0, (byte) 2);
        world.files.behaviour().readOnly(true);
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(file::flush)
                .satisfies(e -> assertThat(e.errorName()).contains("EROFS"));
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> EngineWorld.write(file, 0, (byte) 3))
                .satisfies(e -> assertThat(e.errorName()).contains("EROFS"));
        assertThatExceptionOfType(MappingException.class).isThrownBy(() -> file.truncate(0));
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> world.directory().remove("file"));
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> world.directory().openTemporary("temporary-"));
        assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> world.open(FILE));
        assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> world.create(NEW));
        try (EngineFile reader = world.openForReading(FILE)) {
            assertThat(EngineWorld.read(reader, 0, 1)).containsExactly(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void noMoreMemoryIsLockedThanMayBe(Mode mode) throws Exception {
        MemoryFixture world = new MemoryFixture(mode);
        world.files.behaviour().lockedMemoryLimit(2 * PAGE);
        EngineFile file = world.openPages(1, 1, 1);
        MappedRange range = world.map(file, Protection.READ_WRITE);
        MappedRange other = world.map(file, Protection.READ_WRITE);
        PageLocking locking = range.locking().orElseThrow();
        locking.lock(new ByteRange(0, PAGE + 1));
        locking.lock(new ByteRange(0, PAGE + 1));
        assertThatExceptionOfType(MappingLimitException.class)
                .isThrownBy(() -> other.locking().orElseThrow().lock(new ByteRange(2 * PAGE, 1)))
                .satisfies(
                        e -> {
                            assertThat(e.limit()).isEqualTo(2 * PAGE);
                            assertThat(e.count()).isEqualTo(2 * PAGE);
                        });
        world.files.disk().evict(FILE);
        assertThat(file.cached(new ByteRange(0, 3 * PAGE)).orElseThrow().cached()).isEqualTo(2);
        range.unmap();
        other.locking().orElseThrow().lock(new ByteRange(PAGE, 2 * PAGE));
        other.unmap();
    }

    @Test
    void memoryThatADeadProcessLockedIsFree() throws Exception {
        MemoryFixture world = new MemoryFixture(Mode.SEGMENT);
        world.files.behaviour().lockedMemoryLimit(PAGE);
        MappedRange range = world.map(world.openPages(1), Protection.READ_WRITE);
        range.locking().orElseThrow().lock(new ByteRange(0, PAGE));
        world.files.killProcess();
        range.unmap();
        MappedRange again = world.map(world.open(FILE), Protection.READ_WRITE);
        again.locking().orElseThrow().lock(new ByteRange(0, PAGE));
        assertThatExceptionOfType(MappingLimitException.class)
                .isThrownBy(
                        () -> world.map(world.open(FILE), Protection.READ_WRITE)
                                .locking()
                                .orElseThrow()
                                .lock(new ByteRange(0, PAGE)));
        again.unmap();
    }

    @Test
    void abilitiesCanBeMissing() throws Exception {
        Options options = Options.DEFAULT;
        for (Ability ability : Ability.values()) {
            options = options.without(ability);
        }
        MemoryFixture world = new MemoryFixture(options);
        EngineFile file = world.openPages(1);
        assertThat(file.writebackRepair()).isEmpty();
        assertThat(file.blockCloning()).isEmpty();
        assertThat(file.cached(new ByteRange(0, PAGE))).isEmpty();
        MappedRange copy = world.map(file, Protection.COPY_ON_WRITE);
        assertThat(copy.residency()).isEmpty();
        assertThat(copy.locking()).isEmpty();
        assertThat(copy.privatePages()).isEmpty();
        assertThat(copy.advise(new ByteRange(0, PAGE), io.fileview.Advice.RANDOM)).isFalse();
        copy.unmap();
    }
}
