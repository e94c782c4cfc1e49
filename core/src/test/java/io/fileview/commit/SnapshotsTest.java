package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.DiskFullException;
import io.fileview.FileShrankException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.commit.journal.CommitFiles;
import io.fileview.memory.Ability;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Snapshots by shared blocks and by copying. */
@Timeout(60)
class SnapshotsTest {
    private static final int SIZE = (3 << 20) + 100;
    private static final Options COPYING = Options.DEFAULT.without(Ability.BLOCK_CLONING);

    private CommitWorld world;
    private byte[] bytes;

    private interface Use {
        void run(Snapshots snapshots, EngineFile data) throws IOException;
    }

    /** A file with a hole of a chunk in the middle. */
    private void use(Options options, Use use) throws IOException {
        use(options, SIZE, use);
    }

    private void use(Options options, int size, Use use) throws IOException {
        world = new CommitWorld(size, options);
        bytes = new byte[size];
        new Random(6).nextBytes(bytes);
        Arrays.fill(bytes, Math.min(size, 1 << 20), Math.min(size, 2 << 20), (byte) 0);
        world.system.others().write(CommitWorld.FILE, bytes);
        Intercepted intercepted = new Intercepted(world.system.engine(), (target, method) -> {});
        try (CommitFiles files =
                CommitFiles.of(
                        intercepted.engine(),
                        FileLocation.of(CommitWorld.FILE),
                        CommitInUseException::of);
                EngineFile data = world.system.engine()
                        .open(
                                FileLocation.of(CommitWorld.FILE),
                                OpenRequest.existing(Protection.READ_ONLY))) {
            use.run(new Snapshots(intercepted.engine(), files), data);
        }
        assertThat(intercepted.notClosedOnce()).isEmpty();
        assertThat(world.system.others().list(CommitWorld.DIRECTORY)).containsExactly("file");
    }

    private void assertSame(Snapshot snapshot) throws IOException {
        assertThat(snapshot.size()).isEqualTo(SIZE);
        try (View view = snapshot.map()) {
            assertThat(Arrays.equals(CommitWorld.bytes(view), bytes)).isTrue();
        }
    }

    @Test
    void blocksAreSharedWhereTheFileSystemCan() throws IOException {
        use(
                Options.DEFAULT,
                (snapshots, data) -> {
                    world.system.faults().plan(call -> Fault.NONE);
                    try (Snapshot snapshot = snapshots.take(data)) {
                        assertThat(snapshot.isCloned()).isTrue();
                        assertSame(snapshot);
                    }
                    assertThat(world.system.faults().log()).extracting(Call::operation)
                            .contains(Operation.CLONE).doesNotContain(Operation.WRITE);
                });
    }

    @Test
    void elsewhereTheFileIsCopiedAndItsHolesStayHoles() throws IOException {
        use(
                COPYING,
                (snapshots, data) -> {
                    world.system.faults().plan(call -> Fault.NONE);
                    try (Snapshot snapshot = snapshots.take(data)) {
                        assertThat(snapshot.isCloned()).isFalse();
                        assertSame(snapshot);
                        assertThat(world.system.faults().log())
                                .filteredOn(call -> call.operation() == Operation.WRITE)
                                .extracting(Call::offset)
                                .containsExactly(0L, 2L << 20, 3L << 20);
                    }
                });
    }

    @Test
    void aTemporaryFileWithANameIsRemoved() throws IOException {
        use(
                COPYING.namedTemporaries(),
                (snapshots, data) -> {
                    try (Snapshot snapshot = snapshots.take(data)) {
                        assertThat(world.system.others().list(CommitWorld.DIRECTORY))
                                .containsExactly("file", "file.fileview-snapshot-0");
                        assertSame(snapshot);
                    }
                });
    }

    @Test
    void whereNoFileCanBeCreatedBesideTheOriginalItIsAmongTheTemporaryFiles() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        use(
                COPYING.namedTemporaries(),
                (snapshots, data) -> {
                    world.system.others().createDirectories(temporary);
                    world.system.faults()
                            .plan(Faults.once(Operation.OPEN_TEMPORARY,
                                    Fault.error(OsError.EACCES)));
                    try (Snapshot snapshot = snapshots.take(data)) {
                        assertThat(world.system.others().list(temporary))
                                .containsExactly("file.fileview-snapshot-0");
                        assertSame(snapshot);
                    }
                    assertThat(world.system.others().list(temporary)).isEmpty();
                });
    }

    @Test
    void whereNoFileCanBeCreatedAtAllBothReasonsAreGiven() throws IOException {
        use(
                COPYING,
                (snapshots, data) -> {
                    world.system.faults()
                            .plan(Faults.each(Operation.OPEN_TEMPORARY,
                                    Fault.error(OsError.EACCES)));
                    assertThatExceptionOfType(IOException.class)
                            .isThrownBy(() -> snapshots.take(data))
                            .withMessageContaining("EACCES")
                            .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
                });
    }

    @Test
    void aFileThatIsCutShortMeanwhileIsNotTakenForWhole() throws IOException {
        use(
                COPYING,
                (snapshots, data) -> {
                    world.system.faults()
                            .plan(
                                    call -> {
                                        if (call.operation() == Operation.READ
                                                && call.offset() == 1 << 20) {
                                            world.system.others()
                                                    .truncate(CommitWorld.FILE, PAGE + (1 << 20));
                                        }
                                        return Fault.NONE;
                                    });
                    assertThatExceptionOfType(FileShrankException.class)
                            .isThrownBy(() -> snapshots.take(data))
                            .withMessageContaining("truncated to " + (PAGE + (1 << 20)) + " bytes")
                            .satisfies(
                                    e -> {
                                        assertThat(e.offset()).isEqualTo(PAGE + (1 << 20));
                                        assertThat(e.length())
                                                .isEqualTo(SIZE - PAGE - (1 << 20));
                                    });
                });
    }

    @Test
    void whatIsAddedToTheFileMeanwhileIsNotInTheSnapshot() throws IOException {
        use(
                COPYING,
                (snapshots, data) -> {
                    world.system.faults()
                            .plan(
                                    call -> {
                                        if (call.operation() == Operation.READ
                                                && call.offset() == 3 << 20) {
                                            world.system.others()
                                                    .write(CommitWorld.FILE, SIZE, new byte[] {1});
                                        }
                                        return Fault.NONE;
                                    });
                    try (Snapshot snapshot = snapshots.take(data)) {
                        assertSame(snapshot);
                    }
                });
    }

    @Test
    void aFullDiskLeavesNoSnapshot() throws IOException {
        use(
                COPYING,
                (snapshots, data) -> {
                    world.system.behaviour().spaceLimit(world.system.usedSpace() + (1 << 20));
                    assertThatExceptionOfType(DiskFullException.class)
                            .isThrownBy(() -> snapshots.take(data));
                    world.system.behaviour().spaceLimit(Long.MAX_VALUE);
                });
    }

    @Test
    void eachCallThatFailsLeavesNoSnapshot() throws IOException {
        for (Options options : new Options[] {Options.DEFAULT, COPYING}) {
            use(
                    options,
                    PAGE + 1,
                    (snapshots, data) -> {
                        int refused = 0;
                        for (int at = 0;; at++) {
                            world.system.faults()
                                    .plan(Faults.at(at, Fault.error(OsError.EIO)));
                            try (Snapshot snapshot = snapshots.take(data)) {
                                assertThat(snapshot.size()).isEqualTo(PAGE + 1);
                            } catch (IOException failure) {
                                refused++;
                            }
                            if (world.system.faults().count() <= at) {
                                break;
                            }
                        }
                        world.system.faults().none();
                        assertThat(refused).isGreaterThan(1);
                    });
        }
    }

    @Test
    void aHoleAtTheEndIsPartOfTheSnapshot() throws IOException {
        use(
                COPYING,
                (snapshots, data) -> {
                    world.system.others().truncate(CommitWorld.FILE, SIZE + (2 << 20));
                    try (Snapshot snapshot = snapshots.take(data)) {
                        assertThat(snapshot.size()).isEqualTo(SIZE + (2 << 20));
                    }
                });
    }
}
