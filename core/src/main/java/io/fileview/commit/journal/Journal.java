package io.fileview.commit.journal;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.commit.journal.CommitRecord.Piece;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A journal that is being written. Not thread-safe.
 *
 * <p>The file is filled with zeros in advance, so that a commit does not change its metadata. A
 * commit that does not fit extends it, by somewhat more than needed, up to its limit. The next
 * commit notes the new size in the header, so that a journal that was cut short is recognized.
 */
public final class Journal {
    /** The most that a new journal has. */
    static final long FIRST_SIZE = 1 << 20;

    private static final long MOST_AHEAD = 8 << 20;

    /** The size of a buffer for a piece and, before it, the table of a small record. */
    static final int BUFFER = CommitRecord.PIECE_MOST + 64 * CommitRecord.BLOCK;

    private static final SplittableRandom SALTS = new SplittableRandom(); // guarded by the class

    private final CommitFiles files;
    private final EngineFile file;
    private final long limit;
    private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER, CommitRecord.BLOCK);
    private JournalHeader header;
    private long size;
    private long position = JournalHeader.RECORDS;
    private long sequence;

    /** The highest sequence number of a record that may be on disk, also of one taken back. */
    private long attempted;

    private boolean open = true;

    /** A write or flush has failed: some file systems cannot be trusted from then on. */
    private boolean hasFailed;

    /** A record whose removal failed may still be on disk. */
    private boolean undecided;

    /**
     * A header whose write failed may be on disk nevertheless, and then invalidates all records.
     */
    private boolean headerInDoubt;

    private Journal(
            CommitFiles files, EngineFile file, long limit, JournalHeader header) {
        this.files = files;
        this.file = file;
        this.limit = limit;
        this.header = header;
    }

    /** Durably creates the journal of a file that has none, or an empty one. */
    public static Journal create(CommitFiles files, EngineFile data, long limit)
            throws IOException {
        try {
            return create(files, data.identity(), limit);
        } catch (FileAlreadyExistsException left) {
            EngineFile file = FoundJournal.openEmpty(files, data);
            if (file == null) {
                throw left;
            }
            return create(files, data.identity(), limit, file);
        }
    }

    static Journal create(CommitFiles files, FileIdentity identity, long limit)
            throws IOException {
        OpenRequest request = new OpenRequest(Protection.READ_WRITE, Creation.CREATE_NEW, true);
        return create(
                files, identity, limit, files.directory().open(files.journal(), request));
    }

    private static Journal create(
            CommitFiles files, FileIdentity identity, long limit, EngineFile file)
            throws IOException {
        try {
            long size = Math.max(JournalHeader.RECORDS, Math.min(FIRST_SIZE, limit / 4));
            JournalHeader header =
                    new JournalHeader(
                            0, salt(), 0, size, identity, JournalHeader.thisProcess());
            Journal journal = new Journal(files, file, limit, header);
            journal.size = size;
            journal.fill(0, size);
            file.flush();
            journal.write(header);
            file.flush();
            // Whoever created the data file, or a journal that is taken up, may have died before.
            files.directory().flush();
            return journal;
        } catch (Throwable failure) {
            file.close();
            try {
                CommitFiles.removeDurably(
                        files.directory(), files.journal(), file.identity());
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
            throw failure;
        }
    }

    /**
     * Gives the users of the file the same rights to the journal, which readers need if the writer
     * dies, and withdraws the rights of users who have lost theirs.
     */
    public void copyPermissionsOf(EngineFile data) throws IOException {
        file.copyPermissionsOf(data);
    }

    static long salt() {
        synchronized (Journal.class) {
            return SALTS.nextLong();
        }
    }

    /** Returns the number of bytes that a commit of these ranges takes. */
    public static long sizeOf(List<ByteRange> ranges) {
        return CommitRecord.size(CommitRecord.cut(ranges));
    }

    /** Returns the number of bytes of the smallest journal with room for any three pages. */
    public static long smallest(long pageSize) {
        return JournalHeader.RECORDS
                + sizeOf(
                        List.of(
                                new ByteRange(0, pageSize),
                                new ByteRange(2 * pageSize, pageSize),
                                new ByteRange(4 * pageSize, pageSize)));
    }

    /** Returns the maximum number of bytes of one commit. */
    public long mostOfOneCommit() {
        return limit - JournalHeader.RECORDS;
    }

    /** Returns whether a commit fits behind the existing ones. */
    public boolean hasRoomFor(long bytes) {
        return position + bytes <= limit;
    }

    /** Returns whether the journal holds no commit. */
    public boolean isEmpty() {
        return position == JournalHeader.RECORDS && isSound();
    }

    /** Returns whether a commit may be appended; if not, {@link #empty} must succeed first. */
    public boolean isSound() {
        return !undecided && !headerInDoubt;
    }

    /** Returns whether recovery may nevertheless find a commit that failed. */
    public boolean isUndecided() {
        return undecided;
    }

    /**
     * Returns whether an attempt to empty the journal failed, so that its commits may be invalid on
     * disk. They are durable in the file.
     */
    public boolean mayBeEmptyOnDisk() {
        return headerInDoubt;
    }

    /**
     * Durably writes a commit. If this method throws, the commit has been removed again, unless
     * {@link #isUndecided}.
     *
     * @param source the content of the whole file after the commit
     */
    public void append(CommitSource source, List<ByteRange> ranges, long fileSize)
            throws IOException {
        if (!isSound()) {
            throw new IllegalStateException("the journal must be emptied first");
        }
        List<Piece> pieces = CommitRecord.cut(ranges);
        if (!CommitRecord.areValid(pieces, fileSize)) {
            throw new IllegalArgumentException(
                    "the ranges of a commit must be in order, without overlaps, and within the"
                            + " file's "
                            + fileSize
                            + " bytes");
        }
        long end = position + CommitRecord.size(pieces);
        long newSize = end <= size ? size : Math.min(limit, end + Math.min(size, MOST_AHEAD));
        boolean isNoted = position > JournalHeader.RECORDS && header.size() == size;
        JournalHeader noted =
                isNoted ? header : header.next(header.salt(), header.base(), size);
        attempted = sequence + 1;
        try {
            durably(
                    () -> {
                        List<ByteRange> written = new ArrayList<>();
                        if (!isNoted) {
                            written.add(write(noted));
                        }
                        write(source, pieces, fileSize);
                        // Also the rest of the last block: the header will say that it is there.
                        fill(Math.max(position + CommitRecord.bytes(pieces), size), newSize);
                        written.add(new ByteRange(position, Math.max(end, newSize) - position));
                        return written;
                    });
        } catch (Throwable failure) {
            takeBack(failure);
            throw failure;
        }
        header = noted;
        size = newSize;
        position = end;
        sequence++;
    }

    private void durably(DurableWrites.Writing writing) throws IOException {
        try {
            if (hasFailed) {
                DurableWrites.run(file, writing);
            } else {
                writing.write();
                file.flush();
            }
        } catch (Throwable failure) {
            hasFailed = true;
            throw failure;
        }
    }

    private void fill(long from, long to) throws IOException {
        for (long at = from; at < to;) {
            MemorySegment zeros =
                    buffer.asSlice(0, Math.min(buffer.byteSize(), to - at)).fill((byte) 0);
            file.write(zeros, at);
            at += zeros.byteSize();
        }
    }

    private void write(CommitSource source, List<Piece> pieces, long fileSize)
            throws IOException {
        long table = CommitRecord.tableBytes(pieces.size());
        boolean atOnce = CommitRecord.size(pieces) <= buffer.byteSize();
        long filled = atOnce ? table : 0;
        long payload = position + table;
        List<Piece> summed = new ArrayList<>(pieces.size());
        for (Piece piece : pieces) {
            if (filled + piece.length() > buffer.byteSize()) {
                file.write(buffer.asSlice(0, filled), payload);
                payload += filled;
                filled = 0;
            }
            MemorySegment copy = buffer.asSlice(filled, piece.length());
            source.copyTo(piece.offset(), copy);
            summed.add(new Piece(piece.offset(), piece.length(), Checksum.of(copy)));
            filled += piece.length();
        }
        CommitRecord record = new CommitRecord(header.salt(), sequence + 1, fileSize, summed);
        if (atOnce) {
            record.encode(buffer.asSlice(0, table));
            file.write(buffer.asSlice(0, filled), position);
        } else {
            file.write(buffer.asSlice(0, filled), payload);
            writeTable(record);
        }
    }

    private void writeTable(CommitRecord record) throws IOException {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment table = arena.allocate(record.tableBytes(), CommitRecord.BLOCK);
            record.encode(table);
            file.write(table, position);
        }
    }

    /**
     * A failed flush may have written the record nevertheless. To remove it, overwrites its table
     * with zeros or, which needs no space on a full disk, truncates the file before it, which is
     * never below the size that the header notes.
     */
    private void takeBack(Throwable failure) {
        try {
            if (position < size) {
                MemorySegment zeros = buffer.asSlice(0, CommitRecord.BLOCK).fill((byte) 0);
                file.write(zeros, position);
            } else {
                file.truncate(position);
            }
            file.flush();
        } catch (IOException | RuntimeException | Error e) {
            undecided = true;
            if (!e.equals(failure)) { // The JVM may throw one OutOfMemoryError again and again.
                failure.addSuppressed(e);
            }
        }
    }

    /**
     * Throws unless a recovery would find this journal, with all its bytes: a cleaner or a restored
     * backup may have taken it away.
     */
    public void requireInPlace() throws IOException {
        Optional<FileIdentity> found = files.directory().find(files.journal());
        boolean isThere =
                found.isPresent() && found.get().key().equals(file.identity().key());
        if (isThere && file.size() >= size) {
            return;
        }
        throw new MappingException(
                Place.of(files.directory().locationOf(files.journal()).toString()),
                "the journal was "
                        + (isThere ? "cut short" : found.isEmpty() ? "removed" : "replaced")
                        + " by another program, so commits in it would not be found after a crash;"
                        + " close the file, which makes the earlier ones durable without it, and"
                        + " open it again",
                null);
    }

    /** Writes all commits of the journal to the file again, and returns the ranges written. */
    public List<ByteRange> applyTo(EngineFile data) throws IOException {
        return new JournalScan(file, buffer).apply(header, position, data);
    }

    /** Makes all commits of the journal durable in the file after a failed flush of it. */
    public void applyDurablyTo(EngineFile data) throws IOException {
        DurableWrites.run(data, () -> applyTo(data));
    }

    /** Empties the journal, once all its commits are durable in the file itself. */
    public void empty() throws IOException {
        JournalHeader next = header.next(salt(), attempted, size);
        headerInDoubt = true;
        durably(() -> List.of(write(next)));
        header = next;
        position = JournalHeader.RECORDS;
        sequence = attempted;
        undecided = false;
        headerInDoubt = false;
    }

    private ByteRange write(JournalHeader next) throws IOException {
        return next.writeTo(file, buffer);
    }

    /** Durably marks a file as having this journal, so that all names of the file lead to it. */
    public void mark(EngineFile data) throws IOException {
        new JournalMark(
                data.identity(),
                file.identity(),
                JournalMark.expressed(files.directory().locationOf(files.journal())))
                .write(data);
    }

    /** Durably removes the journal, which must be empty, and the mark of the file. */
    public void remove(EngineFile data) throws IOException {
        FileIdentity identity = file.identity();
        abandon();
        JournalMark.remove(data);
        CommitFiles.removeDurably(files.directory(), files.journal(), identity);
    }

    /** Closes the journal's file and leaves it in place for recovery. */
    public void abandon() {
        if (open) {
            open = false;
            file.close();
        }
    }
}
