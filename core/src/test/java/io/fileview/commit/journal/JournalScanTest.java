package io.fileview.commit.journal;

import static io.fileview.commit.journal.JournalWorld.PAGE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.commit.journal.CommitRecord.Piece;
import io.fileview.commit.journal.JournalScan.Found;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.spi.EngineFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The walk over the records of a journal, whole, torn, damaged or hostile. */
@Timeout(60)
class JournalScanTest {
    private static final long SEED = 5;
    private static final int RECORDS = 2 * PAGE;
    private static final int RECORD = 3 * PAGE; // a table and two pages

    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(Journal.BUFFER);
    private JournalWorld world;
    private EngineFile file;
    private JournalHeader header;
    private byte[] whole;

    /** Three commits, each of pages 2i and 2i + 1. */
    @BeforeEach
    void makeJournal() throws IOException {
        world = new JournalWorld(16 * PAGE);
        Journal journal = world.create(1 << 20);
        for (int i = 0; i < 3; i++) {
            ByteRange first = world.change(2L * i * PAGE, PAGE, 'b' + i);
            ByteRange second = world.change((2L * i + 1) * PAGE, PAGE, 'B' + i);
            journal.append(world.source(), List.of(first, second), world.state.length + i);
        }
        journal.abandon();
        file = world.openJournal();
        header = JournalHeader.read(file, buffer);
        whole = world.bytes(JournalWorld.JOURNAL);
    }

    @AfterEach
    void closeWorld() {
        file.close();
        world.close();
        arena.close();
    }

    private Found check() throws IOException {
        return new JournalScan(file, buffer).check(header);
    }

    private void put(byte[] journal) throws IOException {
        world.system.others().write(JournalWorld.JOURNAL, journal);
    }

    @Test
    void itFindsAllWholeCommits() throws IOException {
        assertThat(check()).isEqualTo(new Found(3, RECORDS + 3 * RECORD, world.state.length + 2));
    }

    @Test
    void itTakesThePiecesInOrderUpToAPosition() throws IOException {
        List<Piece> pieces = new ArrayList<>();
        List<Byte> bytes = new ArrayList<>();
        new JournalScan(file, buffer)
                .take(
                        header,
                        RECORDS + 2 * RECORD,
                        (piece, at) -> {
                            pieces.add(piece);
                            bytes.add(at.get(JAVA_BYTE, 0));
                            assertThat(at.byteSize()).isEqualTo(piece.length());
                        });
        assertThat(pieces).extracting(Piece::offset)
                .containsExactly(0L, (long) PAGE, 2L * PAGE, 3L * PAGE);
        assertThat(bytes).containsExactly((byte) 'b', (byte) 'B', (byte) 'c', (byte) 'C');
    }

    @Test
    void takingNothingOfAnEmptyJournalIsNoError() throws IOException {
        new JournalScan(file, buffer)
                .take(
                        header,
                        RECORDS,
                        (piece, at) -> {
                            throw new AssertionError("no piece was expected");
                        });
    }

    @Test
    void takingMoreThanIsWholeThrows() {
        JournalScan.PieceAction nothing = (piece, bytes) -> {};
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(
                        () -> new JournalScan(file, buffer)
                                .take(header, RECORDS + 4 * RECORD, nothing))
                .withMessageContaining("offset " + (RECORDS + 3 * RECORD));
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(
                        () -> new JournalScan(file, buffer)
                                .take(header, RECORDS + RECORD + 1, nothing));
    }

    @Test
    void applyingWritesThePiecesAndTellsWhere() throws IOException {
        List<ByteRange> written =
                new JournalScan(file, buffer).apply(header, RECORDS + 3 * RECORD, world.data());
        assertThat(written).hasSize(6).startsWith(new ByteRange(0, PAGE));
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(world.state);
    }

    @Test
    void aTornLastCommitIsDroppedWhereverItIsCut() throws IOException {
        int last = RECORDS + 2 * RECORD;
        for (int length = last; length < last + RECORD; length += 128) {
            put(Arrays.copyOf(Arrays.copyOf(whole, length), whole.length));
            assertThat(check()).as("%d bytes", length)
                    .isEqualTo(new Found(2, last, world.state.length + 1));
        }
    }

    @Test
    void aJournalThatIsShorterThanItsHeaderSaysIsRefused() throws IOException {
        assertThat(header.size()).isEqualTo(whole.length);
        for (int length : new int[] {0, RECORDS, RECORDS + 3 * RECORD, whole.length - 1}) {
            put(Arrays.copyOf(whole, length));
            assertThatExceptionOfType(MappingException.class).as("%d bytes", length)
                    .isThrownBy(this::check)
                    .withMessageContainingAll("damaged at offset " + length,
                            "cut to " + length + " bytes, of " + whole.length);
        }
        put(Arrays.copyOf(whole, whole.length + 1));
        assertThat(check().commits()).isEqualTo(3);
    }

    @Test
    void aLastCommitWithAnyWrongByteIsDropped() throws IOException {
        System.out.println("damaged bytes from the seed " + SEED);
        Random random = new Random(SEED);
        int last = RECORDS + 2 * RECORD;
        for (int i = 0; i < 300; i++) {
            byte[] damaged = whole.clone();
            int at = i < 80
                    ? last + i // the table
                    : last + PAGE + random.nextInt(2 * PAGE);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            put(damaged);
            assertThat(check()).as("byte %d", at)
                    .isEqualTo(new Found(2, last, world.state.length + 1));
        }
    }

    @Test
    void damageBeforeAWholeCommitIsRefused() throws IOException {
        for (int record = 0; record < 2; record++) {
            for (int at : new int[] {0, 8, 16, 33, 36, 50, PAGE, 2 * PAGE, 3 * PAGE - 1}) {
                byte[] damaged = whole.clone();
                damaged[RECORDS + record * RECORD + at] ^= 1;
                put(damaged);
                int position = RECORDS + record * RECORD;
                assertThatExceptionOfType(MappingException.class).as("byte %d", at)
                        .isThrownBy(this::check)
                        .withMessageContainingAll("damaged at offset " + position,
                                "nothing has been changed", "restore the journal")
                        .satisfies(e -> assertThat(e.offset()).isEqualTo(position));
            }
        }
    }

    @Test
    void recordsOfAnotherSaltOrOfAnEarlierTimeMeanNothing() throws IOException {
        JournalHeader other = header.next(header.salt() + 1, 1, 0);
        assertThat(new JournalScan(file, buffer).check(other)).isEqualTo(new Found(0, RECORDS, 0));
        JournalHeader later = header.next(header.salt(), 3, 0);
        assertThat(new JournalScan(file, buffer).check(later)).isEqualTo(new Found(0, RECORDS, 0));
        JournalHeader earlier = header.next(header.salt(), -1, 0);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> new JournalScan(file, buffer).check(earlier));
    }

    @Test
    void aFirstRecordOfANewerHeaderIsRefused() {
        JournalHeader older = header.next(header.salt() + 1, 0, 0);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> new JournalScan(file, buffer).check(older))
                .withMessageContainingAll("damaged at offset 0", "newest header");
    }

    /** A record that was written once, behind one that is gone, and is not the next. */
    @Test
    void aLaterRecordThatIsTheNextIsNoDamage() throws IOException {
        byte[] moved = whole.clone();
        int last = RECORDS + 2 * RECORD;
        System.arraycopy(whole, last, moved, last + RECORD, RECORD);
        Arrays.fill(moved, last, last + RECORD, (byte) 0);
        put(moved);
        assertThat(check().commits()).isEqualTo(2);
    }

    @Test
    void aJournalWithoutHeaderMustHaveNoRecord() throws IOException {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> new JournalScan(file, buffer).requireNoRecord())
                .withMessageContaining("damaged at offset 0");
        byte[] later = whole.clone();
        later[RECORDS] ^= 1;
        put(later);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> new JournalScan(file, buffer).requireNoRecord());
        Arrays.fill(later, RECORDS, later.length, (byte) 0);
        put(later);
        new JournalScan(file, buffer).requireNoRecord();
        put(Arrays.copyOf(whole, RECORDS - 1));
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> new JournalScan(file, buffer).requireNoRecord());
        put(new byte[RECORDS - 1]);
        new JournalScan(file, buffer).requireNoRecord();
        put(new byte[0]);
        new JournalScan(file, buffer).requireNoRecord();
    }

    /** The length of a table is believed no further than the file goes. */
    @Test
    void hostileCountsAreNotFollowed() throws IOException {
        for (int count : new int[] {-1, Integer.MIN_VALUE, 1000, 1 << 20, 1 << 27,
            Integer.MAX_VALUE}) {
            byte[] hostile = whole.clone();
            MemorySegment.ofArray(hostile).set(Layouts.INT, RECORDS + 2 * RECORD + 32, count);
            put(hostile);
            assertThat(check().commits()).as("count %d", count).isEqualTo(2);
        }
    }

    /** Hostile lengths of pieces, with a checksum that holds. */
    @Test
    void hostileLengthsAreNotFollowed() throws IOException {
        for (List<Piece> pieces : List.of(
                List.of(new Piece(0, -1, 0)),
                List.of(new Piece(0, Integer.MAX_VALUE, 0)),
                List.of(new Piece(-5, 5, 0)),
                List.of(new Piece(0, CommitRecord.PIECE_MOST, 0)),
                java.util.Collections.nCopies(200, new Piece(0, CommitRecord.PIECE_MOST, 0)))) {
            byte[] hostile = whole.clone();
            CommitRecord record =
                    new CommitRecord(header.salt(), header.base() + 3, 1, pieces);
            record.encode(
                    MemorySegment.ofArray(hostile)
                            .asSlice(RECORDS + 2 * RECORD, record.tableBytes()));
            put(hostile);
            assertThat(check().commits()).as("%s", pieces).isEqualTo(2);
        }
    }

    @Test
    void tablesThatAreLargerThanTheBufferAreReadToo() throws IOException {
        file.close();
        world.close();
        world = new JournalWorld(200_000);
        Journal journal = world.create(64 << 20);
        List<ByteRange> ranges = new ArrayList<>();
        for (int i = 0; i < 90_000; i++) {
            ranges.add(world.change(2L * i, 1, i));
        }
        assertThat(CommitRecord.tableBytes(ranges.size())).isGreaterThan(Journal.BUFFER);
        journal.append(world.source(), ranges, world.state.length);
        journal.abandon();
        file = world.openJournal();
        header = JournalHeader.read(file, buffer);
        Found found = check();
        assertThat(found.commits()).isEqualTo(1);
        assertThat(new JournalScan(file, buffer).apply(header, found.end(), world.data()))
                .isEqualTo(ranges);
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(world.state);
        whole = world.bytes(JournalWorld.JOURNAL);
        put(Arrays.copyOf(Arrays.copyOf(whole, RECORDS + Journal.BUFFER), whole.length));
        assertThat(check().commits()).isZero();
    }

    @Test
    void noBytesMakeItThrow() throws IOException {
        System.out.println("random journals from the seed " + SEED);
        Random random = new Random(SEED);
        for (int i = 0; i < 300; i++) {
            byte[] journal = new byte[RECORDS + random.nextInt(6 * PAGE)];
            random.nextBytes(journal);
            if (journal.length > RECORDS + 40 && i % 2 == 0) {
                System.arraycopy(whole, RECORDS, journal, RECORDS, 8);
                MemorySegment.ofArray(journal).set(Layouts.INT, RECORDS + 32, random.nextInt(500));
            }
            put(Arrays.copyOf(journal, whole.length));
            assertThat(check()).isEqualTo(new Found(0, RECORDS, 0));
        }
    }

    /** A table that is said to be as long as the journal, in each block, is read once at most. */
    @Test
    void aJournalThatIsAllTablesIsReadInTimeProportionalToItsSize() throws IOException {
        MemorySegment hostile = MemorySegment.ofArray(new byte[32 << 20]);
        MemorySegment.copy(MemorySegment.ofArray(whole), 0, hostile, 0, RECORDS);
        for (long at = RECORDS; at < hostile.byteSize(); at += PAGE) {
            MemorySegment block = hostile.asSlice(at, PAGE);
            new CommitRecord(header.salt(), header.base() + 1, Long.MAX_VALUE, List.of())
                    .encode(block);
            block.set(Layouts.INT, 32, (int) (hostile.byteSize() - at) / 16 - 3);
            for (long entry = 48; entry < PAGE; entry += 16) {
                block.set(Layouts.LONG, entry, at + entry);
                block.set(Layouts.INT, entry + 8, 1);
            }
        }
        put(hostile.toArray(JAVA_BYTE));
        world.system.faults().plan(call -> Fault.NONE);
        assertThat(check()).isEqualTo(new Found(0, RECORDS, 0));
        assertThat(
                world.system.faults().log().stream()
                        .mapToLong(Call::length)
                        .sum())
                .isLessThan(4 * hostile.byteSize());
    }

    @Test
    void ofTwoHeadersTheLaterHolds() throws IOException {
        JournalHeader later = header.next(77, 9, 0);
        put(later);
        assertThat(JournalHeader.read(file, buffer)).isEqualTo(later);
        put(later.next(5, 4, 0));
        assertThat(JournalHeader.read(file, buffer).salt()).isEqualTo(5);
        JournalWorld.write(file, later.next(5, 4, 0).slot(), (byte) 0);
        assertThat(JournalHeader.read(file, buffer)).isEqualTo(later);
        JournalWorld.write(file, later.slot(), (byte) 0);
        assertThat(JournalHeader.read(file, buffer)).isNull();
        put(header);
        assertThat(JournalHeader.read(file, buffer)).isEqualTo(header);
    }

    private void put(JournalHeader next) throws IOException {
        MemorySegment slot = arena.allocate(JournalHeader.SIZE);
        next.encode(slot);
        file.write(slot, next.slot());
    }

    /** The first commit has written the second copy. */
    @Test
    void bothHeadersSelectTheCommits() throws IOException {
        for (int slot = 0; slot < JournalHeader.SLOTS; slot++) {
            byte[] damaged = whole.clone();
            damaged[slot * JournalHeader.SIZE + 20] ^= 1;
            put(damaged);
            JournalHeader other = JournalHeader.read(file, buffer);
            assertThat(other.slot()).isNotEqualTo((long) slot * JournalHeader.SIZE);
            assertThat(new JournalScan(file, buffer).check(other).commits()).isEqualTo(3);
        }
    }

    @Test
    void aJournalThatIsShorterThanAHeaderHasNone() throws IOException {
        buffer.fill((byte) 0x46);
        put(Arrays.copyOf(whole, 100));
        assertThat(JournalHeader.read(file, buffer)).isNull();
        put(Arrays.copyOf(whole, JournalHeader.SIZE));
        assertThat(JournalHeader.read(file, buffer).salt()).isEqualTo(header.salt());
    }

    /** The disk has written the blocks of the last record but one. */
    @Test
    void aRecordWhoseLastBlockWasNotWrittenIsDropped() throws IOException {
        file.close();
        world.close();
        world = new JournalWorld(100);
        Journal journal = world.create(1 << 20);
        journal.append(world.source(), List.of(world.change(0, 10, 'x')), 100);
        journal.abandon();
        file = world.openJournal();
        header = JournalHeader.read(file, buffer);
        whole = world.bytes(JournalWorld.JOURNAL);
        assertThat(check().commits()).isEqualTo(1);
        Arrays.fill(whole, RECORDS + PAGE, RECORDS + 2 * PAGE, (byte) 0);
        put(whole);
        assertThat(check().commits()).isZero();
    }
}
