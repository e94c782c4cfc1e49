package io.fileview.labs.workload;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are numbered and whose content follows from the number and a seed. */
final class NumberedFiles {
    private final Path directory;
    private final long seed;

    NumberedFiles(Path directory, long seed) {
        this.directory = directory;
        this.seed = seed;
    }

    Path path(int number) {
        return directory.resolve("file-" + number);
    }

    private byte content(int number, long offset) {
        return (byte) (seed + number * 31L + offset * 7 + (offset >>> 12));
    }

    /** Fills a mapped part of a file that starts at the offset. */
    void fill(int number, MemorySegment part, long offset) {
        for (long at = 0; at < part.byteSize(); at++) {
            part.set(JAVA_BYTE, at, content(number, offset + at));
        }
    }

    /** Requires that a file read by other means has the content that a part was filled with. */
    void requireFilled(int number, long offset, long length) throws IOException {
        byte[] bytes = Files.readAllBytes(path(number));
        if (mismatch(bytes, offset, offset + length, number) >= 0) {
            throw new IOException("a page of " + path(number) + " was not written");
        }
    }

    void check(int number, int length, Verdict.Tally tally) throws IOException {
        if (!Files.exists(path(number))) {
            tally.lost("file " + number + " does not exist");
            return;
        }
        byte[] bytes = Files.readAllBytes(path(number));
        long wrong = mismatch(bytes, 0, Math.min(length, bytes.length), number);
        if (bytes.length < length) {
            tally.lost("file " + number + " has " + bytes.length + " bytes instead of " + length);
        } else if (wrong >= 0) {
            tally.lost("file " + number + " of " + length + " bytes differs from byte " + wrong);
        } else {
            tally.present();
        }
    }

    private long mismatch(byte[] bytes, long from, long to, int number) {
        for (long at = from; at < to; at++) {
            if (at >= bytes.length || bytes[(int) at] != content(number, at)) {
                return at;
            }
        }
        return -1;
    }
}
