package io.fileview.commit.journal;

import static io.fileview.commit.journal.JournalWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.FlushFailedException;
import io.fileview.memory.Ability;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Writes that are made durable where earlier ones may have failed. */
@Timeout(60)
class DurableWritesTest {
    private JournalWorld world;
    private int times;

    @AfterEach
    void closeWorld() {
        world.close();
    }

    /** A page far behind the end of the file, which has no block yet. */
    private List<ByteRange> write() throws IOException {
        times++;
        byte[] page = new byte[PAGE];
        page[0] = (byte) times;
        JournalWorld.write(world.data(), 8L * PAGE, page);
        return List.of(new ByteRange(8L * PAGE, PAGE));
    }

    private void failFirstWrite() throws IOException {
        write();
        world.system.faults()
                .plan(Faults.once(Operation.DISK_WRITE, Fault.error(OsError.EIO)));
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(() -> world.data().flush());
        world.system.faults().none();
        times = 0;
    }

    @Test
    void oneWriteAndFlushDoesWhereTheFileSystemHasIt() throws IOException {
        world = new JournalWorld(PAGE);
        DurableWrites.run(world.data(), this::write);
        assertThat(times).isEqualTo(1);
        assertThat(world.system.disk().readDurable(JournalWorld.FILE)[8 * PAGE]).isEqualTo(
                (byte) 1);
    }

    @Test
    void c5ASecondWriteToFreshBlocksWhereTheFirstIsLost() throws IOException {
        world = new JournalWorld(PAGE);
        world.system.behaviour().losesFailedFirstWrites(true);
        failFirstWrite();
        DurableWrites.run(world.data(), this::write);
        assertThat(times).isEqualTo(2);
        assertThat(world.system.disk().readDurable(JournalWorld.FILE)[8 * PAGE])
                .isEqualTo((byte) 2);
    }

    @Test
    void c5LostBlocksThatCannotBeReplacedAreAFailure() throws IOException {
        world = new JournalWorld(PAGE);
        world.system.behaviour().losesFailedFirstWrites(true).givesFreshBlocks(false);
        failFirstWrite();
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(() -> DurableWrites.run(world.data(), this::write))
                .withMessageContaining("copy the file to another disk")
                .satisfies(
                        failure -> {
                            assertThat(failure.offset()).isEqualTo(8 * PAGE);
                            assertThat(failure.length()).isEqualTo(PAGE);
                            assertThat(failure.file()).isEqualTo(world.data().name());
                        });
        assertThat(times).isEqualTo(1);
    }

    @Test
    void c5BlocksThatStayLostAreAFailure() throws IOException {
        world = new JournalWorld(PAGE);
        world.system.behaviour().losesFailedFirstWrites(true).knowsWhatIsOnDisk(false);
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(() -> DurableWrites.run(world.data(), this::write));
        assertThat(times).isEqualTo(2);
    }

    @Test
    void withoutTheAbilityAFlushIsBelieved() throws IOException {
        world = new JournalWorld(PAGE, Options.DEFAULT.without(Ability.WRITEBACK_REPAIR));
        DurableWrites.run(world.data(), this::write);
        assertThat(times).isEqualTo(1);
        assertThat(world.system.disk().readDurable(JournalWorld.FILE)).hasSize(9 * PAGE);
    }

    @Test
    void eachCallThatFailsIsTold() throws IOException {
        world = new JournalWorld(PAGE);
        DurableWrites.run(world.data(), this::write);
        for (Operation operation : List.of(Operation.WRITE, Operation.FLUSH, Operation.DISK_FLUSH,
                Operation.DISK_WRITE, Operation.NOT_ON_DISK)) {
            world.system.faults().plan(Faults.once(operation, Fault.error(OsError.EIO)));
            assertThatExceptionOfType(IOException.class).as("%s", operation)
                    .isThrownBy(() -> DurableWrites.run(world.data(), this::write));
        }
    }
}
