package io.fileview.labs.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The first content of a disk and the log of what happened to it, from which the content after a power
 * cut at any moment can be reconstructed. The position of a power cut is the number of log entries
 * before it. Positions in ascending order are cheap; going back starts from the first content. Not
 * thread-safe.
 */
public final class DiskHistory {
    private static final int SECTOR = 512;

    private final DiskLayout layout;
    private final BlockImage first;
    private final List<LogEntry> entries;
    private BlockImage covered;
    /** The writes among the entries before this one are in {@link #covered}. */
    private int applied;
    private long tornBlocks;

    private DiskHistory(DiskLayout layout, BlockImage first, List<LogEntry> entries) {
        this.layout = layout;
        this.first = first;
        this.entries = entries;
        this.covered = first.copy();
    }

    /**
     * Reads a history.
     *
     * @param layout the layout of the disk
     * @param first the content of the disk when the log began
     * @param log the log, which is not written any more
     * @return the history
     * @throws IOException if the log cannot be read
     */
    public static DiskHistory read(DiskLayout layout, BlockImage first, Path log)
            throws IOException {
        return new DiskHistory(layout, first, DiskLog.read(log));
    }

    /**
     * Returns the number of log entries, which is the last position of a power cut.
     *
     * @return the number
     */
    public int length() {
        return entries.size();
    }

    /**
     * Finds the next durable mark.
     *
     * @param position where to start
     * @return the position after the mark; {@link #length()} if there is none
     */
    public int markAfter(int position) {
        for (int i = position; i < entries.size(); i++) {
            if (isMark(entries.get(i))) {
                return i + 1;
            }
        }
        return entries.size();
    }

    /**
     * Finds the last durable mark before a position.
     *
     * @param position where to start
     * @return the position after the mark; 0 if there is none
     */
    public int markBefore(int position) {
        for (int i = position - 1; i >= 0; i--) {
            if (isMark(entries.get(i))) {
                return i + 1;
            }
        }
        return 0;
    }

    /**
     * Finds the next write of the file system.
     *
     * @param position where to start
     * @return the position after the write; {@link #length()} if there is none
     */
    public int writeAfter(int position) {
        for (int i = position; i < entries.size(); i++) {
            if (entries.get(i).isWrite() && !isMark(entries.get(i))) {
                return i + 1;
            }
        }
        return entries.size();
    }

    /**
     * Finds the next request that failed.
     *
     * @param position where to start
     * @return the position before the request; {@link #length()} if there is none
     */
    public int failureAfter(int position) {
        for (int i = position; i < entries.size(); i++) {
            LogEntry.Kind kind = entries.get(i).kind();
            if (kind == LogEntry.Kind.FAILED_WRITE || kind == LogEntry.Kind.FAILED_FLUSH) {
                return i;
            }
        }
        return entries.size();
    }

    /**
     * Returns what the program under test had reported durable at a position.
     *
     * @param position the position
     * @return the last value of each of its streams
     */
    public Map<Integer, Long> marksAt(int position) {
        Map<Integer, Long> marks = new TreeMap<>();
        for (LogEntry entry : entries.subList(0, position)) {
            if (isMark(entry)) {
                int stream = (int) ((entry.offset() - layout.marksFrom()) / BlockImage.BLOCK);
                marks.put(stream, ByteBuffer.wrap(entry.data()).getLong());
            }
        }
        return marks;
    }

    private boolean isMark(LogEntry entry) {
        return entry.isWrite() && entry.offset() >= layout.marksFrom();
    }

    /**
     * Returns the content of the disk after a power cut: everything that a flush covers, and of the
     * rest what the tearing leaves. A flush covers the writes that had been answered when it arrived.
     *
     * @param position the position of the power cut
     * @param tearing what is left of the rest
     * @param random the random choices of the tearing
     * @return the content
     */
    public BlockImage cut(int position, Tearing tearing, RandomGenerator random) {
        int open = firstUncovered(position);
        if (open < applied) {
            applied = 0;
            covered = first.copy();
        }
        for (; applied < open; applied++) {
            LogEntry entry = entries.get(applied);
            if (entry.isWrite()) {
                covered.write(entry.offset(), entry.data());
            }
        }
        BlockImage image = covered.copy();
        for (LogEntry entry : entries.subList(open, position)) {
            if (entry.isWrite()) {
                leave(entry, tearing, random, image);
            }
        }
        return image;
    }

    /** Returns the first write before the position that no flush covers. */
    private int firstUncovered(int position) {
        long flushed = Long.MIN_VALUE;
        for (int i = position - 1; i >= 0 && flushed == Long.MIN_VALUE; i--) {
            if (entries.get(i).kind() == LogEntry.Kind.FLUSH) {
                flushed = entries.get(i).stamp();
            }
        }
        for (int i = 0; i < position; i++) {
            if (entries.get(i).isWrite() && entries.get(i).stamp() > flushed) {
                return i;
            }
        }
        return position;
    }

    private void leave(
            LogEntry entry, Tearing tearing, RandomGenerator random, BlockImage image) {
        switch (tearing) {
            case NONE -> {}
            case ALL -> image.write(entry.offset(), entry.data());
            case WRITES -> {
                if (random.nextBoolean()) {
                    image.write(entry.offset(), entry.data());
                }
            }
            case BLOCKS -> leavePieces(entry, BlockImage.BLOCK, random, image);
            case SECTORS -> leavePieces(entry, SECTOR, random, image);
        }
    }

    private void leavePieces(
            LogEntry entry, int size, RandomGenerator random, BlockImage image) {
        int length = entry.data().length;
        boolean previous = false;
        boolean torn = false;
        for (int at = 0; at < length;) {
            // Pieces end where blocks or sectors of the disk end.
            int within = (int) ((entry.offset() + at) % BlockImage.BLOCK);
            int piece = Math.min(size - within % size, length - at);
            boolean kept = random.nextBoolean();
            if (kept) {
                image.write(entry.offset() + at, entry.data(), at, piece);
            }
            torn = at > 0 && within > 0 && (torn || kept != previous);
            previous = kept;
            at += piece;
            if (torn && (at == length || (entry.offset() + at) % BlockImage.BLOCK == 0)) {
                tornBlocks++;
            }
        }
    }

    /**
     * Returns how many blocks of 4 KiB the power cuts so far have left partly written.
     *
     * @return the number
     */
    public long tornBlocks() {
        return tornBlocks;
    }
}
