package io.fileview.labs.kills;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Bytes that no other file has. */
final class RandomBytes {
    private static final int MEBIBYTE = 1 << 20;
    private static final int SHARE_OF_DATA = 4;

    private RandomBytes() {}

    static byte[] of(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Makes a file. A sparse one is four times as long, and every fourth mebibyte has data. */
    static void write(Path file, SplittableRandom random, int mebibytes, boolean isSparse)
            throws IOException {
        int step = isSparse ? SHARE_OF_DATA : 1;
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            for (int at = 0; at < mebibytes; at++) {
                out.seek((long) at * step * MEBIBYTE);
                out.write(of(random, MEBIBYTE));
            }
            out.setLength((long) mebibytes * step * MEBIBYTE + 1);
        }
    }
}
