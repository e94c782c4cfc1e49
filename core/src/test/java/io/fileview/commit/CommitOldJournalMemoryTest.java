package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.fileview.View;
import io.fileview.commit.CommitReader.ReadLock;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A journal is replayed once, a truncated file stays known as truncated, and nobody's file is removed. */
class CommitOldJournalMemoryTest extends CommitReaderFixture {
    private void leaveJournal() throws IOException {
        unappliedCommit(2, 'b').abandon();
    }

    /** A recovery through another name removes the mark, and then fails to remove the journal. */
    @Test
    void aJournalThatWasReplayedIsNotReplayedAgainOverLaterCommits() throws Exception {
        leaveJournal();
        Path link = CommitWorld.DIRECTORY.resolve("link");
        world.system.others().link(link, CommitWorld.FILE);
        world.system.faults()
                .plan(Faults.once(of(Operation.REMOVE, "journal"), Fault.error(OsError.EIO)));

        try {
            CommitMapping.builder(link).engine(world.system.engine()).open().close();
        } catch (IOException theJournalWasNotRemoved) {
            assertThat(world.journalIsThere()).isTrue();
        }
        world.system.faults().none();
        try (CommitMapping commits =
                CommitMapping.builder(link).engine(world.system.engine()).open();
                View view = commits.map()) {
            CommitWorld.fill(view, 2L * PAGE, PAGE, 'c');
            commits.commit();
        }
        assertThat((char) world.file()[2 * PAGE]).isEqualTo('c');
        world.open().close();
        assertThat((char) world.file()[2 * PAGE]).isEqualTo('c');
    }

    /** The same with a file that was renamed in between, and without another link. */
    @Test
    void aReplayedJournalIsNotReplayedAgainAfterTheFileWasRenamedAndBack() throws Exception {
        leaveJournal();
        Path moved = CommitWorld.DIRECTORY.resolve("moved");
        world.system.faults()
                .plan(
                        Faults.each(
                                of(Operation.REMOVE, "journal")
                                        .or(of(Operation.TRUNCATE, "journal")),
                                Fault.error(OsError.EIO)));
        assertThatCode(world::open).isInstanceOf(IOException.class);
        world.system.faults().none();
        world.system.others().rename(CommitWorld.FILE, moved);
        try (CommitMapping commits =
                CommitMapping.builder(moved).engine(world.system.engine()).open();
                View view = commits.map()) {
            CommitWorld.fill(view, 2L * PAGE, PAGE, 'c');
            commits.commit();
        }
        world.system.others().rename(moved, CommitWorld.FILE);
        world.open().close();
        assertThat((char) world.file()[2 * PAGE]).isEqualTo('c');
    }

    @Test
    void growingDoesNotHideThatTheFileWasTruncated() throws Exception {
        CommitMapping commits = world.open();
        try (View view = commits.map()) {
            CommitWorld.fill(view, 4L * PAGE, PAGE, 'b');
            commits.commit();
        }
        world.system.others().truncate(CommitWorld.FILE, PAGE);
        boolean said = false;
        try {
            commits.grow(8 * PAGE);
            try (View view = commits.map()) {
                CommitWorld.fill(view, 0, PAGE, 'c');
                commits.commit();
            }
            commits.close();
        } catch (IOException e) {
            said = true;
            commits.abandon();
        }
        if (!said) {
            assertThat((char) world.file()[4 * PAGE]).isEqualTo('b');
            assertThat((char) world.file()[3 * PAGE]).isEqualTo('a');
        }
    }

    @Test
    void settlingDoesNotHideThatTheFileWasTruncated() throws Exception {
        CommitMapping commits = world.builder().lockTimeout(Duration.ofMillis(5)).open();
        try (CommitReader reader = world.reader(); View view = commits.map()) {
            AtomicReference<ReadLock> lock = new AtomicReference<>();
            CompletableFuture.runAsync(
                    () -> {
                        try {
                            lock.set(reader.readLock());
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    },
                    task -> new Thread(task).start())
                    .join();
            CommitWorld.fill(view, 5L * PAGE, 7, 'b'); // the end of the file
            assertThatCode(commits::commit).isInstanceOf(CommitFailedException.class);
            lock.get().close();
        }
        world.system.others().truncate(CommitWorld.FILE, PAGE);
        boolean said = false;
        try {
            commits.rollback(); // applies the commit, and makes the file as long as it was
            try (View view = commits.map()) {
                CommitWorld.fill(view, 0, PAGE, 'c');
                commits.commit();
            }
            commits.close();
        } catch (IOException e) {
            said = true;
            commits.abandon();
        }
        if (!said) {
            assertThat((char) world.file()[3 * PAGE]).isEqualTo('a');
        }
    }

    /** "Nobody else uses it": but the locks are released before the file is removed. */
    @Test
    void anOpeningThatFailsDoesNotRemoveTheCommitsOfAnother() throws Exception {
        Path file = CommitWorld.DIRECTORY.resolve("new");
        AtomicBoolean full = new AtomicBoolean();
        AtomicBoolean removing = new AtomicBoolean();
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.WRITE && call.isOf("journal")
                                    && full.compareAndSet(false, true)) {
                                return Fault.error(OsError.ENOSPC);
                            }
                            if (call.operation() == Operation.DISCARD_CREATED
                                    && removing.compareAndSet(false, true)) {
                                try (CommitMapping second =
                                        CommitMapping.builder(file)
                                                .engine(world.system.engine())
                                                .create()
                                                .size(PAGE)
                                                .open();
                                        View view = second.map()) {
                                    CommitWorld.fill(view, 0, PAGE, 'z');
                                    second.commit();
                                }
                            }
                            return Fault.NONE;
                        });
        assertThatCode(
                () -> CommitMapping.builder(file)
                        .engine(world.system.engine())
                        .create()
                        .size(PAGE)
                        .open())
                .isInstanceOf(IOException.class);
        assertThat(removing).isTrue();
        assertThat(world.system.others().exists(file)).isTrue();
    }

    /** What a thread that is asked to end leaves: from some call on, nothing works any more. */
    private interface Steps {
        void run() throws IOException;
    }

    private void stopAt(int at, Steps steps) {
        world.system.faults().plan(Faults.from(at, Fault.error(OsError.EIO)));
        try {
            steps.run();
        } catch (IOException | RuntimeException stopped) {
            assertThat(stopped).isNotNull();
        }
    }

    /** Whatever call is the last one before a crash, commits by any name survive. */
    @Test
    void commitsByAllNamesSurviveACrashAtEachCall() throws Exception {
        Path link = CommitWorld.DIRECTORY.resolve("link");
        StringBuilder wrong = new StringBuilder();
        int checked = 0;
        for (int kind = 0; kind < 3; kind++) {
            boolean reached = true;
            for (int at = 0; reached; at++) {
                world = new CommitWorld(SIZE);
                world.system.others().link(link, CommitWorld.FILE);
                if (kind == 0) {
                    leaveJournal();
                }
                CommitMapping[] opened = new CommitMapping[1];
                if (kind == 1) {
                    opened[0] = world.open();
                    try (View view = opened[0].map()) {
                        CommitWorld.fill(view, 2L * PAGE, PAGE, 'b');
                        opened[0].commit();
                    }
                }
                int choice = kind;
                stopAt(
                        at,
                        () -> {
                            if (choice == 0) {
                                opened[0] = builder(link).open();
                            } else if (choice == 2) {
                                opened[0] = world.open();
                                try (View view = opened[0].map()) {
                                    CommitWorld.fill(view, 2L * PAGE, PAGE, 'b');
                                    opened[0].commit();
                                }
                            }
                            opened[0].close();
                        });
                reached = world.system.faults().count() > at;
                world.system.faults().none();
                if (opened[0] != null) {
                    opened[0].abandon();
                }
                checked++;
                String what = kind + "/" + at + " ";
                try {
                    try (CommitMapping commits = builder(link).open(); View view = commits.map()) {
                        byte before = view.guarded().getByte(2 * PAGE);
                        if (kind < 2 && before != 'b') {
                            wrong.append(what).append("lost ").append((char) before).append("; ");
                        }
                        CommitWorld.fill(view, 2L * PAGE, PAGE, 'c');
                        commits.commit();
                    }
                    world.open().close();
                    if (world.file()[2 * PAGE] != 'c') {
                        wrong.append(what)
                                .append("replayed ")
                                .append((char) world.file()[2 * PAGE])
                                .append("; ");
                    }
                } catch (IOException e) {
                    wrong.append(what).append("refused: ").append(e.getMessage()).append("; ");
                }
            }
        }
        assertThat(wrong.toString()).as("%d crashes", checked).isEmpty();
    }

    private CommitMappingBuilder builder(Path path) {
        return CommitMapping.builder(path)
                .engine(world.system.engine())
                .journalLimit(CommitWorld.JOURNAL_LIMIT);
    }
}
