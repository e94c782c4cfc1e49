package io.fileview.labs.storm;

import io.fileview.View;
import io.fileview.labs.workload.Mix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The content of a file after each commit. Commit n writes its number to all of the first page, but for
 * the number of the file at its start, and to all of some other pages. Not thread-safe.
 */
final class Pages {
    static final int PAGE = 4096;
    private static final int PAGES = 40;
    static final int SIZE = PAGES * PAGE;
    private static final int MOST = 12;

    private final long file;
    private final long[] expected = new long[PAGES];
    private long number;

    /** Not the state of any commit. */
    static final class MixedException extends Exception {
        private static final long serialVersionUID = 1L;

        MixedException(String message) {
            super(message);
        }
    }

    private Pages(long file) {
        this.file = file;
    }

    /** Returns the file before its first commit. */
    static byte[] initial(long file) {
        return ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder()).putLong(0, file).array();
    }

    /** Returns which file a content belongs to. */
    static Pages in(byte[] content) {
        return new Pages(longs(content).getLong(0));
    }

    static byte[] contentOf(View view) {
        byte[] content = new byte[SIZE];
        view.segment().asByteBuffer().get(0, content);
        return content;
    }

    private static ByteBuffer longs(byte[] content) {
        return ByteBuffer.wrap(content).order(ByteOrder.nativeOrder());
    }

    long file() {
        return file;
    }

    /** Returns the pages that a commit writes, in the order in which a program writes them. */
    private int[] written(long commit) {
        SplittableRandom random = new SplittableRandom(Mix.of(file, commit, 0));
        IntStream others = random.ints(random.nextInt(1, MOST), 1, PAGES).distinct();
        return IntStream.concat(IntStream.of(0), others).toArray();
    }

    /**
     * Compares a content with the state that its first page says it has.
     *
     * @param where where the content was seen
     * @return the number of the commit that left it
     */
    long check(String where, byte[] content) throws MixedException {
        ByteBuffer longs = longs(content);
        long found = longs.getLong(Long.BYTES);
        if (longs.getLong(0) != file) {
            throw new MixedException(
                    where + ", file " + file + " has the content of file " + longs.getLong(0));
        }
        if (found < number) {
            throw new MixedException(
                    where + ", commit " + found + " is there after commit " + number);
        }
        for (long commit = number + 1; commit <= found; commit++) {
            for (int page : written(commit)) {
                expected[page] = commit;
            }
        }
        number = found;
        for (int at = Long.BYTES; at < SIZE; at += Long.BYTES) {
            if (longs.getLong(at) != expected[at / PAGE]) {
                throw new MixedException(
                        where + ", byte " + at + " is of commit " + longs.getLong(at)
                                + " instead of "
                                + expected[at / PAGE] + ", although commit " + found
                                + " is there");
            }
        }
        return found;
    }

    /** Writes what a commit writes. */
    void write(View view, long commit) {
        write(view, commit, () -> {});
    }

    /** Writes what a commit writes, with an action after each page. */
    void write(View view, long commit, Runnable between) {
        ByteBuffer bytes = view.segment().asByteBuffer().order(ByteOrder.nativeOrder());
        for (int page : written(commit)) {
            int start = page * PAGE;
            for (int at = page == 0 ? Long.BYTES : 0; at < PAGE; at += Long.BYTES) {
                bytes.putLong(start + at, commit);
            }
            between.run();
        }
    }
}
