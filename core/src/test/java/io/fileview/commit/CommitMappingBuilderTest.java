package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.fileview.MappingException;
import io.fileview.View;
import io.fileview.memory.Ability;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import io.fileview.spi.Engine;
import io.fileview.spi.FileLocation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** How a file is opened for commits, and that an opening that fails leaves everything as it was. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class CommitMappingBuilderTest {
    private static final int SIZE = 5 * PAGE + 7;
    private static final Path NEW = CommitWorld.DIRECTORY.resolve("new");

    private CommitWorld world;

    @BeforeEach
    void makeWorld() throws IOException {
        world = new CommitWorld(SIZE);
    }

    private CommitMappingBuilder newFile() {
        return CommitMapping.builder(NEW).engine(world.system.engine());
    }

    private void assertOnlyTheFile() throws IOException {
        assertThat(world.system.others().list(CommitWorld.DIRECTORY)).containsExactly("file");
        assertThat(world.file()).isEqualTo(CommitWorld.initial(SIZE));
    }

    @Test
    void optionsThatCannotBeAreRefused() {
        CommitMappingBuilder builder = CommitMapping.builder(NEW);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.size(-1))
                .withMessage("size -1 must be 0 bytes or more");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.journalLimit((64 << 10) - 1))
                .withMessage("journalLimit 65535 must be 65536 bytes or more");
        assertThatNullPointerException().isThrownBy(() -> builder.engine((String) null));
        assertThatNullPointerException().isThrownBy(() -> builder.engine((Engine) null));
        assertThat(builder.size(1)).isSameAs(builder);
        assertThat(builder.journalLimit(64 << 10)).isSameAs(builder);
        assertThat(builder.create()).isSameAs(builder);
        assertThat(builder.createNew()).isSameAs(builder);
        assertThat(builder.adoptJournal()).isSameAs(builder);
        assertThat(builder.engine("portable")).isSameAs(builder);
        assertThat(builder.engine(world.system.engine())).isSameAs(builder);
    }

    @Test
    void theLastEngineThatWasChosenIsUsed() throws IOException {
        CommitMapping.builder(CommitWorld.FILE).engine("no such").engine(world.system.engine())
                .open().close();
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> CommitMapping.builder(CommitWorld.FILE)
                                .engine(world.system.engine())
                                .engine("no such")
                                .open())
                .withMessageContaining("there is no engine named no such");
    }

    @Test
    void aFileThatDoesNotExistIsNotCreatedUnlessThatIsAsked() throws IOException {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> newFile().size(10).open());
        assertOnlyTheFile();
        newFile().create().size(10).open().close();
        assertThat(world.system.others().read(NEW)).isEqualTo(new byte[10]);
        assertThat(world.system.disk().listDurable(CommitWorld.DIRECTORY)).contains("new");
        assertThat(world.system.others().list(CommitWorld.DIRECTORY))
                .containsExactly("file", "new");
    }

    @Test
    void aFileThatExistsIsNotCreatedAnew() throws IOException {
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> world.builder().createNew().size(10).open());
        assertOnlyTheFile();
        world.builder().create().open().close();
        assertOnlyTheFile();
        newFile().createNew().size(3).open().close();
        assertThat(world.system.others().read(NEW)).hasSize(3);
    }

    @Test
    void aNewFileIsEmptyUnlessASizeIsSet() throws IOException {
        newFile().create().open().close();
        assertThat(world.system.disk().readDurable(NEW)).isEmpty();
        newFile().open().close();
        newFile().size(0).open().close();
        newFile().size(PAGE).open().close();
        assertThat(world.system.disk().readDurable(NEW)).hasSize(PAGE);
    }

    @Test
    void aSizeExtendsDurablyAndNeverShortens() throws IOException {
        try (CommitMapping commits = world.builder().size(SIZE + 5).open()) {
            assertThat(commits.size()).isEqualTo(SIZE + 5);
            assertThat(world.system.disk().readDurable(CommitWorld.FILE)).hasSize(SIZE + 5);
        }
        try (CommitMapping commits = world.builder().size(PAGE + 1).open()) {
            assertThat(commits.size()).isEqualTo(PAGE + 1);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> commits.map(0, PAGE + 2));
            try (View view = commits.map()) {
                view.guarded().setByte(PAGE, (byte) 'z');
                commits.commit();
            }
        }
        assertThat(world.file()).hasSize(SIZE + 5).contains('z');
    }

    @Test
    void withoutASizeNothingIsFlushedWhenItIsOpened() throws IOException {
        world.system.faults().plan(call -> Fault.NONE);
        try (CommitMapping commits = world.open()) {
            assertThat(world.system.faults().log())
                    .filteredOn(
                            call -> call.operation() == Operation.FLUSH && call.isOf("/file"))
                    .isEmpty();
            assertThat(commits.size()).isEqualTo(SIZE);
        }
    }

    @Test
    void theJournalIsTwiceAsLongAsTheFileWithinBounds() throws IOException {
        long least = 2 << 20;
        assertThat(firstJournalSize(world, CommitWorld.FILE, 0)).isEqualTo(least / 4);
        assertThat(firstJournalSize(world, CommitWorld.FILE, 128 << 10)).isEqualTo(32 << 10);
        CommitWorld larger = new CommitWorld(3 << 19);
        assertThat(firstJournalSize(larger, CommitWorld.FILE, 0)).isEqualTo(3 << 18);
        CommitWorld large = new CommitWorld(5 << 20);
        assertThat(firstJournalSize(large, CommitWorld.FILE, 0)).isEqualTo(1 << 20);
    }

    private static long firstJournalSize(CommitWorld in, Path path, long limit)
            throws IOException {
        CommitMappingBuilder builder = CommitMapping.builder(path).engine(in.system.engine());
        if (limit > 0) {
            builder.journalLimit(limit);
        }
        try (CommitMapping commits = builder.open()) {
            assertThat(commits.size()).isPositive();
            return in.system.others().size(CommitWorld.JOURNAL);
        }
    }

    @Test
    void oneCommitOfADefaultJournalMayTakeTwiceTheFile() throws IOException {
        CommitWorld large = new CommitWorld(3 << 20);
        try (CommitMapping commits =
                CommitMapping.builder(CommitWorld.FILE).engine(large.system.engine()).open();
                View view = commits.map()) {
            CommitWorld.fill(view, 0, 3 << 20, 'x');
            commits.commit();
            int[] flushes = new int[1];
            large.system.faults()
                    .plan(
                            call -> {
                                if (call.operation() == Operation.FLUSH && call.isOf("/file")) {
                                    flushes[0]++;
                                }
                                return Fault.NONE;
                            });
            CommitWorld.fill(view, 0, 2 << 20, 'y');
            commits.commit();
            assertThat(flushes[0]).isZero();
            CommitWorld.fill(view, 0, 2 << 20, 'z');
            commits.commit();
            assertThat(flushes[0]).isEqualTo(1);
        }
    }

    @Test
    void aSecondWriterIsToldWhoTheFirstIs() throws IOException {
        try (CommitMapping commits = world.open()) {
            assertThatExceptionOfType(CommitInUseException.class)
                    .isThrownBy(world::open)
                    .withMessageContainingAll("already open for commits, by process "
                            + ProcessHandle.current().pid(), "read it with CommitReader");
            assertThat(commits.changed()).isEmpty();
            assertThat(world.journalIsThere()).isTrue();
        }
        assertOnlyTheFile();
    }

    @Test
    void anEngineThatCannotFindPrivatePagesIsRefused() throws IOException {
        world = new CommitWorld(SIZE, Options.DEFAULT.without(Ability.PRIVATE_PAGES));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(world::open)
                .withMessageContainingAll(
                        CommitWorld.FILE + ": cannot be opened for commits",
                        "the engine memory cannot find private pages",
                        "map it with FileMapping");
        assertOnlyTheFile();
    }

    @Test
    void whoMayNotWriteIsRefusedBeforeAnythingIsMade() throws IOException {
        world.system.faults()
                .plan(
                        Faults.each(
                                call -> call.operation() == Operation.OPEN_ENTRY
                                        && call.isOf("/file"),
                                Fault.error(OsError.EACCES)));
        assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(world::open);
        assertThat(world.system.faults().log())
                .noneMatch(call -> call.isOf("lock") || call.isOf("journal"));
        assertOnlyTheFile();
    }

    @Test
    void aJournalWithCommitsIsNotDroppedBecauseItsFileIsGone() throws IOException {
        leaveJournal();
        world.system.others().delete(CommitWorld.FILE);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> world.builder().create().size(SIZE).open())
                .withMessageContaining("another file of this name");
        assertThat(world.system.others().exists(CommitWorld.FILE)).isFalse();
        assertThat(world.journalIsThere()).isTrue();
    }

    /** By another link, or after a rename, the mark of the file leads to the journal. */
    @Test
    void everyNameOfAFileLeadsToItsJournal() throws IOException {
        leaveJournal();
        Path other = world.system.others().createDirectories(Path.of("/other")).resolve("x");
        world.system.others().link(other, CommitWorld.FILE);
        try (CommitReader reader = CommitReader.open(other, world.system.engine());
                View view = reader.map();
                CommitReader.ReadLock lock = reader.readLock()) {
            assertThat(lock).isNotNull();
            assertThat(view.guarded().getByte(2 * PAGE)).isEqualTo((byte) 'b');
        }
        CommitMapping.builder(other).engine(world.system.engine()).open().close();
        assertThat(world.file()[2 * PAGE]).isEqualTo((byte) 'b');
        assertThat(world.journalIsThere()).isFalse();
        assertThat(world.system.administrator().attribute(CommitWorld.FILE)).isEmpty();
    }

    @Test
    void aFileWhoseJournalIsMissingIsNotTakenForWhole() throws IOException {
        leaveJournal();
        world.system.others().delete(CommitWorld.JOURNAL);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(world::open)
                .withMessageContainingAll(CommitWorld.JOURNAL.toString(), "is missing");
        assertThatExceptionOfType(MappingException.class).isThrownBy(world::reader);
        world.builder().ignoreMissingJournal().open().close();
        world.open().close();
    }

    /** {@code cp -a} copies the mark, too. */
    @Test
    void aCopyOfAFileHasNoPartInItsJournal() throws IOException {
        leaveJournal();
        world.system.administrator().copyAll(CommitWorld.FILE, NEW);
        try (CommitMapping copy = CommitMapping.builder(NEW).engine(world.system.engine()).open();
                View view = copy.map()) {
            assertThat(view.guarded().getByte(2 * PAGE)).isEqualTo((byte) 'a');
            view.guarded().setByte(0, (byte) 'c');
            copy.commit();
        }
        world.open().close();
        assertThat(world.file()[2 * PAGE]).isEqualTo((byte) 'b');
        assertThat(world.file()[0]).isEqualTo((byte) 'a');
    }

    @Test
    void whereNoMarkCanLeadToTheJournalAFileHasOneName() throws IOException {
        world = new CommitWorld(SIZE, Options.DEFAULT.without(Ability.EXTENDED_ATTRIBUTE));
        world.system.others().link(NEW, CommitWorld.FILE);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(world::open)
                .withMessageContainingAll("2 hard links", "remove the other links");
        world.system.others().delete(NEW);
        try (CommitMapping commits = world.open(); View view = commits.map()) {
            view.guarded().setByte(0, (byte) 'b');
            commits.commit();
            world.system.others().link(NEW, CommitWorld.FILE);
            view.guarded().setByte(0, (byte) 'c');
            assertThatExceptionOfType(CommitFailedException.class)
                    .isThrownBy(commits::commit)
                    .withMessageContaining("2 hard links");
            assertThat(world.file()[0]).isEqualTo((byte) 'b');
            world.system.others().delete(NEW);
            commits.commit();
        }
        assertThat(world.file()[0]).isEqualTo((byte) 'c');
    }

    private void leaveJournal() throws IOException {
        CommitMapping commits = world.open();
        try (View view = commits.map()) {
            view.guarded().setByte(2 * PAGE, (byte) 'b');
            world.system.faults()
                    .plan(
                            Faults.once(
                                    call -> call.operation() == Operation.WRITE
                                            && call.isOf("/file"),
                                    Fault.error(OsError.EIO)));
            assertThatExceptionOfType(CommitFailedException.class).isThrownBy(commits::commit);
        }
        world.system.faults().none();
        commits.abandon();
    }

    @Test
    void aJournalThatWasLeftIsReplayedWhileReadersAreKeptOut() throws IOException {
        leaveJournal();
        world.system.faults().plan(call -> Fault.NONE);
        world.open().close();
        assertThat(world.file()[2 * PAGE]).isEqualTo((byte) 'b');
        assertThat(world.system.faults().log())
                .filteredOn(
                        call -> call.operation() == Operation.UNLOCK
                                && call.offset() == Long.MAX_VALUE - 255 + 3)
                .isNotEmpty();
    }

    @Test
    void aJournalOfAnotherFileIsReplayedOnlyIfItIsAdopted() throws IOException {
        leaveJournal();
        byte[] bytes = world.file();
        world.system.others().delete(CommitWorld.FILE);
        world.system.others().write(CommitWorld.FILE, bytes);
        assertThatExceptionOfType(MappingException.class).isThrownBy(world::open)
                .withMessageContaining("another file");
        assertThat(world.lockIsThere()).isFalse();
        world.builder().adoptJournal().open().close();
        assertThat(world.file()[2 * PAGE]).isEqualTo((byte) 'b');
    }

    @Test
    void aUriCannotBeOpenedByAnEngineThatDoesNotAcceptIt() {
        assertThat(world.system.engine().accepts(FileLocation.of(URI.create("memory:/commits/x"))))
                .isTrue();
        world.system.engine().makeUnavailable("the test wants it");
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(world::open)
                .withMessageContaining("because the test wants it");
    }

    /** Each call of an opening fails: nothing is left of it, and everything is closed once. */
    @Test
    void anOpeningThatFailsLeavesNothing() throws IOException {
        int refused = 0;
        for (int kind = 0; kind < 3; kind++) {
            for (int at = 0;; at++) {
                world = new CommitWorld(SIZE);
                Intercepted intercepted =
                        new Intercepted(world.system.engine(), (target, method) -> {});
                boolean isNew = kind == 1;
                boolean isExtended = kind == 2;
                CommitMappingBuilder builder =
                        CommitMapping.builder(isNew ? NEW : CommitWorld.FILE)
                                .engine(intercepted.engine())
                                .journalLimit(64 << 10);
                if (isNew) {
                    builder.create().size(SIZE);
                }
                if (isExtended) {
                    builder.size(SIZE + 100);
                }
                int number = at;
                world.system.faults()
                        .plan(
                                call -> call.number() == number
                                        ? Fault.error(OsError.EIO)
                                        : Fault.NONE);
                boolean done = false;
                try {
                    builder.open().close();
                    done = true;
                } catch (IOException failure) {
                    refused++;
                }
                boolean reached = world.system.faults().count() > at;
                assertThat(intercepted.notClosedOnce()).as("kind %d, call %d", kind, at)
                        .isEmpty();
                world.system.faults().none();
                if (!done && !isExtended && !isNew) {
                    assertThat(world.file()).isEqualTo(CommitWorld.initial(SIZE));
                }
                builder.open().close();
                assertThat(world.system.others().list(CommitWorld.DIRECTORY))
                        .containsExactlyElementsOf(
                                isNew ? List.of("file", "new") : List.of("file"));
                if (!reached) {
                    break;
                }
            }
        }
        System.out.println(refused + " openings refused");
        assertThat(refused).isGreaterThan(60);
    }
}
