package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fileview.View;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** A file in memory with a commit mapping and a view, whose calls can be made to fail. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
abstract class CommitFixture {
    static final int SIZE = 24 * PAGE;
    CommitWorld world;
    CommitMapping commits;
    View view;
    byte[] state;

    @BeforeEach
    void open() throws IOException {
        world = new CommitWorld(SIZE);
        state = CommitWorld.initial(SIZE);
        commits = world.open();
        view = commits.map();
    }

    @AfterEach
    void close() throws IOException {
        world.system.faults().none();
        commits.abandon();
    }

    void change(int page, int value) throws IOException {
        CommitWorld.fill(view, (long) page * PAGE, PAGE, value);
        Arrays.fill(state, page * PAGE, (page + 1) * PAGE, (byte) value);
    }

    void commit(int page, int value) throws IOException {
        change(page, value);
        commits.commit();
    }

    static Predicate<Call> of(Operation operation, String ending) {
        return call -> call.operation() == operation && call.isOf(ending);
    }

    static final Predicate<Call> JOURNAL_FLUSH = of(Operation.FLUSH, "journal");
    static final Predicate<Call> FILE_FLUSH = of(Operation.FLUSH, "/file");
    static final Predicate<Call> FILE_WRITE = of(Operation.WRITE, "/file");

    void plan(Predicate<Call> which, Fault fault) {
        world.system.faults().plan(Faults.each(which, fault));
    }

    void planOnce(Predicate<Call> which, Fault fault) {
        world.system.faults().plan(Faults.once(which, fault));
    }

    CommitFailedException failingCommit() {
        CommitFailedException failure =
                catchThrowableOfType(CommitFailedException.class, commits::commit);
        assertThat(failure).as("the commit fails").isNotNull();
        return failure;
    }

    byte[] afterCut() throws IOException {
        world.system.faults().none();
        world.system.cutPower(new Random(1));
        commits.abandon();
        commits = world.open();
        return world.file();
    }
}
