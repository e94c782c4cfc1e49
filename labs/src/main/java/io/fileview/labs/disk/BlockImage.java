package io.fileview.labs.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The content of a disk in memory, without the blocks that are zero. Copies share blocks. */
public final class BlockImage {
    static final int BLOCK = 4096;

    private static final int CHUNK = 256 * BLOCK;

    private final long size;
    private final Map<Long, byte[]> blocks;

    private BlockImage(long size, Map<Long, byte[]> blocks) {
        this.size = size;
        this.blocks = blocks;
    }

    /**
     * Reads an image.
     *
     * @param path the file
     * @return its content
     * @throws IOException if it cannot be read
     */
    public static BlockImage read(Path path) throws IOException {
        Map<Long, byte[]> blocks = new HashMap<>();
        try (FileChannel channel = FileChannel.open(path)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            for (long start = 0; channel.read(chunk.clear(), start) > 0;
                    start += chunk.limit()) {
                chunk.flip();
                for (int at = 0; at < chunk.limit(); at += BLOCK) {
                    int end = Math.min(at + BLOCK, chunk.limit());
                    if (!isZero(chunk.array(), at, end)) {
                        byte[] block = new byte[BLOCK];
                        System.arraycopy(chunk.array(), at, block, 0, end - at);
                        blocks.put((start + at) / BLOCK, block);
                    }
                }
            }
            return new BlockImage(channel.size(), blocks);
        }
    }

    private static final byte[] ZEROS = new byte[BLOCK];

    private static boolean isZero(byte[] bytes, int from, int to) {
        return Arrays.equals(bytes, from, to, ZEROS, 0, to - from);
    }

    BlockImage copy() {
        return new BlockImage(size, new HashMap<>(blocks));
    }

    void write(long offset, byte[] data) {
        write(offset, data, 0, data.length);
    }

    void write(long offset, byte[] data, int from, int length) {
        int done = 0;
        while (done < length) {
            long number = (offset + done) / BLOCK;
            int within = (int) ((offset + done) % BLOCK);
            int count = Math.min(BLOCK - within, length - done);
            byte[] old = blocks.get(number);
            byte[] block = old == null || count == BLOCK ? new byte[BLOCK] : old.clone();
            System.arraycopy(data, from + done, block, within, count);
            blocks.put(number, block);
            done += count;
        }
    }

    /**
     * Writes the image to a file, with holes where it is zero.
     *
     * @param path the file; its former content is replaced
     * @throws IOException if that fails
     */
    public void writeTo(Path path) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            DiskLayout.setSize(channel, size);
            long[] numbers = blocks.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
            ByteBuffer run = ByteBuffer.allocateDirect(CHUNK);
            long start = 0;
            for (long number : numbers) {
                if (run.position() == CHUNK || number * BLOCK != start + run.position()) {
                    drain(channel, run, start);
                    start = number * BLOCK;
                }
                run.put(blocks.getOrDefault(number, ZEROS));
            }
            drain(channel, run, start);
        }
    }

    private static void drain(FileChannel channel, ByteBuffer run, long start)
            throws IOException {
        run.flip();
        for (long at = start; run.hasRemaining();) {
            at += channel.write(run, at);
        }
        run.clear();
    }
}
