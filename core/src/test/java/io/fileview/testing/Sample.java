package io.fileview.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Bytes of which no two pages are alike, and files of them. */
public final class Sample {
    private Sample() {}

    public static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(size).nextBytes(bytes);
        return bytes;
    }

    public static Path file(Path directory, int size) throws IOException {
        return TestFiles.write(directory.resolve("sample-" + size + ".bin"), bytes(size));
    }
}
