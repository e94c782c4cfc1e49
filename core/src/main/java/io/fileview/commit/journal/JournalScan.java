package io.fileview.commit.journal;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.commit.journal.CommitRecord.Piece;
import io.fileview.spi.EngineFile;
import io.fileview.spi.Place;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Scans the records of a journal from the first one. What a crash can leave is recovered. What only
 * damage can leave makes the scan fail, unless it looks like what a crash leaves.
 *
 * <table>
 * <caption>What is found, and what left it</caption>
 * <tr><th>found</th><th>left by a crash or power failure</th><th>left by damage only</th>
 * <th>result</th></tr>
 * <tr><td>one slot intact, no record of another salt</td>
 * <td>while a header was written: a new journal's, the one that empties it, or the second copy</td>
 * <td>a slot, while the other one has the same salt, or before the next commit</td>
 * <td>its records, all of which were durable</td></tr>
 * <tr><td>the first record has another salt and a higher sequence number than the header allows
 * </td><td>never: a header is durable before its first record is written, and sequence numbers are
 * never reused under another salt</td><td>both copies of the newest header</td>
 * <td>fails</td></tr>
 * <tr><td>the first record has another salt and a lower sequence number</td>
 * <td>since the journal was emptied</td><td>the only commit since then, with its block's old
 * content</td><td>nothing to replay</td></tr>
 * <tr><td>no slot intact, no record</td><td>while the journal was created</td>
 * <td>a journal cut to nothing, or lost altogether</td><td>nothing to replay</td></tr>
 * <tr><td>no slot intact, a record, or more than the first size of a journal</td>
 * <td>never: a new journal consists of zeros before it has a header</td><td>both slots</td>
 * <td>fails</td></tr>
 * <tr><td>shorter than its header says, or a part of a header only</td><td>never: a size is
 * durable before a header notes it, and the file is not truncated below that</td>
 * <td>truncation, unless it took only what the last commit added to the size</td>
 * <td>fails</td></tr>
 * <tr><td>a record that is not intact, and a later one of the salt</td>
 * <td>never: a commit is durable before the next one is written</td>
 * <td>any record but the last</td><td>fails</td></tr>
 * <tr><td>a record that is not intact, and no later one</td><td>while it was written: the commit
 * was not acknowledged</td><td>the last record, or the end of a journal that it extended</td>
 * <td>the records before it</td></tr>
 * </table>
 */
final class JournalScan {
    /** An action on each piece of each record, in order. */
    interface PieceAction {
        void take(Piece piece, MemorySegment bytes) throws IOException;
    }

    private static final long LOOKS_EVERY = 64L << 20;

    private final EngineFile journal;
    private final MemorySegment buffer;
    private final long end;

    /** The number of bytes read since it was last looked whether the thread is interrupted. */
    private long sinceLook;

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

    /**
     * Finds the complete records, and verifies every byte of them. Throws if something is missing
     * that had been acknowledged.
     */
    Found check(JournalHeader header) throws IOException {
        if (end < header.size()) {
            throw damaged(
                    end,
                    "it has been cut to "
                            + end
                            + " bytes, of "
                            + header.size()
                            + " or more, and may have lost commits");
        }
        Found found = walk(header, Long.MAX_VALUE, (piece, bytes) -> hasRead(bytes.byteSize()));
        if (found.commits() == 0) {
            refuseRecordOfNewerHeader(header);
        }
        long next = header.base() + found.commits() + 1;
        if (anyBlock(
                found.end() + CommitRecord.BLOCK,
                block -> CommitRecord.startsAt(block, header.salt(), next))) {
            throw damaged(found.end());
        }
        return found;
    }

    /** Processes all pieces of the records up to a position; throws if a record is incomplete. */
    void take(JournalHeader header, long upTo, PieceAction action) throws IOException {
        Found found = walk(header, upTo, action);
        if (found.end() != upTo) {
            throw damaged(found.end());
        }
    }

    private void refuseRecordOfNewerHeader(JournalHeader header) throws IOException {
        CommitRecord first = recordAt(JournalHeader.RECORDS);
        if (first != null && first.salt() != header.salt() && first.sequence() > header.base()) {
            throw damaged(0, "its newest header, which selects its commits, is missing");
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
        if (journal.read(block, position) < CommitRecord.BLOCK) {
            return null;
        }
        long bytes = CommitRecord.tableBytesAt(block);
        if (bytes == 0 || bytes > end - position) {
            return null;
        }
        if (bytes == CommitRecord.BLOCK) {
            return CommitRecord.decode(block);
        }
        CommitRecord.Decoding decoding = new CommitRecord.Decoding(block);
        for (long at = 0; at < bytes;) {
            MemorySegment part = buffer.asSlice(0, Math.min(buffer.byteSize(), bytes - at));
            if (journal.read(part, position + at) < part.byteSize() || !decoding.take(part)) {
                return null;
            }
            at += part.byteSize();
        }
        return decoding.record();
    }

    /**
     * Lets an interrupt end a scan that takes long: nobody but the journal itself says how large it
     * is.
     */
    private void hasRead(long bytes) throws InterruptedIOException {
        sinceLook += bytes;
        if (sinceLook >= LOOKS_EVERY) {
            sinceLook = 0;
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException(
                        "the thread was interrupted while it read the journal "
                                + journal.name()
                                + " of "
                                + end
                                + " bytes; open the file again");
            }
        }
    }

    /**
     * Returns whether any block from a position on meets a condition. Reads each one once, and
     * skips holes, of which a small disk holds more than anybody can read.
     */
    private boolean anyBlock(long from, Predicate<MemorySegment> condition) throws IOException {
        long at = from;
        long read; // in whole blocks: no record fits in a part of one
        do {
            at = Math.max(at, journal.nextData(at) / CommitRecord.BLOCK * CommitRecord.BLOCK);
            MemorySegment part = buffer.asSlice(0, Math.clamp(end - at, 0, buffer.byteSize()));
            read = journal.read(part, at) / CommitRecord.BLOCK * CommitRecord.BLOCK;
            hasRead(read);
            for (long block = 0; block < read; block += CommitRecord.BLOCK) {
                if (condition.test(part.asSlice(block, CommitRecord.BLOCK))) {
                    return true;
                }
            }
            at += read;
        } while (read > 0);
        return false;
    }

    /**
     * A journal without a header has no records, and its first size: the header is durable before
     * the first one is written. A part of a header proves that the file was longer. A file that
     * begins otherwise is none of this library's.
     */
    void requireNoRecord() throws IOException {
        MemorySegment slots = buffer.asSlice(0, JournalHeader.RECORDS).fill((byte) 0);
        journal.read(slots, 0);
        boolean isOther = !JournalHeader.mayStartAt(slots);
        boolean isCut = end < JournalHeader.RECORDS && JournalHeader.startsAt(slots);
        boolean hasGrown = end > Journal.FIRST_SIZE; // which only a commit makes it do
        if (isOther || isCut || hasGrown
                || anyBlock(JournalHeader.RECORDS, CommitRecord::startsAt)) {
            throw damaged(0, "it has no intact header");
        }
    }

    private MappingException damaged(long position) {
        return damaged(position, "a record before complete commits is not intact");
    }

    private MappingException damaged(long position, String what) {
        return new MappingException(
                Place.of(journal.name(), position, CommitRecord.BLOCK),
                "the journal is damaged at offset "
                        + position
                        + ": "
                        + what
                        + ", which a crash or power failure cannot cause; nothing has been changed:"
                        + " restore the journal, or remove it to use the file as it is, possibly"
                        + " with a part of a commit",
                null);
    }
}
