package io.fileview.commit.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.commit.journal.CommitLocks.Death;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** The file of which users of a commit file lock bytes. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class CommitLockFileTest {

    private JournalWorld world;

    @BeforeEach
    void makeWorld() throws IOException {
        world = new JournalWorld(4096);
    }

    @AfterEach
    void closeWorld() {
        world.close();
    }

    private CommitLocks writer() throws IOException {
        return CommitLocks.forWriter(world.files());
    }

    private CommitLocks reader() throws IOException {
        return CommitLocks.forReader(world.files());
    }

    private boolean lockFileIsThere() {
        return world.system.others().exists(JournalWorld.LOCK);
    }

    @Test
    void theLastToLeaveRemovesTheLockFile() throws IOException {
        CommitLocks first = writer();
        CommitLocks second = reader();
        assertThat(world.bytes(JournalWorld.LOCK)).isEmpty();
        first.close();
        assertThat(lockFileIsThere()).isTrue();
        second.close();
        assertThat(lockFileIsThere()).isFalse();
        assertThat(first.mayWrite()).isTrue();
        assertThat(second.mayWrite()).isTrue();
    }

    @Test
    void whoAbandonsLeavesTheLockFileAndNoLock() throws IOException {
        CommitLocks dead = writer();
        assertThat(dead.tryWriter()).isTrue();
        dead.changeState();
        dead.abandon();
        assertThat(lockFileIsThere()).isTrue();
        CommitLocks next = writer();
        assertThat(next.tryWriter()).isTrue();
        next.changeState();
        next.close();
        assertThat(lockFileIsThere()).isFalse();
    }

    @Test
    void openingThatFailsLeavesNothingOpen() throws IOException {
        for (Operation operation : new Operation[] {Operation.LOCK, Operation.SIZE}) {
            world.system.faults().plan(Faults.once(operation, Fault.error(OsError.EIO)));
            assertThatExceptionOfType(IOException.class).as("%s", operation)
                    .isThrownBy(this::writer);
            world.system.faults().none();
            CommitLocks next = writer();
            next.close();
            assertThat(lockFileIsThere()).as("%s", operation).isFalse();
        }
    }

    /** Its last user removes the file between the moment it is opened and the moment it is locked. */
    @Test
    void whoOpensAFileThatIsJustRemovedTakesTheNext() throws IOException {
        CommitLocks last = writer();
        AtomicInteger opened = new AtomicInteger();
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.OPEN_ENTRY) {
                                opened.incrementAndGet();
                            }
                            if (call.operation() == Operation.LOCK && opened.get() == 1
                                    && call.offset() == 0) {
                                opened.incrementAndGet();
                                last.close();
                            }
                            return Fault.NONE;
                        });
        CommitLocks next = writer();
        assertThat(opened).hasValue(3);
        assertThat(lockFileIsThere()).isTrue();
        CommitLocks third = writer();
        assertThat(next.tryWriter()).isTrue();
        assertThat(third.tryWriter()).isFalse();
        next.close();
        third.close();
        assertThat(lockFileIsThere()).isFalse();
    }

    @Test
    void aReaderWhoMayNotWriteSharesTheLockFile() throws IOException {
        CommitLocks writer = writer();
        assertThat(writer.tryWriter()).isTrue();
        world.system.faults().plan(Faults.once(Operation.OPEN_ENTRY, Fault.error(OsError.EACCES)));
        CommitLocks reader = reader();
        assertThat(reader.mayWrite()).isFalse();
        assertThat(reader.writerDeath()).isEqualTo(Death.ALIVE);
        reader.holdState();
        reader.releaseState();
        writer.abandon();
        assertThat(reader.writerDeath()).isEqualTo(Death.DEAD);
        assertThat(reader.writerDeath()).isEqualTo(Death.DEAD); // It keeps no lock.
        CommitLocks next = writer();
        assertThat(next.tryWriter()).isTrue();
        next.close();
        reader.close();
        assertThat(lockFileIsThere()).isTrue(); // It may not remove it.
    }

    @Test
    void aReaderWhoMayNotWriteNeedsALockFile() {
        world.system.faults()
                .plan(
                        call -> call.operation() == Operation.OPEN_ENTRY && call.number() == 0
                                ? Fault.error(OsError.EACCES)
                                : Fault.NONE);
        assertThatExceptionOfType(AccessDeniedException.class)
                .isThrownBy(this::reader)
                .withMessageContainingAll(JournalWorld.LOCK.toString(), "does not exist",
                        "because the test wants it", "ask for write permission on the directory");
    }

    /** Between the two attempts to open it somebody has made the file. */
    @Test
    void aReaderFindsALockFileThatHasJustAppeared() throws IOException {
        AtomicInteger opened = new AtomicInteger();
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.OPEN_ENTRY
                                    && opened.getAndIncrement() == 0) {
                                world.system.others().write(JournalWorld.LOCK, new byte[0]);
                                return Fault.error(OsError.EACCES);
                            }
                            return Fault.NONE;
                        });
        CommitLocks reader = reader();
        assertThat(reader.mayWrite()).isFalse();
        reader.close();
    }

    @Test
    void anotherErrorThanDeniedIsNoReasonToReadOnly() {
        world.system.faults().plan(Faults.once(Operation.OPEN_ENTRY, Fault.error(OsError.EIO)));
        assertThatExceptionOfType(IOException.class).isThrownBy(this::reader)
                .withMessageContaining("EIO");
    }

    @Test
    void closingReleasesTheLocksThoughItFails() throws IOException {
        for (Operation operation : new Operation[] {Operation.UNLOCK, Operation.LOCK}) {
            CommitLocks first = writer();
            assertThat(first.tryWriter()).isTrue();
            world.system.faults().plan(Faults.once(operation, Fault.error(OsError.EIO)));
            assertThatExceptionOfType(IOException.class).isThrownBy(first::close);
            world.system.faults().none();
            CommitLocks next = writer();
            assertThat(next.tryWriter()).isTrue();
            next.close();
            assertThat(lockFileIsThere()).isFalse();
        }
    }
}
