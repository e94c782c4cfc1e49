package io.fileview.commit.journal;

import static io.fileview.commit.journal.JournalWorld.FILE;
import static io.fileview.commit.journal.JournalWorld.LOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Lock files that cannot be locked or opened, and those that nobody should take part in. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class JoinedLockFileFailureTest extends JoinedLockFileFixture {
    @Test
    void aWriterWhoCannotLockALockFileThatCameLaterIsTold() throws IOException {
        CommitLocks writer = writer();
        assertThat(writer.tryWriter()).isTrue();
        makeLockFile();
        failOnce(Operation.LOCK, CommitLocks.WRITER, LOCK);
        assertThatExceptionOfType(IOException.class).isThrownBy(writer::requireWriter)
                .withMessageContaining("EIO");
        assertThat(openLockFiles()).isZero();
        writer.requireWriter();
        assertLocked(CommitLocks.WRITER);
        writer.close();
    }

    @Test
    void aTurnstileThatCannotBeLeftIsTriedOnceMore() throws IOException {
        makeLockFile();
        for (Path path : new Path[] {FILE, LOCK}) {
            CommitLocks reader = reader();
            failOnce(Operation.UNLOCK, CommitLocks.TURNSTILE, path);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> reader.tryHoldState(false));
            assertFree(CommitLocks.TURNSTILE);
            assertFree(CommitLocks.STATE);
            reader.close();
            CommitLocks writer = writer();
            failOnce(Operation.UNLOCK, CommitLocks.TURNSTILE, path);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> writer.changeState(once()));
            assertFree(CommitLocks.TURNSTILE);
            assertFree(CommitLocks.STATE);
            writer.abandon();
        }
    }

    private void failOnce(Operation operation, long position, Path path) {
        world.system.faults()
                .plan(
                        Faults.once(
                                call -> call.operation() == operation
                                        && call.offset() == position
                                        && call.isOf(path.toString()),
                                Fault.error(OsError.EIO)));
    }

    @Test
    void aLockThatCannotBeHadInTheLockFileIsNotKeptOnTheFile() throws IOException {
        makeLockFile();
        CommitLocks writer = writer();
        failOnce(Operation.LOCK, CommitLocks.WRITER, LOCK);
        assertThatExceptionOfType(IOException.class).isThrownBy(writer::tryWriter);
        assertFree(CommitLocks.WRITER);
        writer.abandon();
    }

    @Test
    void aStateIsNotHeldIfTheLockFileCannotBeLookedForAfterwards() throws IOException {
        makeLockFile();
        CommitLocks reader = reader();
        AtomicInteger looks = new AtomicInteger();
        world.system.faults()
                .plan(
                        call -> call.operation() == Operation.FIND && call.isOf("lock")
                                && looks.incrementAndGet() == 3 // 1 and 2 open the lock file
                                        ? Fault.error(OsError.EIO)
                                        : Fault.NONE);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> reader.tryHoldState(false));
        assertThat(looks).hasValue(3);
        assertFree(CommitLocks.STATE);
        assertFree(CommitLocks.TURNSTILE);
        reader.close();
    }

    /** In a directory like {@code /tmp}, anybody may have made it. */
    @Test
    void aLockFileOfAStrangerIsIgnored() throws IOException {
        makeLockFile();
        otherLocks(CommitLocks.WRITER, false);
        world.system.administrator().chown(LOCK, "3000", "3000");
        world.system.faults().restart();
        CommitLocks writer = writer();
        assertThat(writer.tryWriter()).isTrue();
        assertThat(world.system.faults().log())
                .noneMatch(call -> call.operation() == Operation.OPEN_ENTRY && call.isOf("lock"));
        writer.close();
    }

    private Fault[] obstacles() {
        return new Fault[] {
            Fault.error(OsError.EACCES),
            Fault.before(call -> world.system.others().delete(LOCK)),
            Fault.before(call -> world.system.administrator().chown(LOCK, "3000", "3000"))
        };
    }

    private void planWhenTheLockFileIsOpened(Fault fault) {
        world.system.faults()
                .plan(
                        Faults.each(
                                call -> call.operation() == Operation.OPEN_ENTRY
                                        && call.isOf("lock"),
                                fault));
    }

    @Test
    void aLockFileThatCannotBeTakenPartInIsIgnored() throws IOException {
        for (Fault obstacle : obstacles()) {
            replaceLockFile();
            otherLocks(CommitLocks.WRITER, false);
            CommitLocks writer = writer();
            planWhenTheLockFileIsOpened(obstacle);
            assertThat(writer.tryWriter()).isTrue();
            assertThat(openLockFiles()).isZero();
            writer.close();
            world.system.faults().none();
        }
    }

    @Test
    void aKnownLockFileIsKeptIfTheNextOneCannotBeTakenPartIn() throws IOException {
        for (Fault obstacle : obstacles()) {
            replaceLockFile();
            CommitLocks reader = reader();
            assertThat(reader.tryHoldState(false)).isTrue();
            reader.releaseState();
            replaceLockFile();
            planWhenTheLockFileIsOpened(obstacle);
            assertThat(reader.tryHoldState(false)).as("nothing has changed").isTrue();
            assertThat(openLockFiles()).isEqualTo(1);
            reader.close();
            world.system.faults().none();
        }
    }

    @Test
    void aLockFileThatAnErrorHidesIsNotIgnored() throws IOException {
        makeLockFile();
        CommitLocks writer = writer();
        world.system.faults()
                .plan(Faults.once(Operation.OPEN_ENTRY, Fault.error(OsError.EIO)));
        assertThatExceptionOfType(IOException.class).isThrownBy(writer::tryWriter)
                .withMessageContaining("EIO");
        writer.close();
    }
}
