package io.fileview.commit.journal;

import io.fileview.ByteRange;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One commit: a table of pieces of the file, followed by their bytes. The checksum of the table
 * covers the checksums of the pieces, and so the whole record. A checksum does not show who wrote a
 * record, so no number in it is trusted.
 *
 * @param salt the salt of the journal
 * @param sequence one more than the sequence number of the previous commit
 * @param fileSize the size in bytes of the part of the file that is open for commits; the file may
 *     be longer
 * @param pieces the pieces, in ascending order of offset, without overlaps and within the file
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

    /** Returns whether pieces are in order and within a file of a size. */
    static boolean areValid(List<Piece> pieces, long fileSize) {
        long free = 0;
        for (Piece piece : pieces) {
            if (!isValid(piece, free, fileSize)) {
                return false;
            }
            free = piece.offset() + piece.length();
        }
        return true;
    }

    private static boolean isValid(Piece piece, long free, long fileSize) {
        return piece.offset() >= free
                && piece.length() >= 1
                && piece.length() <= PIECE_MOST
                && piece.length() <= fileSize
                && piece.offset() <= fileSize - piece.length();
    }

    static long tableBytes(int pieces) {
        return roundUp(ENTRIES_AT + (long) ENTRY * pieces);
    }

    static long size(List<Piece> pieces) {
        return tableBytes(pieces.size()) + roundUp(payloadBytes(pieces));
    }

    /** Returns the bytes of a record without the rest of its last block. */
    static long bytes(List<Piece> pieces) {
        return tableBytes(pieces.size()) + payloadBytes(pieces);
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

    /** Returns whether a record starts with a block, also if the rest of it is damaged. */
    static boolean startsAt(MemorySegment block) {
        return block.get(Layouts.LONG, 0) == MAGIC;
    }

    /** Returns whether a record of a salt that comes after another one starts with a block. */
    static boolean startsAt(MemorySegment block, long salt, long after) {
        return startsAt(block)
                && block.get(Layouts.LONG, 8) == salt
                && block.get(Layouts.LONG, 16) > after;
    }

    /** Returns the size in bytes of the table that starts in a block; 0 if none does. */
    static long tableBytesAt(MemorySegment block) {
        int count = block.get(Layouts.INT, 32);
        return startsAt(block) && count >= 0 ? tableBytes(count) : 0;
    }

    /** Returns the record that a table describes; null if the table is incomplete or damaged. */
    static @Nullable CommitRecord decode(MemorySegment table) {
        long bytes = tableBytesAt(table);
        if (bytes == 0 || bytes > table.byteSize()) {
            return null;
        }
        Decoding decoding = new Decoding(table);
        return decoding.take(table) ? decoding.record() : null;
    }

    /**
     * Decodes a table of any size in parts. It takes no more memory than the valid pieces need that
     * were found so far, whatever their number is said to be.
     */
    static final class Decoding {
        private final long salt;
        private final long sequence;
        private final long fileSize;
        private final int expected;
        private final long end;
        private final Checksum checksum = new Checksum();
        private final List<Piece> pieces = new ArrayList<>();
        private long at;
        private long free;

        /** Starts with the first block of a table, which is also in the first part to be taken. */
        Decoding(MemorySegment block) {
            salt = block.get(Layouts.LONG, 8);
            sequence = block.get(Layouts.LONG, 16);
            fileSize = block.get(Layouts.LONG, 24);
            expected = block.get(Layouts.INT, 36);
            end = ENTRIES_AT + (long) ENTRY * block.get(Layouts.INT, 32);
        }

        /** Takes the next blocks of the table; false if a piece is not valid. */
        boolean take(MemorySegment part) {
            long used = Math.min(part.byteSize(), end - at);
            long entry = 0;
            if (at == 0) {
                checksum.add(part.asSlice(0, 36));
                checksum.add(part.asSlice(40, used - 40));
                entry = ENTRIES_AT;
            } else {
                checksum.add(part.asSlice(0, used));
            }
            for (; entry < used; entry += ENTRY) {
                Piece piece =
                        new Piece(
                                part.get(Layouts.LONG, entry),
                                part.get(Layouts.INT, entry + 8),
                                part.get(Layouts.INT, entry + 12));
                if (!isValid(piece, free, fileSize)) {
                    return false;
                }
                free = piece.offset() + piece.length();
                pieces.add(piece);
            }
            at += part.byteSize();
            return true;
        }

        /** Returns the record; null if the table is damaged. */
        @Nullable CommitRecord record() {
            return at >= end && checksum.value() == expected && fileSize >= 0
                    ? new CommitRecord(salt, sequence, fileSize, pieces)
                    : null;
        }
    }
}
