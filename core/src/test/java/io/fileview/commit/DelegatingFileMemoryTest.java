package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.Protection;
import io.fileview.memory.Ability;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever is asked of a file that only maps differently reaches the file of the engine. */
@Timeout(60)
class DelegatingFileMemoryTest {
    private static final Path NEW = CommitWorld.DIRECTORY.resolve("new");
    private static final long LOCKED = Long.MAX_VALUE - 7;

    private CommitWorld world;
    private EngineFile engineFile;
    private EngineFile file;

    @BeforeEach
    void create() throws IOException {
        create(Options.DEFAULT);
    }

    private void create(Options options) throws IOException {
        world = new CommitWorld(PAGE, options);
        engineFile =
                world.system.engine()
                        .open(
                                FileLocation.of(NEW),
                                new OpenRequest(Protection.READ_WRITE, Creation.CREATE_NEW, false));
        file = new ReaderFile(engineFile);
    }

    @AfterEach
    void close() {
        file.close();
    }

    private EngineFile another() throws IOException {
        return world.system.engine()
                .open(FileLocation.of(NEW), OpenRequest.existing(Protection.READ_WRITE));
    }

    @Test
    void itIsTheSameFile() throws IOException {
        assertThat(file.name()).isEqualTo(NEW.toString());
        assertThat(file.identity()).isEqualTo(engineFile.identity());
        assertThat(file.created()).isTrue();
        assertThat(file.pageSize()).isEqualTo(PAGE);
        assertThat(file.status()).isEqualTo(engineFile.status());
        assertThat(file.status().links()).hasValue(1);
        try (EngineFile found = new ReaderFile(another())) {
            assertThat(found.created()).isFalse();
        }
    }

    @Test
    void itsSizeChanges() throws IOException {
        long before = world.system.usedSpace();
        file.extend(10 * PAGE, true);
        assertThat(file.size()).isEqualTo(10 * PAGE);
        assertThat(world.system.usedSpace()).isEqualTo(before);
        file.extend(11 * PAGE, false);
        assertThat(world.system.usedSpace()).isEqualTo(before + PAGE);
        file.reserve(List.of(new ByteRange(0, 2 * PAGE)));
        assertThat(world.system.usedSpace()).isEqualTo(before + 3 * PAGE);
        file.truncate(7);
        assertThat(world.system.others().size(NEW)).isEqualTo(7);
    }

    @Test
    void itsBytesAreReadWrittenAndFlushed() throws IOException {
        file.write(MemorySegment.ofArray(new byte[] {1, 2, 3}), 0);
        byte[] read = new byte[10];
        assertThat(file.read(MemorySegment.ofArray(read), 1)).isEqualTo(2);
        assertThat(read).startsWith(2, 3, 0);
        file.flush(new ByteRange(0, 3), Durability.DEVICE, List.of());
        assertThat(world.system.disk().readDurable(NEW)).containsExactly(1, 2, 3);
        world.system.faults().plan(call -> Fault.NONE);
        file.flushMetadata();
        assertThat(world.system.faults().log()).extracting(Call::operation)
                .containsExactly(Operation.FLUSH_METADATA);
        assertThat(file.cached(new ByteRange(0, PAGE)).orElseThrow().cached()).isEqualTo(1);
    }

    @Test
    void itsCreationCanBeUndone() throws IOException {
        file.discardCreated();
        assertThat(world.system.others().exists(NEW)).isFalse();
    }

    @Test
    void itsLocksAreThoseOfTheFile() throws IOException {
        try (EngineFile other = another()) {
            assertThat(file.keepsLocks()).isTrue();
            assertThat(file.lock(LOCKED, false, Duration.ZERO)).isTrue();
            assertThat(file.holdsLock(LOCKED)).isTrue();
            assertThat(other.lock(LOCKED, true, Duration.ZERO)).isFalse();
            file.unlock(LOCKED);
            assertThat(file.holdsLock(LOCKED)).isFalse();
            assertThat(other.lock(LOCKED, false, Duration.ZERO)).isTrue();
            assertThat(file.lock(LOCKED, true, Duration.ZERO)).isFalse();
        }
    }

    @Test
    void itsPermissionsAreThoseOfAnotherFile() throws IOException {
        world.system.administrator().chmod(CommitWorld.FILE, 0664);
        try (EngineFile other =
                world.system.engine()
                        .open(
                                FileLocation.of(CommitWorld.FILE),
                                OpenRequest.existing(Protection.READ_ONLY))) {
            file.copyPermissionsOf(other);
        }
        assertThat(file.status().permissions()).hasValue(0664);
    }

    @Test
    void whoHoldsItsLocksAndWhereItsHolesAreIsKnownToTheEngine() throws IOException {
        EngineFile knows =
                new DelegatingFile(engineFile) {
                    @Override
                    public long nextData(long position) {
                        return position + 1;
                    }

                    @Override
                    public List<String> lockHolders(long position) {
                        return List.of("process " + position);
                    }

                    @Override
                    public MappedRange map(MapRequest request) throws IOException {
                        return file.map(request);
                    }
                };
        assertThat(new ReaderFile(knows).lockHolders(4711)).containsExactly("process 4711");
        assertThat(new ReaderFile(knows).nextData(4711)).isEqualTo(4712);
    }

    @Test
    void itHasTheAbilitiesThatTheEngineGivesIt() throws IOException {
        assertThat(file.writebackRepair()).isEqualTo(engineFile.writebackRepair()).isPresent();
        assertThat(file.extendedAttribute()).isEqualTo(engineFile.extendedAttribute()).isPresent();
        close();
        create(
                Options.DEFAULT.without(Ability.WRITEBACK_REPAIR)
                        .without(Ability.EXTENDED_ATTRIBUTE)
                        .without(Ability.LASTING_LOCKS));
        assertThat(file.writebackRepair()).isEmpty();
        assertThat(file.extendedAttribute()).isEmpty();
        assertThat(file.keepsLocks()).isFalse();
    }

    @Test
    void itClosesTheFile() throws IOException {
        assertThat(file.lock(LOCKED, false, Duration.ZERO)).isTrue();
        file.close();
        file = new ReaderFile(another());
        assertThat(file.lock(LOCKED, false, Duration.ZERO)).isTrue();
    }
}
