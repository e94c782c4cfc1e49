package io.fileview.commit.journal;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.commit.journal.CommitRecord.Piece;
import io.fileview.spi.EngineFile;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scans the records of a journal from the first one. The last record may be incomplete: its commit
 * was never acknowledged. A damaged record that is followed by later ones was acknowledged, so the
 * scan fails.
 */
final class JournalScan {
    /** An action on each piece of each record, in order. */
    interface PieceAction {
        void take(Piece piece, MemorySegment bytes) throws IOException;
    }

    private final EngineFile journal;
    private final MemorySegment buffer;
    private final long end;

    /**
     * The result of a scan.
     *
     * @param commits the number of complete records
     * @param end the offset where they end
     * @param fileSize the size of the file after the last of them; 0 if there is none
     */
    record Found(int commits, long end, long fileSize) {}

    /** Creates a scan; the buffer must hold at least a piece and two blocks. */
    JournalScan(EngineFile journal, MemorySegment buffer) throws IOException {
        this.journal = journal;
        this.buffer = buffer;
        this.end = journal.size();
    }

    /** Finds the complete records, and verifies every byte of them. */
    Found check(JournalHeader header) throws IOException {
        Found found = walk(header, Long.MAX_VALUE, (piece, bytes) -> {});
        refuseLaterRecord(header, found);
        return found;
    }

    /** Processes all pieces of the records up to a position; throws if a record is incomplete. */
    void take(JournalHeader header, long upTo, PieceAction action) throws IOException {
        Found found = walk(header, upTo, action);
        if (found.end() != upTo) {
            throw damaged(found.end());
        }
    }

    private Found walk(JournalHeader header, long upTo, PieceAction action) throws IOException {
        long position = JournalHeader.RECORDS;
        int commits = 0;
        long fileSize = 0;
        while (position < upTo) {
            CommitRecord record = recordAt(position);
            if (record == null
                    || record.salt() != header.salt()
                    || record.sequence() != header.base() + commits + 1
                    || position + record.size() > end
                    || !takePieces(record, position, action)) {
                break;
            }
            position += record.size();
            fileSize = record.fileSize();
            commits++;
        }
        return new Found(commits, position, fileSize);
    }

    /**
     * Writes all complete commits before a position to the file, and returns the ranges written.
     */
    List<ByteRange> apply(JournalHeader header, long upTo, EngineFile data) throws IOException {
        List<ByteRange> written = new ArrayList<>();
        take(
                header,
                upTo,
                (piece, bytes) -> {
                    data.write(bytes, piece.offset());
                    written.add(new ByteRange(piece.offset(), piece.length()));
                });
        return written;
    }

    /** Returns whether all pieces were intact; a damaged piece is not passed to the action. */
    private boolean takePieces(CommitRecord record, long position, PieceAction action)
            throws IOException {
        long at = position + record.tableBytes();
        for (Piece piece : record.pieces()) {
            MemorySegment bytes = buffer.asSlice(0, piece.length());
            if (journal.read(bytes, at) < piece.length()
                    || Checksum.of(bytes) != piece.checksum()) {
                return false;
            }
            action.take(piece, bytes);
            at += piece.length();
        }
        return true;
    }

    private @Nullable CommitRecord recordAt(long position) throws IOException {
        MemorySegment block = buffer.asSlice(0, CommitRecord.BLOCK);
        if (position + CommitRecord.BLOCK > end
                || journal.read(block, position) < CommitRecord.BLOCK) {
            return null;
        }
        long bytes = CommitRecord.tableBytesAt(block);
        if (bytes == 0 || bytes > end - position) {
            return null;
        }
        if (bytes <= buffer.byteSize()) {
            MemorySegment table = buffer.asSlice(0, bytes);
            return journal.read(table, position) < bytes ? null : CommitRecord.decode(table);
        }
        try (java.lang.foreign.Arena arena = java.lang.foreign.Arena.ofShared()) {
            MemorySegment table = arena.allocate(bytes);
            return journal.read(table, position) < bytes ? null : CommitRecord.decode(table);
        }
    }

    private void refuseLaterRecord(JournalHeader header, Found found) throws IOException {
        long next = header.base() + found.commits() + 1;
        for (long at = found.end() + CommitRecord.BLOCK; at < end; at += CommitRecord.BLOCK) {
            CommitRecord record = recordAt(at);
            if (record != null && record.salt() == header.salt() && record.sequence() > next) {
                throw damaged(found.end());
            }
        }
    }

    /**
     * A journal without a header has no records: the header is durable before the first one is
     * written.
     */
    void requireNoRecord() throws IOException {
        if (recordAt(JournalHeader.RECORDS) != null) {
            throw damaged(0);
        }
    }

    private MappingException damaged(long position) {
        return new MappingException(
                Place.of(journal.name(), position, CommitRecord.BLOCK),
                "the journal is damaged at offset "
                        + position
                        + ", before complete commits, which a crash or power failure cannot cause;"
                        + " nothing has been changed: restore the journal, or remove it to use the"
                        + " file as it is, possibly with a part of a commit",
                null);
    }
}
