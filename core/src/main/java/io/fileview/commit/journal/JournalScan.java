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
 * Walks the records of a journal from the first on. The last one may be torn, or not there at all:
 * it was never promised. One that is damaged although later ones are there was promised, and is
 * refused.
 */
final class JournalScan {
    /** What happens with each piece of each record, in order. */
    interface PieceAction {
        void take(Piece piece, MemorySegment bytes) throws IOException;
    }

    private final EngineFile journal;
    private final MemorySegment buffer;
    private final long end;

    /**
     * What a walk has found.
     *
     * @param commits how many whole records
     * @param end where they end
     * @param fileSize how long the file is after the last of them, or 0
     */
    record Found(int commits, long end, long fileSize) {}

    /** The buffer holds at least a piece and two blocks. */
    JournalScan(EngineFile journal, MemorySegment buffer) throws IOException {
        this.journal = journal;
        this.buffer = buffer;
        this.end = journal.size();
    }

    /** Finds the records that hold, and checks every byte of them. */
    Found check(JournalHeader header) throws IOException {
        Found found = walk(header, Long.MAX_VALUE, (piece, bytes) -> {});
        refuseLaterRecord(header, found);
        return found;
    }

    /** Takes all pieces of the records up to a position; throws if they are not whole. */
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

    /** Writes all whole commits before a position to the file, and tells where. */
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

    /** Whether all pieces were whole; a piece that is not is not given to the action. */
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
     * A journal without a header has no records: the header is durable before the first is written.
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
                        + ", before commits that are whole, which no power cut can do; nothing has"
                        + " been changed: restore the journal, or remove it to take the file as it"
                        + " is, which may be between two commits",
                null);
    }
}
