package io.fileview.commit.journal;

import static io.fileview.commit.journal.JournalWorld.FILE;
import static io.fileview.commit.journal.JournalWorld.LOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.memory.Ability;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import io.fileview.waiting.Attempts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * Users whose locks on the file can be lost unnoticed lock the lock file, and keep to the locks of
 * those who lock the file alone.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LosableLocksTest {
    /** A process with an engine that keeps its locks, which has not seen the lock file yet. */
    private static final String OTHER = "process 7 (other)";

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

    private static Attempts once() {
        return Attempts.within(Duration.ZERO);
    }

    private void otherLocks(long position, boolean shared) throws IOException {
        world.system.others().lock(FILE, position, shared, OTHER);
    }

    private void otherUnlocks(long position) throws IOException {
        world.system.others().unlock(FILE, position, OTHER);
    }

    private void assertFree(long position) throws IOException {
        for (Path path : new Path[] {FILE, LOCK}) {
            assertThat(world.isFree(path, position)).as("%s", path).isTrue();
        }
    }

    @Test
    void thereIsNoSecondWriterBesideOneOfTheFileAlone() throws IOException {
        otherLocks(CommitLocks.WRITER, false);
        CommitLocks writer = writer();
        assertThat(writer.tryWriter()).isFalse();
        assertThat(world.isFree(LOCK, CommitLocks.WRITER)).as("it keeps no lock").isTrue();
        otherUnlocks(CommitLocks.WRITER);
        assertThat(writer.tryWriter()).isTrue();
        writer.close();
    }

    @Test
    void aReaderOfTheFileAloneKeepsAWriterOut() throws IOException {
        otherLocks(CommitLocks.STATE, true);
        CommitLocks writer = writer();
        assertThatExceptionOfType(JournalWorld.InUse.class)
                .isThrownBy(() -> writer.changeState(once()))
                .withMessageContaining("a reader with a read lock (" + OTHER + ")");
        assertFree(CommitLocks.TURNSTILE);
        assertThat(world.isFree(LOCK, CommitLocks.STATE)).isTrue();
        writer.close();
    }

    @Test
    void aWriterOfTheFileAloneKeepsReadersOut() throws IOException {
        otherLocks(CommitLocks.STATE, false);
        CommitLocks reader = reader();
        assertThat(reader.tryHoldState(false)).isFalse();
        assertFree(CommitLocks.TURNSTILE);
        otherUnlocks(CommitLocks.STATE);
        assertThat(reader.tryHoldState(false)).isTrue();
        reader.close();
    }

    /** Reading the extended attribute of the file would release it unnoticed. */
    @Test
    void ofTheFileOnlyTheWritersByteStaysLocked() throws IOException {
        CommitLocks reader = reader();
        assertThat(reader.tryHoldState(false)).isTrue();
        assertThat(world.isFree(FILE, CommitLocks.STATE)).isTrue();
        assertThat(world.isFree(LOCK, CommitLocks.STATE)).isFalse();
        reader.releaseState();
        assertFree(CommitLocks.STATE);
        CommitLocks writer = writer();
        assertThat(writer.tryWriter()).isTrue();
        writer.changeState(once());
        assertThat(world.isFree(FILE, CommitLocks.STATE)).isTrue();
        assertThat(world.isFree(LOCK, CommitLocks.STATE)).isFalse();
        for (Path path : new Path[] {FILE, LOCK}) {
            assertThat(world.isFree(path, CommitLocks.WRITER)).as("%s", path).isFalse();
        }
        writer.releaseState();
        assertFree(CommitLocks.STATE);
        writer.close();
        reader.close();
    }

    /** By a name in another directory, as a mount of the file alone has it. */
    @Test
    void aWriterWithAnotherLockFileIsNoticed() throws IOException {
        CommitLocks writer = writer();
        AtomicInteger tries = new AtomicInteger();
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.LOCK
                                    && call.offset() == CommitLocks.WRITER
                                    && call.isOf(FILE.toString())
                                    && tries.incrementAndGet() == 2) {
                                otherLocks(CommitLocks.WRITER, false);
                            }
                            return Fault.NONE;
                        });
        assertThatExceptionOfType(JournalWorld.InUse.class)
                .isThrownBy(writer::tryWriter)
                .withMessageContaining("another writer (" + OTHER + ")");
        writer.close();
    }

    /** Access to it through the JDK opens and closes the file. */
    @Test
    void theWritersByteOfTheFileIsNotLockedWhileTheAttributeIsUsed() throws IOException {
        CommitLocks writer = writer();
        boolean[] isDone = new boolean[1];
        writer.withAttribute(() -> isDone[0] = true);
        assertThat(isDone[0]).isTrue();
        assertFree(CommitLocks.WRITER); // It is not the writer yet.
        assertThat(writer.tryWriter()).isTrue();
        isDone[0] = false;
        writer.withAttribute(
                () -> {
                    assertThat(world.isFree(FILE, CommitLocks.WRITER)).isTrue();
                    assertThat(world.isFree(LOCK, CommitLocks.WRITER)).isFalse();
                    isDone[0] = true;
                });
        assertThat(isDone[0]).isTrue();
        assertThat(world.isFree(FILE, CommitLocks.WRITER)).isFalse();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(
                        () -> writer.withAttribute(
                                () -> {
                                    throw new IOException("no attribute");
                                }))
                .withMessage("no attribute");
        assertThat(world.isFree(FILE, CommitLocks.WRITER)).isFalse();
        writer.close();
    }

    @Test
    void aWriterThatCameWhileTheAttributeWasUsedIsNoticed() throws IOException {
        CommitLocks writer = writer();
        assertThat(writer.tryWriter()).isTrue();
        assertThatExceptionOfType(JournalWorld.InUse.class)
                .isThrownBy(
                        () -> writer.withAttribute(() -> otherLocks(CommitLocks.WRITER, false)))
                .withMessageContaining("another writer (" + OTHER + ")");
        writer.close();
    }

    @Test
    void aLockFileThatWasRemovedBeforeThereWasAWriterIsMadeAnew() throws IOException {
        CommitLocks writer = writer();
        world.system.others().delete(LOCK);
        assertThat(writer.tryWriter()).isTrue();
        assertThat(world.isFree(LOCK, CommitLocks.WRITER)).isFalse();
        assertThat(world.system.openNames()).containsOnlyOnce(LOCK.toString());
        writer.requireWriter();
        writer.close();
        assertThat(world.system.others().exists(LOCK)).isFalse();
    }

    /** Another writer may have been admitted, with the next lock file. */
    @Test
    void aLockFileThatIsRemovedWhileAWriterLocksItIsNoticed() throws IOException {
        CommitLocks writer = writer();
        world.system.faults()
                .plan(
                        Faults.once(
                                call -> call.operation() == Operation.LOCK
                                        && call.offset() == CommitLocks.WRITER,
                                Fault.before(call -> world.system.others().delete(LOCK))));
        assertThatExceptionOfType(JournalWorld.InUse.class)
                .isThrownBy(writer::tryWriter)
                .withMessageContaining("another writer may have been admitted");
        writer.close();
    }

    @Test
    void aReaderThatCouldNotOpenTheNewLockFileTriesAgain() throws IOException {
        CommitLocks reader = reader();
        world.system.others().delete(LOCK);
        world.system.faults()
                .plan(Faults.once(Operation.OPEN_ENTRY, Fault.error(OsError.EIO)));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> reader.tryHoldState(false));
        CommitLocks writer = writer();
        writer.changeState(once());
        assertThat(reader.tryHoldState(false)).isFalse();
        writer.releaseState();
        assertThat(reader.tryHoldState(false)).isTrue();
        reader.close();
        writer.close();
    }

    /** It opened the file before there was a writer that made one. */
    @Test
    void c3AReaderWhoMayNotWriteTakesTheLockFileThatComesLater() throws IOException {
        refuseToCreate();
        CommitLocks reader = reader();
        assertThat(world.system.others().exists(LOCK)).isFalse();
        world.system.faults().none();
        CommitLocks writer = writer();
        writer.changeState(once());
        refuseToCreate();
        assertThat(reader.tryHoldState(false)).isFalse();
        writer.releaseState();
        assertThat(reader.tryHoldState(false)).isTrue();
        assertThatExceptionOfType(JournalWorld.InUse.class)
                .isThrownBy(() -> writer.changeState(once()));
        reader.close();
        writer.close();
    }

    @Test
    void aReaderWhoMayNotWriteSeesThatAWriterWaitsWhoCameWhileItRead() throws Exception {
        refuseToCreate();
        CommitLocks reader = reader();
        assertThat(reader.tryHoldState(false)).isTrue();
        world.system.faults().none();
        CommitLocks writer = writer();
        assertThat(reader.writerWaits()).isFalse();
        world.system.others().lock(LOCK, CommitLocks.TURNSTILE, false, OTHER);
        assertThat(reader.writerWaits()).isTrue();
        world.system.others().unlock(LOCK, CommitLocks.TURNSTILE, OTHER);
        assertThatExceptionOfType(JournalWorld.InUse.class)
                .isThrownBy(() -> writer.changeState(once()));
        reader.releaseState();
        writer.changeState(once());
        reader.close();
        writer.close();
    }

    /** It would give up the lock that keeps writers out. */
    @Test
    void aReaderKeepsItsLockFileWhileItReadsThoughThatIsRemoved() throws IOException {
        CommitLocks reader = reader();
        assertThat(reader.tryHoldState(false)).isTrue();
        world.system.others().delete(LOCK);
        assertThat(reader.writerWaits()).isFalse();
        assertThat(world.system.others().exists(LOCK)).isFalse();
        assertThatExceptionOfType(JournalWorld.InUse.class).isThrownBy(reader::releaseState);
        reader.close();
    }

    /** As it is for who may read the directory only. */
    private void refuseToCreate() {
        boolean[] isSecond = new boolean[1];
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.OPEN_ENTRY && call.isOf("lock")) {
                                isSecond[0] = !isSecond[0];
                                return isSecond[0] ? Fault.error(OsError.EACCES) : Fault.NONE;
                            }
                            return Fault.NONE;
                        });
    }

    @Test
    void aStateIsReleasedThoughItsLockFileCannotBeLookedFor() throws IOException {
        CommitLocks reader = reader();
        assertThat(reader.tryHoldState(false)).isTrue();
        world.system.faults().plan(Faults.once(Operation.FIND, Fault.error(OsError.EIO)));
        assertThatExceptionOfType(IOException.class).isThrownBy(reader::releaseState);
        assertFree(CommitLocks.STATE);
        reader.close();
    }

    /** Nobody changes the state but the writer, which is told before its next commit. */
    @Test
    void aWriterReleasesTheStateThoughItsLockFileIsRemoved() throws IOException {
        CommitLocks writer = writer();
        assertThat(writer.tryWriter()).isTrue();
        writer.changeState(once());
        world.system.others().delete(LOCK);
        writer.releaseState();
        assertThatExceptionOfType(JournalWorld.InUse.class).isThrownBy(writer::requireWriter);
        writer.close();
    }

    @Test
    void attributesMayBeRefusedWhereLocksCanBeLost() throws IOException {
        CommitLocks reader = reader();
        assertThat(reader.allowAttributes()).isFalse();
        reader.close();
    }
}
