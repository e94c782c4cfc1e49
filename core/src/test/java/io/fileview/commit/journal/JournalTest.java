package io.fileview.commit.journal;

import static io.fileview.commit.journal.JournalWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Operation;
import io.fileview.spi.EngineFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A journal that is being written. */
@Timeout(60)
class JournalTest {
    private static final long LIMIT = 64 << 10;
    private static final int FIRST = 16 << 10; // a quarter of the limit
    private static final int RECORD = 2 * PAGE; // of one page

    private JournalWorld world;
    private Journal journal;

    @BeforeEach
    void makeJournal() throws IOException {
        world = new JournalWorld(64 * PAGE);
        journal = world.create(LIMIT);
    }

    @AfterEach
    void closeWorld() {
        journal.abandon();
        world.close();
    }

    private void commitPage(int page, int value) throws IOException {
        ByteRange range = world.change((long) page * PAGE, PAGE, value);
        journal.append(world.source(), List.of(range), world.state.length);
    }

    /** What a recovery would make of the file, after a power cut. */
    private byte[] afterCut(long seed) throws IOException {
        world.system.faults().none();
        world.system.cutPower(new Random(seed));
        world.open();
        world.recover(false);
        return world.bytes(JournalWorld.FILE);
    }

    @Test
    void aNewJournalIsEmptyDurableAndItsOwnersAlone() throws IOException {
        assertThat(journal.isEmpty()).isTrue();
        assertThat(journal.isSound()).isTrue();
        assertThat(journal.isUndecided()).isFalse();
        assertThat(world.system.others().isOwnerOnly(JournalWorld.JOURNAL)).isTrue();
        assertThat(world.system.disk().readDurable(JournalWorld.JOURNAL)).hasSize(FIRST);
        assertThat(world.system.disk().listDurable(JournalWorld.DIRECTORY))
                .contains("file.fileview-journal");
        assertThat(world.writer())
                .isEqualTo(JournalHeader.thisProcess());
    }

    @Test
    void aJournalThatIsThereIsNotReplaced() {
        assertThatExceptionOfType(java.nio.file.FileAlreadyExistsException.class)
                .isThrownBy(() -> world.create(LIMIT));
        assertThat(world.system.others().exists(JournalWorld.JOURNAL)).isTrue();
    }

    @Test
    void whatWasAppendedSurvivesAPowerCut() throws IOException {
        for (int page = 0; page < 4; page++) {
            commitPage(3 * page, 'b' + page);
            assertThat(journal.isEmpty()).isFalse();
        }
        assertThat(afterCut(1)).isEqualTo(world.state);
        assertThat(world.system.others().exists(JournalWorld.JOURNAL)).isFalse();
    }

    @Test
    void itHasRoomUpToItsLimitAndGrowsAheadOfWhatIsWritten() throws IOException {
        assertThat(journal.mostOfOneCommit()).isEqualTo(LIMIT - 2 * PAGE);
        assertThat(journal.hasRoomFor(LIMIT - 2 * PAGE)).isTrue();
        assertThat(journal.hasRoomFor(LIMIT - 2 * PAGE + 1)).isFalse();
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            assertThat(journal.hasRoomFor(RECORD)).isTrue();
            commitPage(i, 'b');
            sizes.add(world.system.others().size(JournalWorld.JOURNAL));
        }
        assertThat(journal.hasRoomFor(RECORD)).isFalse();
        assertThat(sizes)
                .containsExactly(
                        (long) FIRST,
                        40L << 10,
                        40L << 10,
                        40L << 10,
                        LIMIT,
                        LIMIT,
                        LIMIT);
        assertThat(Journal.sizeOf(List.of(new ByteRange(0, PAGE)))).isEqualTo(RECORD);
    }

    @Test
    void whatIsFilledAheadIsZerosAndDurable() throws IOException {
        commitPage(0, 'b');
        commitPage(1, 'c');
        byte[] durable = world.system.disk().readDurable(JournalWorld.JOURNAL);
        assertThat(durable).hasSize(40 << 10);
        assertThat(Arrays.copyOfRange(durable, 2 * PAGE + 2 * RECORD, durable.length))
                .containsOnly(0);
    }

    @Test
    void aCommitTakesOneFlush() throws IOException {
        List<String> operations = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            world.system.faults().plan(call -> Fault.NONE);
            commitPage(i, 'b');
            operations.add(
                    world.system.faults().log().stream()
                            .map(Call::operation)
                            .filter(each -> each == Operation.WRITE || each == Operation.FLUSH)
                            .map(each -> each.name().substring(0, 1))
                            .collect(Collectors.joining()));
        }
        assertThat(operations)
                .containsExactly(
                        "WWF", // the second copy of the header, and the record
                        "WWF", // the record, and zeros behind it
                        "WWF", // the header with the new size, and the record
                        "WF");
    }

    @Test
    void theHeaderNotesTheSizeThatTheJournalHadBeforeTheLastCommit() throws IOException {
        for (int i = 0; i < 7; i++) {
            long size = world.system.others().size(JournalWorld.JOURNAL);
            commitPage(i, 'b');
            assertThat(header().size()).isEqualTo(size);
        }
        journal.empty();
        assertThat(header().size()).isEqualTo(LIMIT);
    }

    private JournalHeader header() throws IOException {
        try (EngineFile file = world.openJournal();
                Arena arena = Arena.ofConfined()) {
            return JournalHeader.read(file, arena.allocate(JournalHeader.RECORDS));
        }
    }

    /** What a scan would not believe is not written. */
    @Test
    void rangesThatCannotBeReadBackAreRefused() throws IOException {
        byte[] before = world.bytes(JournalWorld.JOURNAL);
        for (List<ByteRange> ranges : List.of(
                List.of(new ByteRange(PAGE, 1), new ByteRange(0, 1)),
                List.of(new ByteRange(0, 2), new ByteRange(1, 2)),
                List.of(new ByteRange(64L * PAGE - 1, 2)))) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> journal.append(world.source(), ranges, 64L * PAGE))
                    .withMessageContaining("in order");
        }
        assertThat(world.bytes(JournalWorld.JOURNAL)).isEqualTo(before);
        assertThat(journal.isEmpty()).isTrue();
    }

    @Test
    void aBigJournalIsFilledByNoMoreThanAMegabyteAtFirst() throws IOException {
        journal.remove(world.data());
        journal = world.create(1L << 40);
        assertThat(world.system.others().size(JournalWorld.JOURNAL)).isEqualTo(1 << 20);
    }

    @Test
    void commitsOfManyPiecesAreWrittenInParts() throws IOException {
        journal.remove(world.data());
        JournalWorld big = new JournalWorld(5 << 20);
        try {
            Journal long1 = big.create(64 << 20);
            List<ByteRange> ranges = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                ranges.add(big.change(2L * i * 1024, 700, i));
            }
            ranges.add(big.change(2 << 20, 3 << 20, 'z'));
            long1.append(big.source(), ranges, big.state.length);
            ByteRange second = big.change(1, 1, 'q');
            long1.append(big.source(), List.of(second), big.state.length);
            long1.abandon();
            big.system.cutPower(new Random(7));
            big.open();
            big.recover(false);
            assertThat(big.bytes(JournalWorld.FILE)).isEqualTo(big.state);
        } finally {
            big.close();
        }
        journal = world.create(LIMIT);
    }

    /** With one piece more, its pieces are written before its table. */
    @Test
    void aCommitThatFillsTheBufferIsWrittenAtOnce() throws IOException {
        JournalWorld big = new JournalWorld(3 << 20);
        try {
            Journal large = big.create(64 << 20);
            int rest = Journal.BUFFER - PAGE - CommitRecord.PIECE_MOST;
            List<ByteRange> ranges =
                    List.of(
                            big.change(0, CommitRecord.PIECE_MOST, 'x'),
                            big.change(2 << 20, rest, 'y'));
            List<Long> written = new ArrayList<>();
            big.system.faults()
                    .plan(
                            call -> {
                                if (call.operation() == Operation.WRITE
                                        && call.offset() >= 2 * PAGE) {
                                    written.add(call.length());
                                }
                                return Fault.NONE;
                            });
            large.append(big.source(), ranges, big.state.length);
            assertThat(written.getFirst()).isEqualTo(Journal.BUFFER);
            large.abandon();
            big.recover(false);
            assertThat(big.bytes(JournalWorld.FILE)).isEqualTo(big.state);
        } finally {
            big.close();
        }
    }

    @Test
    void theGrowthAheadIsLimited() throws IOException {
        JournalWorld big = new JournalWorld(20 << 20);
        try {
            Journal large = big.create(256L << 20);
            large.append(
                    big.source(), List.of(big.change(0, 10 << 20, 'z')), big.state.length);
            long first = big.system.others().size(JournalWorld.JOURNAL);
            assertThat(first).isEqualTo(2L * PAGE + PAGE + (10 << 20) + (1 << 20));
            large.append(
                    big.source(), List.of(big.change(0, 10 << 20, 'y')), big.state.length);
            assertThat(big.system.others().size(JournalWorld.JOURNAL))
                    .isEqualTo(2L * PAGE + 2 * (PAGE + (10 << 20)) + (8 << 20));
            large.abandon();
        } finally {
            big.close();
        }
    }

    @Test
    void emptyingMakesAllRecordsVoid() throws IOException {
        byte[] before = world.bytes(JournalWorld.FILE);
        commitPage(3, 'b');
        journal.empty();
        assertThat(journal.isEmpty()).isTrue();
        assertThat(journal.hasRoomFor(LIMIT - 2 * PAGE)).isTrue();
        assertThat(afterCut(2)).isEqualTo(before);
    }

    @Test
    void commitsGoOnAfterItWasEmptied() throws IOException {
        byte[] before = world.bytes(JournalWorld.FILE);
        commitPage(3, 'b');
        commitPage(4, 'b');
        journal.empty();
        System.arraycopy(before, 0, world.state, 0, before.length);
        commitPage(5, 'c');
        commitPage(6, 'd');
        assertThat(afterCut(3)).isEqualTo(world.state);
    }

    @Test
    void applyingWritesAllCommitsAndTellsWhere() throws IOException {
        commitPage(3, 'b');
        commitPage(5, 'c');
        assertThat(journal.applyTo(world.data()))
                .containsExactly(new ByteRange(3 * PAGE, PAGE), new ByteRange(5 * PAGE, PAGE));
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(world.state);
    }

    @Test
    void applyingDurablyFlushesAndAsksTheFileSystem() throws IOException {
        commitPage(3, 'b');
        world.system.faults().plan(call -> Fault.NONE);
        journal.applyDurablyTo(world.data());
        assertThat(world.system.disk().readDurable(JournalWorld.FILE)).isEqualTo(world.state);
        assertThat(world.system.faults().log())
                .extracting(Call::operation)
                .contains(Operation.FLUSH, Operation.NOT_ON_DISK);
    }

    /** What the journal lost meanwhile is not passed over. */
    @Test
    void applyingADamagedJournalThrows() throws IOException {
        commitPage(3, 'b');
        commitPage(5, 'c');
        world.system.others().write(JournalWorld.JOURNAL, 2 * PAGE + RECORD + PAGE, new byte[1]);
        assertThatExceptionOfType(io.fileview.MappingException.class)
                .isThrownBy(() -> journal.applyTo(world.data()))
                .withMessageContaining("damaged at offset " + (2 * PAGE + RECORD));
    }

    @Test
    void aJournalIsRemovedOnceAndDurably() throws IOException {
        journal.remove(world.data());
        assertThat(world.system.disk().listDurable(JournalWorld.DIRECTORY))
                .doesNotContain("file.fileview-journal");
        journal.abandon();
        journal.abandon();
        journal = world.create(LIMIT);
    }

    @Test
    void emptyingTakesAnotherSalt() throws IOException {
        long first = salt();
        journal.empty();
        long second = salt();
        journal.empty();
        assertThat(List.of(first, second)).doesNotContain(salt()).doesNotHaveDuplicates();
    }

    private long salt() throws IOException {
        try (Arena arena = Arena.ofShared(); EngineFile file = world.openJournal()) {
            return JournalHeader.read(file, arena.allocate(JournalHeader.RECORDS)).salt();
        }
    }
}
