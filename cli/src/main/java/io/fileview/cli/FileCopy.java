package io.fileview.cli;

import io.fileview.spi.BlockCloning;
import io.fileview.spi.EngineFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Copies the bytes of one open file to another that is empty: by sharing the blocks if the file
 * system can, otherwise within the kernel, and by reading and writing if neither is possible. Holes
 * are not read.
 */
final class FileCopy {
    private static final long ZEROS = 64 << 10;
    private static final long BUFFER = 4 * ZEROS;

    /** What becomes of holes and zeros. */
    enum Holes {
        /** Holes stay holes; zeros that this process reads itself become holes. */
        KEPT,
        /** All bytes are read, and blocks of zeros become holes. */
        MADE,
        /** All blocks are allocated. */
        FILLED
    }

    private final EngineFile source;
    private final WriteTime sourceTime;
    private final EngineFile destination;
    private final Holes holes;
    private final long size;
    private final ColdPages pages;
    private boolean inKernel;
    private boolean cloned;
    private long written;

    /**
     * Prepares a copy.
     *
     * @param sourceTime when the source was last written, as it was after the source was opened
     */
    FileCopy(EngineFile source, WriteTime sourceTime, EngineFile destination, Holes holes)
            throws IOException {
        this.source = source;
        this.sourceTime = sourceTime;
        this.destination = destination;
        this.holes = holes;
        this.size = source.size();
        this.pages = new ColdPages(source, destination, size);
        this.inKernel = holes == Holes.KEPT; // the kernel may share blocks, which allocates none
    }

    long size() {
        return size;
    }

    /** The number of bytes that are not in holes. */
    long written() {
        return written;
    }

    boolean isClone() {
        return cloned;
    }

    /** Copies all bytes. They are not on the device yet. */
    void run(Progress progress) throws IOException {
        cloned = holes == Holes.KEPT && size > 0 && clones();
        if (!cloned && holes == Holes.FILLED && size > 0) {
            destination.extend(size, false);
        }
        try (Arena arena = Arena.ofConfined()) {
            Buffer buffer = new Buffer(arena.allocate(BUFFER), arena.allocate(ZEROS));
            for (long at = 0; at < size;) {
                long data = Math.max(at, source.nextData(at));
                if (data >= size) {
                    break;
                }
                // A hole that has been punched meanwhile may start before the data.
                long hole = Math.min(size, Math.max(data + 1, source.nextHole(data)));
                if (cloned) {
                    written += hole - data;
                } else {
                    copy(data, hole, buffer, progress);
                }
                at = hole;
            }
        }
        requireUnchanged();
        if (destination.size() < size) {
            destination.extend(size, true);
        }
        if (holes == Holes.FILLED) {
            written = size;
        }
        if (size > 0) {
            progress.at(size);
        }
    }

    private boolean clones() throws IOException {
        Optional<BlockCloning> cloning = destination.blockCloning();
        return cloning.isPresent() && cloning.get().cloneFrom(source);
    }

    private record Buffer(MemorySegment bytes, MemorySegment zeros) {}

    private void copy(long from, long to, Buffer buffer, Progress progress)
            throws IOException {
        for (long at = from; at < to;) {
            long part = Math.min(to, pages.endOfWindow(at)) - at;
            long done = inKernel ? destination.copyFrom(source, at, part) : 0;
            if (done > 0) {
                written += done;
            } else {
                inKernel = false;
                done = copyBytes(at, Math.min(part, BUFFER), buffer);
            }
            pages.copied(at, done);
            at += done;
            progress.at(at);
        }
    }

    private long copyBytes(long at, long length, Buffer buffer) throws IOException {
        long read = source.read(buffer.bytes().asSlice(0, length), at);
        if (read <= 0) {
            requireUnchanged();
            throw CommandFailure.failed(
                    source.name() + ": cannot be read at offset " + at + ", though its size is "
                            + size + " bytes; copy it again");
        }
        if (holes == Holes.FILLED) {
            destination.write(buffer.bytes().asSlice(0, read), at);
            written += read;
            return read;
        }
        for (long done = 0; done < read;) {
            long block = Math.min(read - done, ZEROS - (at + done) % ZEROS);
            MemorySegment bytes = buffer.bytes().asSlice(done, block);
            if (bytes.mismatch(buffer.zeros().asSlice(0, block)) >= 0) {
                destination.write(bytes, at + done);
                written += block;
            }
            done += block;
        }
        return read;
    }

    /** Waits until all bytes are on the device, and requires that they are those of the source. */
    void finish(Progress progress) throws IOException {
        progress.note("waiting for the device");
        destination.flush();
        requireUnchanged();
        pages.release();
    }

    /** Blocks that are shared are those of one moment; bytes are read one after the other. */
    private void requireUnchanged() throws IOException {
        long now = source.size();
        if (now == size && (!cloned || destination.size() == size)) {
            if (!cloned && sourceTime.isOver()) {
                throw CommandFailure.failed(
                        source.name()
                                + ": has been written to while it was copied, so the copy could have"
                                + " a part of a change; copy it again when no program writes to it");
            }
            return;
        }
        throw CommandFailure.failed(
                source.name()
                        + ": has "
                        + (now < size ? "shrunk" : "grown")
                        + " to "
                        + now
                        + " bytes from "
                        + size
                        + " while it was copied; copy it again when no program changes its size");
    }
}
