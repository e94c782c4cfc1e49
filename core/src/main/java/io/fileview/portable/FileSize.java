package io.fileview.portable;

import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/** Changes the size of an open file. */
final class FileSize {
    /** The size from which on the free space is checked before the file is extended. */
    private static final long WORTH_ASKING = 64L * FileBytes.CHUNK;

    private final String name;
    private final FreeSpace space;
    private final SteadyFile file;
    private final PortableFlush flush;

    FileSize(String name, FreeSpace space, SteadyFile file, PortableFlush flush) {
        this.name = name;
        this.space = space;
        this.file = file;
        this.flush = flush;
    }

    void extend(long newSize, boolean sparse) throws IOException {
        long size = file.size();
        if (newSize <= size) {
            return;
        }
        if (!sparse && newSize - size >= WORTH_ASKING) {
            long room = space.bytes();
            if (newSize - size > room) {
                throw ErrorTranslation.noRoom(name, size, newSize, room);
            }
        }
        try {
            if (sparse) {
                file.write(ByteBuffer.allocate(1), newSize - 1);
            } else {
                writeZeros(size, newSize);
            }
        } catch (IOException failure) {
            throw ErrorTranslation.toExtend(name, size, newSize, file.size(), space.bytes(),
                    failure);
        } finally {
            flush.sizeChanged();
        }
    }

    /** Never writes before the end of the file, even if other processes extend it meanwhile. */
    private void writeZeros(long oldSize, long newSize) throws IOException {
        long written = oldSize;
        try (Arena arena = Arena.ofShared()) {
            ByteBuffer zeros = arena.allocate(FileBytes.CHUNK).asByteBuffer();
            for (long end = oldSize; end < newSize; end = file.size()) {
                zeros.position(0).limit((int) Math.min(FileBytes.CHUNK, newSize - end));
                written = end + file.write(zeros, end);
            }
        } catch (IOException failure) {
            shrinkBack(oldSize, written, failure);
            throw failure;
        }
    }

    /**
     * Removes only what this call wrote: if the file is longer, another process has extended it.
     */
    private void shrinkBack(long oldSize, long written, IOException failure) {
        try {
            if (file.size() == written) {
                file.truncate(oldSize);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    void truncate(long newSize) throws IOException {
        try {
            file.truncate(newSize);
        } catch (IOException failure) {
            throw ErrorTranslation.failure(
                    Place.of(name), "could not be truncated to " + newSize + " bytes", failure);
        } finally {
            flush.sizeChanged();
        }
    }
}
