package io.fileview.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.Durability;
import io.fileview.FileShrankException;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The invariant F6 of {@link FileFlushes}: the file has the whole range that was flushed. */
class FlushedRangeTest extends FlushFixture {
    private static final int PAGE = FlushWorld.PAGE;

    @Test
    void f6AFlushAroundWhichTheSizeIsUnknownIsNotBelieved() throws IOException {
        for (int sizeCall = 0; sizeCall < 2; sizeCall++) {
            FlushWorld.fill(view, 1, 'b' + sizeCall);
            int[] sizes = {sizeCall};
            world.system.faults()
                    .plan(
                            call -> call.operation() == Operation.SIZE && sizes[0]-- == 0
                                    ? Fault.error(OsError.ESTALE)
                                    : Fault.NONE);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> view.flush(Durability.DEVICE))
                    .withMessageContaining("ESTALE");
            assertThat(mapping.pending()).isEmpty();
        }
    }

    @Test
    void f6ARepairOfAFileThatLostTheRangeIsNotReportedDone() throws IOException {
        FlushWorld.fill(view, 1, 'b');
        FlushWorld.fill(view, 6, 'b');
        world.failOnce(Operation.DISK_WRITE);
        failing(() -> mapping.flush(Durability.DEVICE));
        world.system.faults().none();
        world.system.others().truncate(FlushWorld.FILE, 3L * PAGE);
        assertThatExceptionOfType(FileShrankException.class)
                .isThrownBy(() -> mapping.flush(Durability.DEVICE))
                .withMessageContainingAll("to " + 3 * PAGE + " bytes", "the rest has been flushed");
        assertThat(world.durable(1)).isEqualTo((byte) 'b');
        assertThat(mapping.pending()).isEmpty();
        view.flush(0, 3L * PAGE, Durability.DEVICE);
    }

    @Test
    void f6AFileThatShrinksAtAnyCallOfAFlushIsNotReportedDone() throws IOException {
        long calls = countCalls();
        for (long at = 0; at < calls; at++) {
            open();
            FlushWorld.fill(view, 1, 'b');
            world.system.faults().plan(Faults.at(at, Fault.before(this::truncate)));
            assertThatExceptionOfType(FileShrankException.class)
                    .as("the file shrinks before the call %s", at)
                    .isThrownBy(() -> view.flush(Durability.DEVICE));
        }
    }

    private long countCalls() throws IOException {
        FlushWorld.fill(view, 1, 'b');
        world.watch();
        view.flush(Durability.DEVICE);
        assertThat(world.system.faults().log().getLast().operation()).isEqualTo(Operation.SIZE);
        return world.system.faults().count();
    }

    private void truncate(Call call) throws IOException {
        world.system.others().truncate(FlushWorld.FILE, PAGE);
    }
}
