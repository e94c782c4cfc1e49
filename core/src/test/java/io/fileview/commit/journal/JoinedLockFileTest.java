package io.fileview.commit.journal;

import static io.fileview.commit.journal.JournalWorld.FILE;
import static io.fileview.commit.journal.JournalWorld.LOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Users whose locks on the file are kept take part in the locks of a lock file that others need. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class JoinedLockFileTest extends JoinedLockFileFixture {
    @Test
    void thereIsNoSecondWriterBesideOneOfTheLockFile() throws IOException {
        makeLockFile();
        otherLocks(CommitLocks.WRITER, false);
        CommitLocks writer = writer();
        assertThat(writer.tryWriter()).isFalse();
        assertThat(world.isFree(FILE, CommitLocks.WRITER)).as("it keeps no lock").isTrue();
        otherUnlocks(CommitLocks.WRITER);
        assertThat(writer.tryWriter()).isTrue();
        assertLocked(CommitLocks.WRITER);
        writer.close();
    }

    @Test
    void aWriterOfTheLockFileKeepsReadersOut() throws IOException {
        makeLockFile();
        otherLocks(CommitLocks.STATE, false);
        CommitLocks reader = reader();
        assertThat(reader.tryHoldState(false)).isFalse();
        assertThat(world.isFree(FILE, CommitLocks.STATE)).isTrue();
        assertFree(CommitLocks.TURNSTILE);
        otherUnlocks(CommitLocks.STATE);
        assertThat(reader.tryHoldState(false)).isTrue();
        assertLocked(CommitLocks.STATE);
        assertFree(CommitLocks.TURNSTILE);
        reader.releaseState();
        assertFree(CommitLocks.STATE);
        reader.close();
    }

    @Test
    void aWriterOfTheLockFileThatWaitsIsOvertakenOnlyByWhoReadsAlready() throws IOException {
        makeLockFile();
        otherLocks(CommitLocks.TURNSTILE, false);
        CommitLocks reader = reader();
        assertThat(reader.tryHoldState(false)).isFalse();
        assertThat(world.isFree(FILE, CommitLocks.TURNSTILE)).isTrue();
        assertFree(CommitLocks.STATE);
        assertThat(reader.writerWaits()).isTrue();
        assertThat(reader.tryHoldState(true)).isTrue();
        assertLocked(CommitLocks.STATE);
        otherUnlocks(CommitLocks.TURNSTILE);
        assertThat(reader.writerWaits()).isFalse();
        assertFree(CommitLocks.TURNSTILE);
        reader.close();
    }

    /** The first thread that reads may have begun before there was a lock file, and more read ever since. */
    @Test
    void aWriterOfALockFileThatCameWhileTheFileIsReadIsSeenToWait() throws IOException {
        CommitLocks reader = reader();
        assertThat(reader.tryHoldState(false)).isTrue();
        for (int i = 0; i < 2; i++) {
            replaceLockFile();
            assertThat(reader.writerWaits()).isFalse();
            otherLocks(CommitLocks.TURNSTILE, false);
            assertThat(reader.writerWaits()).isTrue();
            assertThat(world.isFree(FILE, CommitLocks.STATE)).as("it is still held").isFalse();
        }
        otherUnlocks(CommitLocks.TURNSTILE);
        assertThat(reader.writerWaits()).isFalse();
        reader.releaseState();
        assertFree(CommitLocks.STATE);
        assertThat(openLockFiles()).isEqualTo(1);
        reader.close();
    }

    @Test
    void aReaderOfTheLockFileKeepsAWriterOut() throws IOException {
        makeLockFile();
        otherLocks(CommitLocks.STATE, true);
        CommitLocks writer = writer();
        assertThatExceptionOfType(JournalWorld.InUse.class)
                .isThrownBy(() -> writer.changeState(once()))
                .withMessageContaining("is in use by a reader with a read lock (" + OTHER
                        + "), which did not finish within 0 ms; end it there");
        assertFree(CommitLocks.TURNSTILE);
        otherUnlocks(CommitLocks.STATE);
        writer.changeState(once());
        assertLocked(CommitLocks.STATE);
        assertFree(CommitLocks.TURNSTILE);
        writer.releaseState();
        assertFree(CommitLocks.STATE);
        writer.close();
    }

    @Test
    void theHoldersOfBothLocksAreNamedOnce() throws IOException {
        makeLockFile();
        otherLocks(CommitLocks.STATE, true);
        world.system.others().lock(LOCK, CommitLocks.STATE, true, "process 9 (third)");
        CommitLocks writer = writer();
        writer.requireWriter(); // It takes part in the locks of the lock file from now on.
        world.system.others().lock(FILE, CommitLocks.STATE, true, OTHER);
        assertThat(writer.stateInUse(once()))
                .hasMessageContaining("(" + OTHER + ", process 9 (third))");
        writer.close();
    }

    @Test
    void aWriterOfTheLockFileMaySayThatTheFileLacksNoCommit() throws IOException {
        makeLockFile();
        CommitLocks reader = reader();
        assertThat(reader.tryHoldState(false)).isTrue();
        assertThat(reader.isSettled()).isFalse();
        otherLocks(CommitLocks.SETTLED, false);
        assertThat(reader.isSettled()).isTrue();
        assertThat(world.isFree(FILE, CommitLocks.SETTLED)).as("it keeps no lock").isTrue();
        reader.close();
    }

    @Test
    void aWriterSaysSoToReadersOfTheLockFile() throws IOException {
        makeLockFile();
        CommitLocks writer = writer();
        assertThat(writer.tryWriter()).isTrue();
        writer.settle(once());
        assertLocked(CommitLocks.SETTLED);
        writer.unsettle();
        assertFree(CommitLocks.SETTLED);
        writer.close();
    }

    @Test
    void aWriterLocksALockFileThatComesLater() throws IOException {
        CommitLocks writer = writer();
        assertThat(writer.tryWriter()).isTrue();
        makeLockFile();
        writer.requireWriter();
        assertLocked(CommitLocks.WRITER);
        replaceLockFile();
        writer.changeState(once());
        assertLocked(CommitLocks.WRITER);
        assertThat(openLockFiles()).as("the one that was replaced is closed").isEqualTo(1);
        writer.close();
    }

    @Test
    void aWriterWhoFindsAnotherInALockFileThatCameLaterIsTold() throws IOException {
        CommitLocks writer = writer();
        assertThat(writer.tryWriter()).isTrue();
        makeLockFile();
        otherLocks(CommitLocks.WRITER, false);
        assertThatExceptionOfType(JournalWorld.InUse.class)
                .isThrownBy(writer::requireWriter)
                .withMessageContaining("another writer");
        assertThat(openLockFiles()).isZero();
        otherUnlocks(CommitLocks.WRITER);
        writer.requireWriter();
        writer.close();
    }

    @Test
    void aWriterInALockFileThatComesWhileTheFileIsLockedIsNoticed() throws IOException {
        CommitLocks writer = writer();
        world.system.faults()
                .plan(
                        Faults.once(
                                call -> call.operation() == Operation.LOCK
                                        && call.offset() == CommitLocks.WRITER,
                                Fault.before(
                                        call -> {
                                            makeLockFile();
                                            otherLocks(CommitLocks.WRITER, false);
                                        })));
        assertThatExceptionOfType(JournalWorld.InUse.class)
                .isThrownBy(writer::tryWriter)
                .withMessageContaining("another writer");
        writer.close();
    }

    @Test
    void aReaderDoesNotLockTheWritersByteOfALockFileThatComesLater() throws IOException {
        CommitLocks reader = reader();
        makeLockFile();
        otherLocks(CommitLocks.WRITER, false);
        assertThat(reader.tryHoldState(false)).isTrue();
        assertLocked(CommitLocks.STATE);
        reader.close();
    }

    @Test
    void aReaderTakesTheLockFileThatReplacedTheOneItKnew() throws IOException {
        makeLockFile();
        CommitLocks reader = reader();
        for (int i = 0; i < 2; i++) {
            assertThat(reader.tryHoldState(false)).isTrue();
            reader.releaseState();
            assertThat(openLockFiles()).isEqualTo(1);
        }
        replaceLockFile();
        otherLocks(CommitLocks.STATE, false);
        assertThat(reader.tryHoldState(false)).isFalse();
        assertThat(openLockFiles()).isEqualTo(1);
        reader.close();
    }

    /** What a user of the new lock file holds, this reader could not see when it looked. */
    @Test
    void aReaderBeginsAnewWhenALockFileComesMeanwhile() throws IOException {
        CommitLocks reader = reader();
        for (int round = 0; round < 2; round++) {
            world.system.faults()
                    .plan(
                            Faults.once(
                                    call -> call.operation() == Operation.LOCK
                                            && call.offset() == CommitLocks.STATE,
                                    Fault.before(call -> replaceLockFile())));
            assertThat(reader.tryHoldState(false)).isFalse();
            assertFree(CommitLocks.STATE);
            assertFree(CommitLocks.TURNSTILE);
            assertThat(openLockFiles()).isEqualTo(1);
        }
        assertThat(reader.tryHoldState(false)).isTrue();
        assertLocked(CommitLocks.STATE);
        reader.close();
    }

    @Test
    void theLastUserRemovesTheLockFileIfItMayWrite() throws IOException {
        makeLockFile();
        CommitLocks writer = writer();
        assertThat(writer.tryWriter()).isTrue();
        writer.close();
        assertThat(world.system.others().exists(LOCK)).as("the other is there").isTrue();
        otherUnlocks(CommitLocks.USERS);
        CommitLocks reader = reader();
        assertThat(reader.tryHoldState(false)).isTrue();
        reader.close();
        assertThat(world.system.others().exists(LOCK)).as("a reader removes nothing").isTrue();
        CommitLocks next = writer();
        assertThat(next.tryWriter()).isTrue();
        next.close();
        assertThat(world.system.others().exists(LOCK)).isFalse();
    }
}
