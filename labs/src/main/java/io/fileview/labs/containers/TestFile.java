package io.fileview.labs.containers;

import io.fileview.View;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/**
 * The file that the programs of a container use. Each page has the number of the last commit, a value
 * that no program changes, and one that the writing job changes.
 */
final class TestFile {
    static final int PAGE = 4096;
    static final int PAGES = 64;

    private static final int NUMBER = 0;
    private static final int FIXED = 8;
    static final int CHANGED = 16;

    private TestFile() {}

    static long fixed(long seed, int page) {
        return new SplittableRandom(seed + page).nextLong();
    }

    /** Makes the file, as it is before the first commit. */
    static void write(Path file, long seed) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(PAGES * PAGE).order(ByteOrder.nativeOrder());
        for (int page = 0; page < PAGES; page++) {
            content.putLong(page * PAGE + FIXED, fixed(seed, page));
        }
        try (FileChannel channel =
                FileChannel.open(
                        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(content);
            channel.force(true);
        }
    }

    /** Reads the file as programs do that know of no mapping. */
    static ByteBuffer read(Path file) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(PAGES * PAGE).order(ByteOrder.nativeOrder());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int read;
            do {
                read = channel.read(content);
            } while (read > 0);
        }
        Finding.require(!content.hasRemaining(), "the file ends at " + content.position());
        return content;
    }

    static void setNumber(View view, long number) throws IOException {
        for (int page = 0; page < PAGES; page++) {
            view.guarded().setLong((long) page * PAGE + NUMBER, number);
        }
    }

    /** Returns the number of the commit that all pages are of. */
    static long number(View view) throws IOException {
        long first = view.guarded().getLong(NUMBER);
        for (int page = 1; page < PAGES; page++) {
            long other = view.guarded().getLong((long) page * PAGE + NUMBER);
            Finding.require(
                    other == first,
                    "page 0 is of commit " + first + ", and page " + page + " of " + other);
        }
        return first;
    }

    static void requireFixed(View view, long seed) throws IOException {
        for (int page = 0; page < PAGES; page++) {
            Finding.require(
                    view.guarded().getLong((long) page * PAGE + FIXED) == fixed(seed, page),
                    "page " + page + " has other bytes");
        }
    }

    static void requireNumber(Path file, long number) throws IOException {
        ByteBuffer content = read(file);
        for (int page = 0; page < PAGES; page++) {
            long found = content.getLong(page * PAGE + NUMBER);
            Finding.require(
                    found == number,
                    "page " + page + " of the file is of commit " + found + ", not " + number);
        }
    }
}
