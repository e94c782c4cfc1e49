package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.View;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** A file in memory that writers and readers open, and the locks that both take. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
abstract class CommitReaderFixture {
    static final int SIZE = 5 * PAGE + 7;
    static final long TURNSTILE = Long.MAX_VALUE - 255 + 2;
    static final long STATE = Long.MAX_VALUE - 255 + 3;

    CommitWorld world;

    @BeforeEach
    void makeWorld() throws IOException {
        world = new CommitWorld(SIZE);
    }

    void awaitCall(Operation operation, long position) {
        while (world.system.faults().log().stream()
                .noneMatch(
                        call -> call.operation() == operation && call.offset() == position)) {
            Thread.onSpinWait();
        }
    }

    static Predicate<Call> lock(long position) {
        return call -> call.operation() == Operation.LOCK && call.offset() == position;
    }

    static Predicate<Call> of(Operation operation, String ending) {
        return call -> call.operation() == operation && call.isOf(ending);
    }

    /** A commit that is durable in the journal, and of which the file has nothing. */
    CommitMapping unappliedCommit(int page, int value) throws IOException {
        CommitMapping commits = world.open();
        try (View view = commits.map()) {
            CommitWorld.fill(view, (long) page * PAGE, PAGE, value);
            world.system.faults()
                    .plan(Faults.once(of(Operation.WRITE, "/file"), Fault.error(OsError.EIO)));
            assertThatExceptionOfType(CommitFailedException.class).isThrownBy(commits::commit);
            world.system.faults().none();
        }
        return commits;
    }
}
