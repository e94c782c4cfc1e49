package io.fileview.labs.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * What was on a disk at first and what happened to it, from which the disk can be put together as a
 * power cut at any moment leaves it. Cuts are made in order of their positions: going on is cheap,
 * going back starts at the beginning. Not for several threads at once.
 */
public final class DiskHistory {
    private final DiskLayout layout;
    private final BlockImage first;
    private final List<LogEntry> entries;
    private BlockImage covered;
    /** Entries before this one have been put into {@link #covered}, if they are writes. */
    private int applied;

    private DiskHistory(DiskLayout layout, BlockImage first, List<LogEntry> entries) {
        this.layout = layout;
        this.first = first;
        this.entries = entries;
        this.covered = first.copy();
    }

    /**
     * Reads a history.
     *
     * @param layout of the disk
     * @param first what was on it when the log began
     * @param log the log, to which nothing is written any more
     * @return the history
     * @throws IOException if the log cannot be read
     */
    public static DiskHistory read(DiskLayout layout, BlockImage first, Path log)
            throws IOException {
        return new DiskHistory(layout, first, DiskLog.read(log));
    }

    /**
     * How many entries the log has: a cut can be before the first, and after each.
     *
     * @return the largest position of a cut
     */
    public int length() {
        return entries.size();
    }

    /**
     * Where the first mark is.
     *
     * @return the position of the cut after it; {@link #length()} if there is none
     */
    public int firstMark() {
        return markAfter(0);
    }

    /**
     * Where the last mark is.
     *
     * @return the position of the cut after it; 0 if there is none
     */
    public int lastMark() {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (isMark(entries.get(i))) {
                return i + 1;
            }
        }
        return 0;
    }

    /**
     * Where the next mark is.
     *
     * @param position where to start
     * @return the position of the cut after it; {@link #length()} if there is none
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
     * What the program under test had reported durable at a cut.
     *
     * @param position of the cut
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
     * What the disk holds when it comes back: all that a flush covers, and of the rest what the
     * tearing leaves. A flush covers the writes that had been answered when it arrived.
     *
     * @param position of the cut
     * @param tearing what is left of the rest
     * @param random for the tearing
     * @return the disk
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

    /** The first write before the cut that no flush covers. */
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

    private static void leave(
            LogEntry entry, Tearing tearing, RandomGenerator random, BlockImage image) {
        switch (tearing) {
            case NONE -> {}
            case ALL -> image.write(entry.offset(), entry.data());
            case WRITES -> {
                if (random.nextBoolean()) {
                    image.write(entry.offset(), entry.data());
                }
            }
            case BLOCKS -> {
                int length = entry.data().length;
                for (int at = 0; at < length;) {
                    // Pieces end where blocks of the disk end.
                    int rest = BlockImage.BLOCK - (int) ((entry.offset() + at) % BlockImage.BLOCK);
                    int piece = Math.min(rest, length - at);
                    if (random.nextBoolean()) {
                        image.write(entry.offset() + at, entry.data(), at, piece);
                    }
                    at += piece;
                }
            }
        }
    }
}
