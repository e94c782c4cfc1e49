package io.fileview.commit.journal;

import io.fileview.ByteRange;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One commit: a table of pieces of the file, followed by their bytes. The checksum of the table
 * covers the checksums of the pieces, and so the whole record.
 *
 * @param salt the salt of the journal
 * @param sequence one more than the sequence number of the previous commit
 * @param fileSize the size of the file in bytes
 * @param pieces the pieces, in ascending order of offset
 */
record CommitRecord(long salt, long sequence, long fileSize, List<Piece> pieces) {
    /** The alignment of records: the largest unit that a disk is trusted to write atomically. */
    static final int BLOCK = 4096;

    /** The maximum length of a piece; a longer run of changed bytes becomes several pieces. */
    static final int PIECE_MOST = 1 << 20;

    private static final long MAGIC = 0x544d4d4f43565646L;
    private static final int ENTRIES_AT = 48;
    private static final int ENTRY = 16;

    /**
     * A piece of the file.
     *
     * @param offset its offset in the file, in bytes
     * @param length its length in bytes
     * @param checksum the checksum of its bytes
     */
    record Piece(long offset, int length, int checksum) {}

    /** Splits ranges into pieces whose checksums are not known yet. */
    static List<Piece> cut(List<ByteRange> ranges) {
        List<Piece> pieces = new ArrayList<>(ranges.size());
        for (ByteRange range : ranges) {
            for (long at = range.offset(); at < range.end(); at += PIECE_MOST) {
                pieces.add(new Piece(at, (int) Math.min(PIECE_MOST, range.end() - at), 0));
            }
        }
        return pieces;
    }

    static long tableBytes(int pieces) {
        return roundUp(ENTRIES_AT + (long) ENTRY * pieces);
    }

    static long size(List<Piece> pieces) {
        return tableBytes(pieces.size()) + roundUp(payloadBytes(pieces));
    }

    private static long payloadBytes(List<Piece> pieces) {
        long bytes = 0;
        for (Piece piece : pieces) {
            bytes += piece.length();
        }
        return bytes;
    }

    private static long roundUp(long bytes) {
        return (bytes + BLOCK - 1) / BLOCK * BLOCK;
    }

    long tableBytes() {
        return tableBytes(pieces.size());
    }

    long size() {
        return size(pieces);
    }

    void encode(MemorySegment table) {
        table.fill((byte) 0);
        table.set(Layouts.LONG, 0, MAGIC);
        table.set(Layouts.LONG, 8, salt);
        table.set(Layouts.LONG, 16, sequence);
        table.set(Layouts.LONG, 24, fileSize);
        table.set(Layouts.INT, 32, pieces.size());
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            long at = ENTRIES_AT + (long) ENTRY * i;
            table.set(Layouts.LONG, at, piece.offset());
            table.set(Layouts.INT, at + 8, piece.length());
            table.set(Layouts.INT, at + 12, piece.checksum());
        }
        table.set(Layouts.INT, 36, tableChecksum(table, pieces.size()));
    }

    /** Computes the checksum of the table without the checksum itself, which is at offset 36. */
    private static int tableChecksum(MemorySegment table, int count) {
        return Checksum.of(
                table.asSlice(0, 36), table.asSlice(40, ENTRIES_AT - 40 + (long) ENTRY * count));
    }

    /** Returns the size in bytes of the table that starts in a block; 0 if none does. */
    static long tableBytesAt(MemorySegment block) {
        int count = block.get(Layouts.INT, 32);
        return block.get(Layouts.LONG, 0) == MAGIC && count >= 0 ? tableBytes(count) : 0;
    }

    /** Returns the record that a table describes; null if the table is incomplete or damaged. */
    static @Nullable CommitRecord decode(MemorySegment table) {
        int count = table.get(Layouts.INT, 32);
        if (table.get(Layouts.INT, 36) != tableChecksum(table, count)) {
            return null;
        }
        List<Piece> pieces = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long at = ENTRIES_AT + (long) ENTRY * i;
            Piece piece =
                    new Piece(
                            table.get(Layouts.LONG, at),
                            table.get(Layouts.INT, at + 8),
                            table.get(Layouts.INT, at + 12));
            if (piece.offset() < 0 || piece.length() < 1 || piece.length() > PIECE_MOST) {
                return null;
            }
            pieces.add(piece);
        }
        return new CommitRecord(
                table.get(Layouts.LONG, 8),
                table.get(Layouts.LONG, 16),
                table.get(Layouts.LONG, 24),
                pieces);
    }
}
