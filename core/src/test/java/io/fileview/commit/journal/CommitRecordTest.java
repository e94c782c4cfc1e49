package io.fileview.commit.journal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.fileview.ByteRange;
import io.fileview.commit.journal.CommitRecord.Piece;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The records of a journal, as bytes. */
class CommitRecordTest {
    private static final long SEED = 20_261_126;
    private static final int BLOCK = CommitRecord.BLOCK;
    private static final int ENTRIES_AT = 48;
    private static final int ENTRY = 16;

    private final SplittableRandom random = new SplittableRandom(SEED);

    private static MemorySegment encoded(CommitRecord record) {
        MemorySegment table = MemorySegment.ofArray(new byte[(int) record.tableBytes()]);
        table.fill((byte) 0x5a);
        record.encode(table);
        return table;
    }

    private CommitRecord someRecord(int pieces) {
        List<Piece> list = new ArrayList<>();
        long free = 0;
        for (int i = 0; i < pieces; i++) {
            long offset = free + random.nextLong(i % 2 == 0 ? 1L << 50 : 2);
            int length = 1 + random.nextInt(CommitRecord.PIECE_MOST);
            list.add(new Piece(offset, length, random.nextInt()));
            free = offset + length;
        }
        return new CommitRecord(
                random.nextLong(), random.nextLong(), free + random.nextLong(3), list);
    }

    @Test
    void aRecordIsReadAsItWasWritten() {
        System.out.println("records from the seed " + SEED);
        for (int pieces : new int[] {0, 1, 2, 252, 253, 254, 509, 1000}) {
            CommitRecord record = someRecord(pieces);
            MemorySegment table = encoded(record);
            assertThat(CommitRecord.tableBytesAt(table.asSlice(0, BLOCK)))
                    .isEqualTo(record.tableBytes());
            assertThat(CommitRecord.decode(table)).isEqualTo(record);
        }
    }

    @Test
    void theBytesOfATableAreFixed() {
        CommitRecord record =
                new CommitRecord(
                        0x0102030405060708L,
                        0x1112131415161718L,
                        0x4122232425262728L,
                        List.of(new Piece(0x3132333435363738L, 0x41424, 0x51525354)));
        MemorySegment table = encoded(record);
        assertThat(table.asSlice(0, 36).toArray(JAVA_BYTE))
                .asHexString()
                .isEqualTo(
                        "465656434F4D4D54"
                                + "0807060504030201"
                                + "1817161514131211"
                                + "2827262524232241"
                                + "01000000");
        assertThat(table.asSlice(40, 24).toArray(JAVA_BYTE))
                .asHexString()
                .isEqualTo("0000000000000000" + "3837363534333231" + "2414040054535251");
        assertThat(table.asSlice(64).toArray(JAVA_BYTE)).containsOnly(0);
    }

    @Test
    void aTableTakesWholeBlocks() {
        assertThat(CommitRecord.tableBytes(0)).isEqualTo(BLOCK);
        int fitting = (BLOCK - ENTRIES_AT) / ENTRY;
        assertThat(CommitRecord.tableBytes(fitting)).isEqualTo(BLOCK);
        assertThat(CommitRecord.tableBytes(fitting + 1)).isEqualTo(2 * BLOCK);
        assertThat(CommitRecord.tableBytes(Integer.MAX_VALUE))
                .isGreaterThan((long) ENTRY * Integer.MAX_VALUE);
    }

    @Test
    void theSizeIsThatOfTheTableAndOfThePiecesInWholeBlocks() {
        assertThat(CommitRecord.size(List.of())).isEqualTo(BLOCK);
        assertThat(CommitRecord.size(List.of(new Piece(0, 1, 0)))).isEqualTo(2 * BLOCK);
        assertThat(CommitRecord.size(List.of(new Piece(0, BLOCK, 0)))).isEqualTo(2 * BLOCK);
        assertThat(CommitRecord.size(List.of(new Piece(0, BLOCK, 0), new Piece(9, 1, 0))))
                .isEqualTo(3 * BLOCK);
        CommitRecord record = someRecord(3);
        assertThat(record.size()).isEqualTo(CommitRecord.size(record.pieces()));
    }

    @Test
    void longRangesAreCutAndNoByteIsLeftOut() {
        int most = CommitRecord.PIECE_MOST;
        assertThat(CommitRecord.cut(List.of())).isEmpty();
        assertThat(CommitRecord.cut(List.of(new ByteRange(7, most))))
                .containsExactly(new Piece(7, most, 0));
        assertThat(CommitRecord.cut(List.of(new ByteRange(7, 2L * most + 1), new ByteRange(0, 1))))
                .containsExactly(
                        new Piece(7, most, 0),
                        new Piece(7 + most, most, 0),
                        new Piece(7 + 2L * most, 1, 0),
                        new Piece(0, 1, 0));
    }

    /** Of each bit that the checksum covers, and of the checksum itself. */
    @Test
    void everyFlippedBitIsFound() {
        int found = 0;
        for (int pieces : new int[] {0, 1, 3, 254}) {
            CommitRecord record = someRecord(pieces);
            MemorySegment table = encoded(record);
            for (int bit = 0; bit < 8 * (ENTRIES_AT + ENTRY * pieces); bit++) {
                flip(table, bit);
                assertThat(decodeAsAScanDoes(table)).as("bit %d of %d pieces", bit, pieces)
                        .isNull();
                flip(table, bit);
                found++;
            }
            assertThat(decodeAsAScanDoes(table)).isEqualTo(record);
        }
        System.out.println(found + " flipped bits");
    }

    @Test
    void aTableThatWasCutOffIsFound() {
        CommitRecord record = someRecord(600);
        MemorySegment table = encoded(record);
        for (long length = BLOCK; length < table.byteSize(); length += 512) {
            MemorySegment torn = MemorySegment.ofArray(table.toArray(JAVA_BYTE));
            torn.asSlice(length).fill((byte) 0);
            if (length < ENTRIES_AT + ENTRY * 600) {
                assertThat(CommitRecord.decode(torn)).as("cut at %d", length).isNull();
            }
        }
    }

    /** A scan takes the length of a table from its first block, before it knows the checksum. */
    @Test
    void noCountMakesATableNegative() {
        MemorySegment block = encoded(someRecord(1)).asSlice(0, BLOCK);
        for (int count : new int[] {0, 1, 253, 254, 1 << 20, Integer.MAX_VALUE}) {
            block.set(Layouts.INT, 32, count);
            assertThat(CommitRecord.tableBytesAt(block)).isEqualTo(CommitRecord.tableBytes(count));
        }
        for (int count : new int[] {-1, -2, Integer.MIN_VALUE}) {
            block.set(Layouts.INT, 32, count);
            assertThat(CommitRecord.tableBytesAt(block)).isZero();
        }
        block.set(Layouts.INT, 32, 1);
        block.set(Layouts.LONG, 0, 0L);
        assertThat(CommitRecord.tableBytesAt(block)).isZero();
    }

    @Test
    void piecesThatCannotBeAreRefusedThoughTheChecksumHolds() {
        for (Piece piece : List.of(
                new Piece(-1, 1, 0),
                new Piece(Long.MIN_VALUE, 1, 0),
                new Piece(0, 0, 0),
                new Piece(0, -1, 0),
                new Piece(0, Integer.MIN_VALUE, 0),
                new Piece(1, CommitRecord.PIECE_MOST + 1, 0),
                new Piece(1, Integer.MAX_VALUE, 0),
                new Piece(0, 1, 0),
                new Piece(Long.MAX_VALUE, 1, 0),
                new Piece(Long.MAX_VALUE - 1, 100, 0),
                new Piece(Long.MAX_VALUE - CommitRecord.PIECE_MOST, CommitRecord.PIECE_MOST, 0),
                new Piece(1L << 40, 1, 0),
                new Piece((1L << 40) - 9, 10, 0))) {
            CommitRecord record =
                    new CommitRecord(1, 2, 1L << 40, List.of(new Piece(0, 1, 0), piece));
            assertThat(CommitRecord.decode(encoded(record))).as("%s", piece).isNull();
        }
        CommitRecord edge =
                new CommitRecord(
                        1, 2, CommitRecord.PIECE_MOST + 1L,
                        List.of(new Piece(0, CommitRecord.PIECE_MOST, 0),
                                new Piece(CommitRecord.PIECE_MOST, 1, 0)));
        assertThat(CommitRecord.decode(encoded(edge))).isEqualTo(edge);
    }

    @Test
    void piecesOutOfOrderOrAboveEachOtherAreRefusedThoughTheChecksumHolds() {
        for (List<Piece> pieces : List.of(
                List.of(new Piece(10, 5, 0), new Piece(0, 5, 0)),
                List.of(new Piece(10, 5, 0), new Piece(10, 5, 0)),
                List.of(new Piece(10, 5, 0), new Piece(14, 5, 0)),
                List.of(new Piece(0, 1, 0), new Piece(10, 5, 0), new Piece(9, 1, 0)))) {
            CommitRecord record = new CommitRecord(1, 2, 100, pieces);
            assertThat(CommitRecord.decode(encoded(record))).as("%s", pieces).isNull();
            assertThat(CommitRecord.areValid(pieces, 100)).isFalse();
        }
        assertThat(
                CommitRecord.areValid(List.of(new Piece(10, 5, 0), new Piece(15, 85, 0)), 100))
                .isTrue();
    }

    @Test
    void aFileSizeThatCannotBeIsRefusedThoughTheChecksumHolds() {
        for (long size : new long[] {-1, Long.MIN_VALUE, 0, 14}) {
            CommitRecord record = new CommitRecord(1, 2, size, List.of(new Piece(10, 5, 0)));
            assertThat(CommitRecord.decode(encoded(record))).as("%d", size).isNull();
        }
        assertThat(CommitRecord.decode(encoded(new CommitRecord(1, 2, -1, List.of())))).isNull();
    }

    /** What is taken in parts, as a table that is larger than a buffer is. */
    @Test
    void aTableIsDecodedInParts() {
        CommitRecord record = someRecord(1000);
        MemorySegment table = encoded(record);
        CommitRecord.Decoding decoding = new CommitRecord.Decoding(table.asSlice(0, BLOCK));
        for (long at = 0; at < table.byteSize(); at += BLOCK) {
            assertThat(decoding.record()).isNull();
            assertThat(decoding.take(table.asSlice(at, BLOCK))).isTrue();
        }
        assertThat(decoding.record()).isEqualTo(record);
    }

    @Test
    void aCountThatIsNotBelievedTakesNoMemory() {
        MemorySegment table = encoded(new CommitRecord(1, 2, 1L << 50, List.of()));
        table.set(Layouts.INT, 32, Integer.MAX_VALUE);
        CommitRecord.Decoding decoding = new CommitRecord.Decoding(table);
        assertThat(decoding.take(table)).isFalse();
        assertThat(CommitRecord.decode(table)).isNull();
    }

    @Test
    void noBytesMakeItThrow() {
        System.out.println("random tables from the seed " + SEED);
        byte[] bytes = new byte[2 * BLOCK];
        for (int i = 0; i < 20_000; i++) {
            random.nextBytes(bytes);
            MemorySegment table = MemorySegment.ofArray(bytes);
            if (i % 2 == 0) {
                encoded(someRecord(0)).asSlice(0, 8).asByteBuffer().get(bytes, 0, 8);
            }
            if (i % 4 == 0) {
                table.set(Layouts.INT, 32, random.nextInt(1000));
            }
            assertThatNoException().isThrownBy(() -> assertThat(decodeAsAScanDoes(table)).isNull());
        }
    }

    private static CommitRecord decodeAsAScanDoes(MemorySegment table) {
        long bytes = CommitRecord.tableBytesAt(table.asSlice(0, BLOCK));
        return bytes == 0 || bytes > table.byteSize()
                ? null
                : CommitRecord.decode(table.asSlice(0, bytes));
    }

    private static void flip(MemorySegment table, int bit) {
        table.set(JAVA_BYTE, bit / 8, (byte) (table.get(JAVA_BYTE, bit / 8) ^ 1 << bit % 8));
    }
}
