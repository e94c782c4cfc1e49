package io.fileview.commit.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.MappingException;
import io.fileview.memory.Ability;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import io.fileview.waiting.Attempts;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file that engines lock whose locks of the data file can be lost unnoticed. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LockFileTest {
    private JournalWorld world;

    @BeforeEach
    void makeWorld() throws IOException {
        world = new JournalWorld(4096, Options.DEFAULT.without(Ability.LASTING_LOCKS));
    }

    @AfterEach
    void closeWorld() {
        world.close();
        assertThat(world.system.openNames()).isEmpty();
    }

    private CommitLocks writer() throws IOException {
        return CommitLocks.open(world.files(), world.data().identity(), true);
    }

    private CommitLocks reader() throws IOException {
        return CommitLocks.open(world.files(), world.data().identity(), false);
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
    }

    @Test
    void whoAbandonsLeavesTheLockFileAndNoLock() throws IOException {
        CommitLocks dead = writer();
        assertThat(dead.tryWriter()).isTrue();
        dead.abandon();
        assertThat(lockFileIsThere()).isTrue();
        CommitLocks next = writer();
        assertThat(next.tryWriter()).isTrue();
        next.close();
        assertThat(lockFileIsThere()).isFalse();
    }

    /** As kill -9 leaves one, or a program that fills it. */
    @Test
    void theContentOfTheLockFileHasNoMeaning() throws IOException {
        world.system.others().write(JournalWorld.LOCK, new byte[1]);
        CommitLocks next = writer();
        assertThat(next.tryWriter()).isTrue();
        next.close();
        assertThat(lockFileIsThere()).isFalse();
    }

    @Test
    void aSecondWriterIsRefusedThoughTheLocksOfTheFileAreLost() throws IOException {
        CommitLocks first = writer();
        assertThat(first.tryWriter()).isTrue();
        world.system.administrator().dropLocks(JournalWorld.FILE);
        CommitLocks second = writer();
        assertThat(second.tryWriter()).isFalse();
        first.requireWriter();
        first.close();
        second.close();
    }

    @Test
    void aWriterWhoseLockFileIsRemovedIsToldBeforeItCommits() throws IOException {
        CommitLocks first = writer();
        assertThat(first.tryWriter()).isTrue();
        world.system.others().delete(JournalWorld.LOCK);
        assertThatExceptionOfType(JournalWorld.InUse.class)
                .isThrownBy(first::requireWriter)
                .withMessageContainingAll("cannot be committed any more", "lock file");
        world.system.others().write(JournalWorld.LOCK, new byte[0]);
        assertThatExceptionOfType(JournalWorld.InUse.class).isThrownBy(first::requireWriter);
        first.close();
        assertThat(lockFileIsThere()).as("the lock file of others stays").isTrue();
    }

    @Test
    void aWriterWhoseLockIsLostIsToldBeforeItCommits() throws IOException {
        CommitLocks first = writer();
        assertThat(first.tryWriter()).isTrue();
        world.system.administrator().dropLocks(JournalWorld.LOCK);
        assertThatExceptionOfType(JournalWorld.InUse.class).isThrownBy(first::requireWriter);
        first.close();
    }

    @Test
    void openingThatFailsLeavesNothingOpen() throws IOException {
        for (Operation operation : new Operation[] {Operation.LOCK, Operation.FIND}) {
            world.system.faults().plan(Faults.once(operation, Fault.error(OsError.EIO)));
            assertThatExceptionOfType(IOException.class).as("%s", operation)
                    .isThrownBy(this::writer);
            world.system.faults().none();
            CommitLocks next = writer();
            next.close();
            assertThat(lockFileIsThere()).as("%s", operation).isFalse();
        }
    }

    /** Or a reader with the old one and a writer with the new one would not exclude each other. */
    @Test
    void c3AReaderWhoseLockFileWasRemovedTakesTheNewOne() throws IOException {
        CommitLocks reader = reader();
        world.system.others().delete(JournalWorld.LOCK);
        CommitLocks writer = writer();
        assertThat(writer.tryWriter()).isTrue();
        assertThat(reader.tryHoldState(false)).isTrue();
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> writer.changeState(Attempts.within(Duration.ZERO)));
        reader.releaseState();
        writer.changeState(Attempts.within(Duration.ZERO));
        assertThat(reader.tryHoldState(false)).isFalse();
        writer.close();
        reader.close();
        assertThat(lockFileIsThere()).isFalse();
    }

    @Test
    void c3AReaderWhoseLockFileIsRemovedWhileItReadsIsToldAtTheEnd() throws IOException {
        CommitLocks reader = reader();
        assertThat(reader.tryHoldState(false)).isTrue();
        world.system.others().delete(JournalWorld.LOCK);
        assertThatExceptionOfType(JournalWorld.InUse.class)
                .isThrownBy(reader::releaseState)
                .withMessageContainingAll("may have been changed while a read lock", "lock file");
        assertThat(reader.tryHoldState(false)).isTrue();
        reader.releaseState();
        reader.close();
    }

    /** Its last user removes the file between the moment it is opened and the moment it is locked. */
    @Test
    void whoOpensAFileThatIsJustRemovedTakesTheNext() throws IOException {
        CommitLocks last = writer();
        AtomicInteger opened = new AtomicInteger();
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.OPEN_ENTRY && call.isOf("lock")) {
                                opened.incrementAndGet();
                            }
                            if (call.operation() == Operation.LOCK && opened.get() == 1
                                    && call.offset() == CommitLocks.USERS) {
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
        refuseOnce();
        CommitLocks reader = reader();
        writer.settle(Attempts.within(Duration.ZERO));
        assertThat(reader.isSettled()).isTrue();
        assertThat(reader.tryHoldState(false)).isTrue();
        reader.releaseState();
        writer.abandon();
        assertThat(reader.isSettled()).isFalse();
        reader.close();
        assertThat(lockFileIsThere()).isTrue(); // It may not remove it.
    }

    private void refuseOnce() {
        world.system.faults()
                .plan(
                        Faults.once(
                                call -> call.operation() == Operation.OPEN_ENTRY
                                        && call.isOf("lock"),
                                Fault.error(OsError.EACCES)));
    }

    @Test
    void aReaderWhoMayNotWriteNeedsNoLockFile() throws IOException {
        refuseOnce();
        CommitLocks reader = reader();
        assertThat(lockFileIsThere()).isFalse();
        assertThat(reader.tryHoldState(false)).isTrue();
        reader.close();
    }

    @Test
    void aWriterWhoMayNotCreateTheLockFileIsToldThat() {
        refuseOnce();
        assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(this::writer);
    }

    @Test
    void anotherErrorThanDeniedIsNoReasonToGoWithoutLocks() {
        world.system.faults()
                .plan(
                        Faults.once(
                                call -> call.operation() == Operation.OPEN_ENTRY
                                        && call.isOf("lock"),
                                Fault.error(OsError.EIO)));
        assertThatExceptionOfType(IOException.class).isThrownBy(this::reader)
                .withMessageContaining("EIO");
    }

    @Test
    void aSymbolicLinkOfItsNameIsNotFollowed() throws IOException {
        Path elsewhere = JournalWorld.DIRECTORY.resolve("elsewhere");
        world.system.others().symlink(JournalWorld.LOCK, elsewhere);
        assertThatExceptionOfType(IOException.class).isThrownBy(this::writer);
        assertThat(world.system.others().exists(elsewhere)).isFalse();
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

    /** Whoever may open the lock file may lock it, and so stop the writer. */
    @ParameterizedTest
    @ValueSource(ints = {0600, 0400, 0700})
    void theLockFileOfAPrivateFileIsPrivate(int permissions) throws IOException {
        world.system.administrator().chmod(JournalWorld.FILE, permissions);
        CommitLocks writer = writer();
        assertThat(world.system.others().isOwnerOnly(JournalWorld.LOCK)).isTrue();
        writer.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0640, 0604, 0610, 0644, 0602})
    void theLockFileOfAFileThatOthersMayOpenIsNotPrivate(int permissions) throws IOException {
        world.system.administrator().chmod(JournalWorld.FILE, permissions);
        CommitLocks writer = writer();
        assertThat(world.system.others().isOwnerOnly(JournalWorld.LOCK)).isFalse();
        writer.close();
    }

    @Test
    void whereNoPermissionsAreKnownTheLockFileIsNotPrivate() throws IOException {
        world.close();
        world =
                new JournalWorld(
                        100, Options.DEFAULT
                                .without(Ability.LASTING_LOCKS)
                                .without(Ability.OWNERS));
        CommitLocks writer = writer();
        assertThat(world.system.others().isOwnerOnly(JournalWorld.LOCK)).isFalse();
        writer.close();
    }

    @Test
    void aLockFileOfAStrangerIsNotOpened() throws IOException {
        world.system.others().write(JournalWorld.LOCK, new byte[0]);
        giveToStranger();
        world.system.faults().restart();
        assertStrangerIsRefused();
        assertThat(world.system.faults().log())
                .noneMatch(call -> call.operation() == Operation.OPEN_ENTRY && call.isOf("lock"));
    }

    /** The entry may be exchanged between the look at it and its opening. */
    @Test
    void aLockFileIsLookedAtOnceMoreWhenItIsOpen() throws IOException {
        world.system.faults()
                .plan(
                        Faults.once(
                                call -> call.operation() == Operation.OPEN_ENTRY
                                        && call.isOf("lock"),
                                Fault.after(call -> giveToStranger())));
        assertStrangerIsRefused();
    }

    private void giveToStranger() throws IOException {
        world.system.administrator().chown(JournalWorld.LOCK, "3000", "3000");
    }

    private void assertStrangerIsRefused() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(this::writer)
                .withMessageContainingAll(
                        "the lock file " + JournalWorld.LOCK + " belongs to a user who may not",
                        "(its owner has the id 3000)")
                .satisfies(e -> assertThat(e.file()).isEqualTo(JournalWorld.FILE.toString()));
    }

    /** The lock file would be that of another file, as when the directory has been exchanged. */
    @Test
    void theLockFileBesideAnotherFileOfTheNameIsNotUsed() throws IOException {
        for (Fault fault : new Fault[] {Fault.NONE, Fault.error(OsError.EACCES)}) {
            world.system.faults()
                    .plan(
                            Faults.once(
                                    call -> call.operation() == Operation.OPEN_ENTRY
                                            && call.isOf("lock"),
                                    Fault.before(call -> exchangeFile()).and(fault)));
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(this::reader)
                    .withMessageContaining("is another file than the one that was opened");
            world.close();
            world.open();
        }
    }

    @Test
    void aLockFileBesideWhatCannotBeLookedUpIsNotUsed() throws IOException {
        Faults.Plan hidden =
                Faults.each(call -> call.isOf("/file"), Fault.error(OsError.EIO));
        for (Fault fault : new Fault[] {Fault.NONE, Fault.error(OsError.EACCES)}) {
            world.system.others().delete(JournalWorld.LOCK);
            Faults.Plan opening =
                    Faults.once(
                            call -> call.operation() == Operation.OPEN_ENTRY
                                    && call.isOf("lock"),
                            fault);
            world.system.faults()
                    .plan(
                            call -> call.operation() == Operation.FIND
                                    ? hidden.at(call)
                                    : opening.at(call));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(this::reader)
                    .withMessageContaining("EIO");
        }
    }

    private void exchangeFile() throws IOException {
        world.system.others().delete(JournalWorld.FILE);
        world.system.others().delete(JournalWorld.LOCK);
        world.system.others().write(JournalWorld.FILE, new byte[1]);
    }
}
