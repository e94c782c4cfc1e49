package io.fileview.memory;

import io.fileview.DiskFullException;
import io.fileview.PageUnreadableException;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Reads and writes bytes of an open file; the disk is asked for pages that are not in the cache. */
final class Transfer {
    private final MemoryFile file;
    private final FileNode node;

    Transfer(MemoryFile file) {
        this.file = file;
        this.node = file.node();
    }

    long read(MemorySegment into, long position) throws IOException {
        long size = file.locked(node::size);
        long wanted = Math.clamp(size - position, 0, into.byteSize());
        if (wanted == 0) {
            return 0;
        }
        bringIn(position / node.pageSize(), node.pages(position + wanted));
        return file.locked(
                () -> {
                    long length = Math.clamp(node.size() - position, 0, wanted);
                    node.read(position, into.asSlice(0, length));
                    return length;
                });
    }

    void write(MemorySegment from, long position) throws IOException {
        long length = from.byteSize();
        if (length == 0) {
            return;
        }
        bringInEnds(position, length);
        file.locked(
                () -> {
                    file.requireWritable("cannot be written");
                    long room = roomFor(position, length);
                    long before = node.size();
                    node.write(position, from.asSlice(0, room));
                    if (node.size() != before) {
                        file.flushes().sizeChanged();
                    }
                    if (room < length) {
                        throw full(position + room, length - room, "cannot be written");
                    }
                    return null;
                });
    }

    /** Brings in the pages that are not written as a whole. */
    void bringInEnds(long position, long length) throws IOException {
        long pageSize = node.pageSize();
        long first = position / pageSize;
        long last = (position + length - 1) / pageSize;
        if (position % pageSize != 0 || (first == last && length % pageSize != 0)) {
            bringIn(first, first + 1);
        }
        if (last > first && (position + length) % pageSize != 0) {
            bringIn(last, last + 1);
        }
    }

    /** Brings pages in that the disk has. */
    void bringIn(long first, long end) throws IOException {
        long pageSize = node.pageSize();
        for (long page : file.locked(() -> node.missing(first, end))) {
            file.run(Operation.DISK_READ, page * pageSize, pageSize, () -> bringIn(page));
        }
    }

    private CachedPage bringIn(long page) throws IOException {
        if (node.disk.bad.contains(page) && node.cache.get(page) == null) {
            Place place = Place.of(file.name(), page * node.pageSize(), node.pageSize());
            throw new PageUnreadableException(
                    place.withError("EIO"),
                    "offset " + place.offset() + " with length " + place.length()
                            + " cannot be read: EIO",
                    null);
        }
        return node.cache.load(page);
    }

    /** How many of the bytes have room, or get it now. The lock of the file system is held. */
    long roomFor(long position, long length) {
        long end = node.pages(position + length);
        for (long page = position / node.pageSize(); page < end; page++) {
            if (!node.allocate(page, page + 1)) {
                return Math.max(0, page * node.pageSize() - position);
            }
        }
        return length;
    }

    DiskFullException full(long offset, long length, String problem) {
        return new DiskFullException(
                Place.of(file.name(), offset, length).withError("ENOSPC"),
                problem + ": the file system is full (ENOSPC); make room, or ask for less",
                null);
    }
}
