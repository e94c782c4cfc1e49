package io.fileview.labs.common;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** The size of the system's pages. */
public final class PageSize {
    private static final Path VECTOR = Path.of("/proc/self/auxv");
    private static final long AT_PAGESZ = 6;

    /** On every processor that Windows runs on. */
    private static final int OF_WINDOWS = 4096;

    /** The size in bytes. */
    public static final int BYTES = read();

    private PageSize() {}

    private static int read() {
        try {
            return System.getProperty("os.name").startsWith("Windows")
                    ? OF_WINDOWS
                    : in(Files.readAllBytes(VECTOR));
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Finds the size in what the kernel tells each process: pairs of a type and a value. */
    static int in(byte[] vector) throws IOException {
        LongBuffer longs = ByteBuffer.wrap(vector).order(ByteOrder.nativeOrder()).asLongBuffer();
        while (longs.remaining() >= 2) {
            long type = longs.get();
            long value = longs.get();
            if (type == AT_PAGESZ) {
                return Math.toIntExact(value);
            }
        }
        throw new IOException(VECTOR + " does not tell the size of a page");
    }
}
