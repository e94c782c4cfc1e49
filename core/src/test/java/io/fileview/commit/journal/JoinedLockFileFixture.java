package io.fileview.commit.journal;

import static io.fileview.commit.journal.JournalWorld.FILE;
import static io.fileview.commit.journal.JournalWorld.LOCK;
import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.waiting.Attempts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A file beside which another process makes a lock file, whose locks on the file can be lost. */
abstract class JoinedLockFileFixture {
    /** A process with an engine whose locks on the file can be lost. */
    static final String OTHER = "process 7 (other)";

    JournalWorld world;

    @BeforeEach
    void makeWorld() throws IOException {
        world = new JournalWorld(4096);
    }

    @AfterEach
    void closeWorld() {
        world.close();
        assertThat(world.system.openNames()).isEmpty();
    }

    CommitLocks writer() throws IOException {
        return CommitLocks.open(world.files(), world.data().identity(), true);
    }

    CommitLocks reader() throws IOException {
        return CommitLocks.open(world.files(), world.data().identity(), false);
    }

    static Attempts once() {
        return Attempts.within(Duration.ZERO);
    }

    void makeLockFile() throws IOException {
        world.system.others().write(LOCK, new byte[0]);
        world.system.others().lock(LOCK, CommitLocks.USERS, true, OTHER);
    }

    void replaceLockFile() throws IOException {
        world.system.others().delete(LOCK);
        makeLockFile();
    }

    void otherLocks(long position, boolean shared) throws IOException {
        world.system.others().lock(LOCK, position, shared, OTHER);
    }

    void otherUnlocks(long position) throws IOException {
        world.system.others().unlock(LOCK, position, OTHER);
    }

    void assertLocked(long position) throws IOException {
        for (Path path : new Path[] {FILE, LOCK}) {
            assertThat(world.isFree(path, position)).as("%s", path).isFalse();
        }
    }

    void assertFree(long position) throws IOException {
        for (Path path : new Path[] {FILE, LOCK}) {
            assertThat(world.isFree(path, position)).as("%s", path).isTrue();
        }
    }

    long openLockFiles() {
        return world.system.openNames().stream().filter(LOCK.toString()::equals).count();
    }
}
