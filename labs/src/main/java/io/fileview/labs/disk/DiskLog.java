package io.fileview.labs.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The file in which a logging disk records its requests. */
public final class DiskLog implements AutoCloseable {
    private static final int HEADER = 24;

    private final FileChannel channel;
    private final ByteBuffer header = ByteBuffer.allocateDirect(HEADER);

    DiskLog(Path path) throws IOException {
        channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
    }

    void append(LogEntry.Kind kind, long offset, long stamp, ByteBuffer data) throws IOException {
        header.clear();
        header.putInt(kind.code()).putInt(data.remaining()).putLong(offset).putLong(stamp)
                .flip();
        ByteBuffer[] parts = {header, data};
        while (data.hasRemaining() || header.hasRemaining()) {
            channel.write(parts);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /**
     * Reads a log that is not being written at the moment.
     *
     * @param path the file
     * @return its entries, in order
     * @throws IOException if it cannot be read
     */
    public static List<LogEntry> read(Path path) throws IOException {
        List<LogEntry> entries = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(path)) {
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            while (channel.position() < channel.size()) {
                fill(channel, header.clear());
                LogEntry.Kind kind = LogEntry.Kind.of(header.getInt());
                byte[] data = new byte[header.getInt()];
                long offset = header.getLong();
                long stamp = header.getLong();
                fill(channel, ByteBuffer.wrap(data));
                entries.add(new LogEntry(kind, offset, stamp, data));
            }
        }
        return entries;
    }

    private static void fill(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the log ends in the middle of an entry");
            }
        }
        buffer.flip();
    }
}
