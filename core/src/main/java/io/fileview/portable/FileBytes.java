package io.fileview.portable;

import io.fileview.guarded.mapped.PageAccess;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Reads and writes the bytes of an open file at positions. */
final class FileBytes {
    /** The size of a temporary buffer. */
    static final int CHUNK = 1 << 20;

    /** The maximum of one transfer: the size of a {@code ByteBuffer} is an {@code int}. */
    private static final long AT_ONCE = 1L << 30;

    /** The unit in which zeros are looked for. */
    private static final int BLOCK = 64 << 10;

    private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[BLOCK]);

    private final String name;
    private final SteadyFile file;
    private final FreeSpace space;

    FileBytes(String name, SteadyFile file, FreeSpace space) {
        this.name = name;
        this.file = file;
        this.space = space;
    }

    /** Reads until the segment is full or the file ends, and returns the number of bytes read. */
    long read(MemorySegment into, long position) throws IOException {
        if (into.byteSize() == 0 || SteadyFile.takes(into)) {
            return readDirectly(into, position);
        }
        long done = 0;
        try (Arena arena = SteadyFile.buffers()) {
            MemorySegment buffer = arena.allocate(Math.min(CHUNK, into.byteSize()));
            while (done < into.byteSize()) {
                long length = Math.min(buffer.byteSize(), into.byteSize() - done);
                long read = readDirectly(buffer.asSlice(0, length), position + done);
                copy(buffer, 0, into, done, read, position + done);
                done += read;
                if (read < length) {
                    break;
                }
            }
        }
        return done;
    }

    /** Copies bytes of which one side may be mapped. */
    private void copy(
            MemorySegment from, long at, MemorySegment to, long target, long length, long position)
            throws IOException {
        try {
            PageAccess.toSegment(from, at, to, target, length);
        } catch (InternalError lostPage) {
            throw TransferErrors.toRead(Place.of(name, position, length), lostPage);
        }
    }

    private long readDirectly(MemorySegment into, long position) throws IOException {
        long done = 0;
        while (done < into.byteSize()) {
            long length = Math.min(AT_ONCE, into.byteSize() - done);
            int read;
            try {
                read = file.read(into.asSlice(done, length).asByteBuffer(), position + done);
            } catch (IOException failure) {
                throw TransferErrors.toRead(Place.of(name, position + done, length), failure);
            }
            if (read < 0) {
                break;
            }
            done += read;
        }
        return done;
    }

    /** Fills the segment, or throws. */
    void readFully(MemorySegment into, long position) throws IOException {
        if (read(into, position) < into.byteSize()) {
            throw TransferErrors.shrank(
                    Place.of(name, position, into.byteSize()), file.size(name));
        }
    }

    /** What to do with a part of a file that has bytes other than zeros. */
    interface Data {
        void at(long offset, long length) throws IOException;
    }

    /**
     * Reads a range into the file cache. An error here, unlike one in a view, has a known position.
     * Parts of zeros, which may be holes, are read only: an access to a page of a hole would
     * allocate it on a file system in memory.
     *
     * @param data called for each other part
     */
    void bringIn(Place place, Data data) throws IOException {
        requireInFile(place);
        long end = place.offset() + place.length();
        try (Arena arena = SteadyFile.buffers()) {
            MemorySegment buffer = arena.allocate(Math.min(CHUNK, place.length()));
            for (long from = place.offset(); from < end;) {
                long length = Math.min(buffer.byteSize(), end - from);
                if (readDirectly(buffer.asSlice(0, length), from) < length) {
                    throw TransferErrors.shrank(place, file.size(name));
                }
                for (long at = 0; at < length; at += BLOCK) {
                    MemorySegment block = buffer.asSlice(at, Math.min(BLOCK, length - at));
                    if (!isZero(block)) {
                        data.at(from + at, block.byteSize());
                    }
                }
                from += length;
            }
        }
    }

    /** Reads until there are bytes other than zeros, or a part has been read. */
    long nextData(long position) throws IOException {
        try (Arena arena = SteadyFile.buffers()) {
            MemorySegment block = arena.allocate(BLOCK);
            long end = position + Math.min(CHUNK, Long.MAX_VALUE - position);
            for (long at = position; at < end; at += BLOCK) {
                long read = readDirectly(block, at);
                if (!isZero(block.asSlice(0, read))) {
                    return at;
                }
                if (read < BLOCK) {
                    return Long.MAX_VALUE;
                }
            }
            return end;
        }
    }

    private static boolean isZero(MemorySegment block) {
        return MemorySegment.mismatch(block, 0, block.byteSize(), ZEROS, 0, block.byteSize()) < 0;
    }

    void requireInFile(Place place) throws IOException {
        long size = file.size(name);
        if (place.offset() + place.length() > size) {
            throw TransferErrors.shrank(place, size);
        }
    }

    /** Writes all bytes of the segment. */
    void write(MemorySegment from, long position) throws IOException {
        if (from.byteSize() == 0 || SteadyFile.takes(from)) {
            writeDirectly(from, position);
            return;
        }
        try (Arena arena = SteadyFile.buffers()) {
            MemorySegment buffer = arena.allocate(Math.min(CHUNK, from.byteSize()));
            for (long done = 0; done < from.byteSize();) {
                long length = Math.min(buffer.byteSize(), from.byteSize() - done);
                copy(from, done, buffer, 0, length, position + done);
                writeDirectly(buffer.asSlice(0, length), position + done);
                done += length;
            }
        }
    }

    private void writeDirectly(MemorySegment from, long position) throws IOException {
        for (long done = 0; done < from.byteSize();) {
            long length = Math.min(AT_ONCE, from.byteSize() - done);
            try {
                done += file.write(from.asSlice(done, length).asByteBuffer(), position + done);
            } catch (IOException failure) {
                throw TransferErrors.toWrite(
                        Place.of(name, position + done, length), space.bytes(), failure);
            }
        }
    }
}
