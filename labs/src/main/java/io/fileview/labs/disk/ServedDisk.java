package io.fileview.labs.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The content of the disk and the log of its requests. The durable marks, which the program under test
 * writes after the end of the file system, never fail. Thread-safe.
 */
final class ServedDisk {
    private final long size;
    private final long marksFrom;
    private final Faults faults;
    private FileChannel image;
    private DiskLog log;
    private long entries;

    ServedDisk(long size, long marksFrom, Faults faults, Path image, Path log)
            throws IOException {
        this.size = size;
        this.marksFrom = marksFrom;
        this.faults = faults;
        this.image = openImage(image);
        this.log = new DiskLog(log);
    }

    private static FileChannel openImage(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    long size() {
        return size;
    }

    /** Replaces the content and starts another log; nobody may use the disk meanwhile. */
    synchronized void load(Path newImage, Path newLog) throws IOException {
        image.close();
        log.close();
        image = openImage(newImage);
        log = new DiskLog(newLog);
        faults.restart();
        entries = 0;
    }

    synchronized void read(long offset, ByteBuffer into) throws IOException {
        long position = offset;
        while (into.hasRemaining()) {
            int count = image.read(into, position);
            if (count < 0) {
                into.limit(into.position());
                return;
            }
            position += count;
        }
    }

    /** Writes, unless a fault is due. Returns whether the write was done. */
    synchronized boolean write(long offset, ByteBuffer data, long answered) throws IOException {
        LogEntry.Kind kind = offset >= marksFrom ? LogEntry.Kind.WRITE : faults.write();
        if (kind == LogEntry.Kind.WRITE) {
            ByteBuffer copy = data.duplicate();
            for (long position = offset; copy.hasRemaining();) {
                position += image.write(copy, position);
            }
        }
        log.append(kind, offset, answered, data);
        entries++;
        return kind == LogEntry.Kind.WRITE;
    }

    /** Flushes, unless a fault is due. Returns whether to answer with success. */
    synchronized boolean flush(long arrived) throws IOException {
        LogEntry.Kind kind = faults.flush();
        log.append(kind, 0, arrived, ByteBuffer.allocate(0));
        entries++;
        return kind != LogEntry.Kind.FAILED_FLUSH;
    }

    /** Returns the number of log entries. */
    synchronized long entries() {
        return entries;
    }
}
