package io.fileview.commit.journal;

import static io.fileview.commit.journal.JournalWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.FlushFailedException;
import io.fileview.memory.Ability;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import io.fileview.spi.EngineFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a recovery makes durable, in which order, and what it believes. */
@Timeout(60)
class RecoveryDurabilityTest {
    private static final int SIZE = 16 * PAGE;
    private static final int RECORDS = 2 * PAGE;
    private static final ByteRange FIRST = new ByteRange(3, 5 * PAGE);
    private static final ByteRange SECOND = new ByteRange(7 * PAGE, 2 * PAGE);

    private JournalWorld world;
    private byte[] before;

    @BeforeEach
    void makeWorld() throws IOException {
        use(Options.DEFAULT);
    }

    private void use(Options options) throws IOException {
        closeWorld();
        world = new JournalWorld(SIZE, options);
        before = world.state.clone();
    }

    @AfterEach
    void closeWorld() {
        if (world != null) {
            world.close();
        }
    }

    /** Two commits that are in the journal only. */
    private void leaveJournal() throws IOException {
        Journal journal = world.create(1 << 20);
        commit(journal, FIRST, 'b');
        commit(journal, SECOND, 'c');
        journal.abandon();
    }

    private void commit(Journal journal, ByteRange range, int value) throws IOException {
        world.change(range.offset(), range.length(), value);
        journal.append(world.source(), List.of(range), SIZE);
    }

    /** The writer may have died before its flush: what is read from the cache need not be on disk. */
    @Test
    void c2TheJournalItselfIsMadeDurableBeforeTheFileIsTouched() throws IOException {
        leaveJournal();
        world.system.others().write(JournalWorld.JOURNAL, world.bytes(JournalWorld.JOURNAL));
        world.system.faults().plan(call -> Fault.NONE);
        world.recover(false);
        List<Call> calls = world.system.faults().log();
        int flushed = indexOf(calls, Operation.FLUSH, "journal");
        int written = indexOf(calls, Operation.WRITE, "/file");
        assertThat(flushed).isPositive().isLessThan(written);
        assertThat(calls.subList(0, flushed))
                .anyMatch(
                        call -> call.operation() == Operation.WRITE && call.isOf("journal")
                                && call.offset() == 0);
    }

    private static int indexOf(List<Call> calls, Operation operation, String ending) {
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).operation() == operation && calls.get(i).isOf(ending)) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void theFileSystemIsAskedWhereItKnows() throws IOException {
        leaveJournal();
        world.system.faults().plan(call -> Fault.NONE);
        world.recover(false);
        long first = RECORDS + Journal.sizeOf(List.of(FIRST));
        assertThat(asked())
                .containsExactly(
                        "journal 0+" + (first + Journal.sizeOf(List.of(SECOND))),
                        "file " + FIRST.offset() + "+" + FIRST.length(),
                        "journal 0+" + JournalHeader.SIZE); // when it is empty
    }

    /** Where the questions were that the file system was asked, in order. */
    private List<String> asked() {
        return world.system.faults().log().stream()
                .filter(call -> call.operation() == Operation.NOT_ON_DISK)
                .map(
                        call -> (call.isOf("journal") ? "journal " : "file ") + call.offset() + "+"
                                + call.length())
                .toList();
    }

    @Test
    void theFileSystemIsNotAskedWhereItOnlySuspects() throws IOException {
        leaveJournal();
        world.system.behaviour().knowsWhatIsOnDisk(false).losesFailedFirstWrites(true);
        world.recover(false);
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(world.state);
    }

    @Test
    void itWorksWithoutTheAbilityToAsk() throws IOException {
        use(Options.DEFAULT.without(Ability.WRITEBACK_REPAIR));
        leaveJournal();
        world.recover(false);
        assertThat(world.system.disk().readDurable(JournalWorld.FILE)).isEqualTo(world.state);
        assertThat(world.journalIsThere()).isFalse();
    }

    @Test
    void aJournalThatIsLongerThanTheBufferIsWrittenAgainInParts() throws IOException {
        world.close();
        world = new JournalWorld(3 << 20);
        Journal journal = world.create(16 << 20);
        ByteRange range = world.change(5, 3_000_000, 'x');
        journal.append(world.source(), List.of(range), 3 << 20);
        journal.abandon();
        List<Call> written = new ArrayList<>();
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.WRITE && call.isOf("journal")) {
                                written.add(call);
                            }
                            return Fault.NONE;
                        });
        world.recover(false);
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(world.state);
        long end = 0;
        for (Call call : written.subList(0, written.size() - 1)) { // the last one empties it
            assertThat(call.offset()).isEqualTo(end);
            end += call.length();
        }
        assertThat(end).isEqualTo(RECORDS + Journal.sizeOf(List.of(range)));
    }

    /** What a writer left dirty and could not write, a recovery must not take for durable. */
    @Test
    void c1WhatOnlyTheCacheHasOfTheJournalIsWrittenBeforeItIsBelieved() throws IOException {
        leaveJournal();
        world.system.killProcess();
        world.open();
        world.system.faults()
                .plan(
                        Faults.each(
                                call -> call.operation() == Operation.DISK_WRITE
                                        && call.isOf("journal"),
                                Fault.error(OsError.EIO)));
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(() -> world.recover(false));
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(before);
        assertThat(world.journalIsThere()).isTrue();
    }

    /** Pages that have no block yet, and the first write of which failed for the dead writer. */
    @Test
    void c5LostBlocksOfTheFileAreReplacedBeforeTheJournalGoes() throws IOException {
        leaveJournalForAHole();
        failFirstWrite("/file");
        world.recover(false);
        assertThat(world.system.disk().readDurable(JournalWorld.FILE)[90 * PAGE])
                .isEqualTo((byte) 'b');
    }

    @Test
    void c5LostBlocksOfTheJournalAreReplacedBeforeTheFileIsTouched() throws IOException {
        leaveJournalForAHole();
        byte[] bytes = world.bytes(JournalWorld.JOURNAL);
        world.system.others().truncate(JournalWorld.JOURNAL, 0);
        try (EngineFile file = world.openJournal()) {
            JournalWorld.write(file, 0, bytes);
        }
        failFirstWrite("journal");
        boolean[] touched = new boolean[1];
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.WRITE && call.isOf("/file")) {
                                touched[0] = true;
                                assertThat(
                                        world.system.disk().readDurable(JournalWorld.JOURNAL))
                                        .isEqualTo(bytes);
                            }
                            return Fault.NONE;
                        });
        world.recover(false);
        assertThat(touched[0]).isTrue();
    }

    private void leaveJournalForAHole() throws IOException {
        world.system.behaviour().losesFailedFirstWrites(true);
        world.system.others().truncate(JournalWorld.FILE, 100L * PAGE);
        world.state = Arrays.copyOf(world.state, 100 * PAGE);
        Journal journal = world.create(1 << 20);
        journal.append(
                world.source(), List.of(world.change(90L * PAGE, PAGE, 'b')), 100L * PAGE);
        journal.abandon();
    }

    private void failFirstWrite(String lost) {
        world.system.faults()
                .plan(
                        Faults.once(
                                call -> call.operation() == Operation.DISK_WRITE
                                        && call.isOf(lost),
                                Fault.error(OsError.EIO)));
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(() -> world.recover(false));
        world.system.faults().none();
    }

    /**
     * A journal that could be neither removed nor cut to nothing has no commits, and its next ones are not taken for older
     * ones: one more may have been begun than was completed.
     */
    @Test
    void aReplayedJournalIsEmptyBeforeItGoes() throws IOException {
        leaveJournal();
        JournalHeader full = header();
        world.system.faults()
                .plan(
                        Faults.each(
                                call -> call.operation() == Operation.REMOVE
                                        || call.operation() == Operation.TRUNCATE,
                                Fault.error(OsError.EIO)));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> world.recover(false));
        world.system.faults().none();
        JournalHeader empty = header();
        assertThat(empty.salt()).isNotEqualTo(full.salt());
        assertThat(empty.base()).isEqualTo(full.base() + 2 + 1);
        assertThat(empty.size()).isEqualTo(full.size());
        assertThat(empty.counter()).isEqualTo(full.counter() + 1);
        byte[] later = world.state.clone();
        Arrays.fill(later, 0, PAGE, (byte) 'z');
        world.system.others().write(JournalWorld.FILE, later);
        world.recover(false);
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(later);
        assertThat(world.journalIsThere()).isFalse();
    }

    private JournalHeader header() throws IOException {
        try (EngineFile file = world.openJournal(); Arena arena = Arena.ofConfined()) {
            return JournalHeader.read(file, arena.allocate(JournalHeader.RECORDS));
        }
    }

    /** A copy of the directory by hard links has the journal, too, and may be opened later. */
    @Test
    void aHardLinkOfAReplayedJournalIsEmptyToo() throws IOException {
        leaveJournal();
        Path link = JournalWorld.DIRECTORY.resolve("link");
        world.system.others().link(link, JournalWorld.JOURNAL);
        world.recover(false);
        assertThat(world.journalIsThere()).isFalse();
        assertThat(world.system.disk().readDurable(link)).isEmpty();
    }
}
