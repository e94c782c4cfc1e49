package io.fileview.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.commit.CommitFailedException.Outcome;
import io.fileview.memory.Fault;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import io.fileview.spi.Directory;
import io.fileview.spi.FileLocation;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Another program takes the journal away while a commit is being written to the file. */
class CommitStoreLostJournalTest extends CommitFixture {
    @BeforeEach
    void planTheLoss() {
        planOnce(FILE_WRITE, Fault.before(now -> loseJournal()));
    }

    private void loseJournal() throws IOException {
        world.system.others().delete(CommitWorld.JOURNAL);
        try (Directory directory =
                world.system.engine().resolve(FileLocation.of(CommitWorld.FILE)).directory()) {
            directory.flush();
        }
    }

    private byte[] afterCutWithoutJournal() throws IOException {
        world.system.faults().none();
        world.system.cutPower(new Random(1));
        commits.abandon();
        commits = world.builder().ignoreMissingJournal().open();
        return world.file();
    }

    @Test
    void theCommitIsDurableInTheFileItself() throws IOException {
        commit(3, 'b');
        assertThat(world.journalIsThere()).isFalse();
        assertThat(afterCutWithoutJournal()).isEqualTo(state);
    }

    @Test
    void aCommitThatCannotBeMadeDurableInTheFileIsOfUnknownOutcome() throws IOException {
        change(3, 'b');
        world.system.faults()
                .plan(
                        call -> {
                            if (FILE_WRITE.test(call) && world.journalIsThere()) {
                                return Fault.before(now -> loseJournal());
                            }
                            return FILE_FLUSH.test(call) ? Fault.error(OsError.EIO) : Fault.NONE;
                        });
        CommitFailedException failure = failingCommit();
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure).hasMessageContainingAll("power failure", "checkpoint()", "EIO");
        assertThat(failure.getCause().getSuppressed())
                .anySatisfy(lost -> assertThat(lost).hasMessageContaining("journal was removed"));
        world.system.faults().none();
        commits.checkpoint();
        assertThat(afterCutWithoutJournal()).isEqualTo(state);
    }

    /** Who may no longer read the file must not read what is committed to it from now on. */
    @Test
    void theJournalHasThePermissionsThatTheFileHasAtEachCommit() throws IOException {
        world.system.faults().none();
        world.system.administrator().chmod(CommitWorld.FILE, 0664);
        commits.close();
        commits = world.open();
        view = commits.map();
        assertThat(permissions()).isEqualTo(0664);
        world.system.administrator().chmod(CommitWorld.FILE, 0600);
        commit(3, 'b');
        assertThat(permissions()).isEqualTo(0600);
    }

    private int permissions() throws IOException {
        try (Directory directory =
                world.system.engine().resolve(FileLocation.of(CommitWorld.FILE)).directory()) {
            return directory.status("file.fileview-journal").orElseThrow().permissions().getAsInt();
        }
    }

    @Test
    void aJournalWhosePermissionsCannotBeChangedIsNotWritten() throws IOException {
        change(3, 'b');
        plan(call -> call.operation() == Operation.COPY_PERMISSIONS, Fault.error(OsError.EACCES));
        assertThat(failingCommit().outcome()).isEqualTo(Outcome.NOT_COMMITTED);
        assertThat(world.file()).isEqualTo(CommitWorld.initial(SIZE));
    }
}
