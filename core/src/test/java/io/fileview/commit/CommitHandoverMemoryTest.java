package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static io.fileview.testing.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.View;
import io.fileview.commit.CommitReader.ReadLock;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A writer has died, and the next one recovers the file, or dies too. */
class CommitHandoverMemoryTest extends CommitReaderFixture {
    private static final Path OTHER = CommitWorld.DIRECTORY.resolve("other");
    private static final Path JOURNAL_OF_OTHER =
            CommitWorld.DIRECTORY.resolve("other.fileview-journal");

    /** The process dies: from some call on, nothing of it happens. */
    private static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static byte[] withPage(int page, int value) {
        byte[] bytes = CommitWorld.initial(SIZE);
        java.util.Arrays.fill(bytes, page * PAGE, (page + 1) * PAGE, (byte) value);
        return bytes;
    }

    private CommitMapping open(Path name) throws IOException {
        return CommitMapping.builder(name).engine(world.system.engine()).open();
    }

    /** Between its first lock and its first write, the next writer is no proof of a whole file. */
    @Test
    void c3WhileTheNextWriterOpensTheFileReadersSeeTheLastCommit() throws IOException {
        unappliedCommit(2, 'b').abandon();
        int[] looks = new int[2];
        try (CommitReader reader = world.reader()) {
            boolean[] looking = new boolean[1];
            world.system.faults()
                    .plan(
                            call -> {
                                if (!looking[0]) {
                                    looking[0] = true;
                                    look(reader, call, looks);
                                    looking[0] = false;
                                }
                                return Fault.NONE;
                            });
            world.open().close();
            world.system.faults().none();
        }
        assertThat(looks[0]).isGreaterThan(20);
        assertThat(looks[1]).isGreaterThan(5);
        assertThat(world.file()).isEqualTo(withPage(2, 'b'));
    }

    private static void look(CommitReader reader, Call before, int[] looks) throws IOException {
        try (ReadLock lock = reader.readLock(Duration.ZERO); View view = reader.map()) {
            assertThat(lock).isNotNull();
            assertThat(CommitWorld.bytes(view)).as("before %s", before)
                    .isEqualTo(withPage(2, 'b'));
            looks[0]++;
        } catch (CommitInUseException keptOut) {
            looks[1]++;
        }
    }

    /**
     * A recovery dies at each call. Then the file is written by another hard link, and opened by the
     * first name again: a journal left there must not bring old commits back.
     */
    @Test
    void anInterruptedRecoveryLeavesNoOldCommitsForAnotherName() throws IOException {
        int interrupted = 0;
        for (long at = 0;; at++) {
            makeWorld();
            world.system.others().link(OTHER, CommitWorld.FILE);
            unappliedCommit(2, 'b').abandon();
            boolean died = diesAt(at);
            try (CommitMapping commits = open(OTHER); View view = commits.map()) {
                assertThat(CommitWorld.bytes(view)).isEqualTo(withPage(2, 'b'));
                CommitWorld.fill(view, 2L * PAGE, PAGE, 'c');
                commits.commit();
            }
            open(CommitWorld.FILE).close();
            assertThat(world.file()).as("after call %d", at).isEqualTo(withPage(2, 'c'));
            assertThat(world.system.others().list(CommitWorld.DIRECTORY))
                    .containsExactlyInAnyOrder("file", "other");
            if (!died) {
                break;
            }
            interrupted++;
        }
        assertThat(interrupted).isGreaterThan(20);
    }

    /** Opens the file by its first name, and lets the process die at a call. */
    private boolean diesAt(long number) throws IOException {
        boolean[] over = new boolean[1];
        world.system.faults()
                .plan(
                        call -> {
                            over[0] |= call.number() == number;
                            if (over[0] && call.operation() != Operation.UNLOCK) {
                                throw new Died();
                            }
                            return Fault.NONE;
                        });
        try {
            CommitMapping commits = world.open();
            world.system.faults().none();
            commits.abandon();
        } catch (Died | AssertionError wanted) {
            assertThat(over[0]).isTrue();
        }
        world.system.faults().none();
        return over[0];
    }

    /** A writer that died before it marked the file has left an empty journal by its name. */
    @Test
    void anEmptyJournalBesideTheFileIsNoObstacleToTheMarkedOne() throws IOException {
        world.system.others().link(OTHER, CommitWorld.FILE);
        try (CommitMapping commits = world.open()) {
            byte[] empty = world.system.others().read(CommitWorld.JOURNAL);
            commits.abandon();
            open(CommitWorld.FILE).close();
            world.system.others().write(CommitWorld.JOURNAL, empty);
        }
        CommitMapping dead = open(OTHER);
        try (View view = dead.map()) {
            CommitWorld.fill(view, 2L * PAGE, PAGE, 'd');
            dead.commit();
        }
        dead.abandon();
        assertThat(world.system.others().exists(JOURNAL_OF_OTHER)).isTrue();
        world.system.cutPower(new Random(1));
        open(CommitWorld.FILE).close();
        assertThat(world.file()).isEqualTo(withPage(2, 'd'));
        assertThat(world.system.others().list(CommitWorld.DIRECTORY))
                .containsExactlyInAnyOrder("file", "other");
    }

    /** The writer dies while it waits for the reader, with one more commit in the journal. */
    @Test
    void c3ASnapshotUnderAReadLockIsOfTheCommitThatTheViewsShow() throws Exception {
        CommitMapping commits = world.builder().lockTimeout(Duration.ofMillis(1)).open();
        try (CommitReader reader = world.reader(); View seen = reader.map()) {
            ReadLock[] lock = new ReadLock[1];
            inBackground(() -> lock[0] = reader.readLock()).get();
            try (View view = commits.map()) {
                CommitWorld.fill(view, 2L * PAGE, PAGE, 'b');
                assertThatExceptionOfType(CommitFailedException.class)
                        .isThrownBy(commits::commit);
            }
            commits.abandon();
            try (Snapshot snapshot = reader.snapshot(); View then = snapshot.map()) {
                assertThat(CommitWorld.bytes(then)).isEqualTo(CommitWorld.bytes(seen))
                        .isEqualTo(CommitWorld.initial(SIZE));
            }
            lock[0].close();
            try (Snapshot snapshot = reader.snapshot(); View then = snapshot.map()) {
                assertThat(CommitWorld.bytes(then)).isEqualTo(withPage(2, 'b'));
            }
        }
    }

    /** A writer may be changing it. */
    @Test
    void aViewThatIsMappedWithoutAReadLockDoesNotReadTheJournal() throws IOException {
        unappliedCommit(2, 'b').abandon();
        try (CommitReader reader = world.reader(); CommitMapping commits = world.open()) {
            assertThat(commits.changed()).isEmpty();
            world.system.faults().restart();
            try (View view = reader.map(); ReadLock lock = reader.readLock()) {
                assertThat(lock).isNotNull();
                assertThat(CommitWorld.bytes(view)).isEqualTo(withPage(2, 'b'));
            }
            assertThat(world.system.faults().log()).noneMatch(call -> call.isOf("-journal"));
        }
    }
}
