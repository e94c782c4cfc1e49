package io.fileview.portable;

import io.fileview.spi.FileIdentity;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Changes the size of an open file. */
final class FileSize {
    private static final int MOST_INTERRUPTS = 1_000;

    private final String name;
    private final FreeSpace space;
    private final Path path;
    private final FileIdentity identity;
    private final boolean isNamed; // and may be written
    private final SteadyFile file;
    private final PortableFlush flush;

    FileSize(
            String name,
            FreeSpace space,
            FileIdentity identity,
            boolean isNamed,
            SteadyFile file,
            PortableFlush flush) {
        this.name = name;
        this.space = space;
        this.path = space.file();
        this.identity = identity;
        this.isNamed = isNamed;
        this.file = file;
        this.flush = flush;
    }

    void extend(long newSize, boolean sparse) throws IOException {
        long size = file.size();
        if (newSize <= size) {
            return;
        }
        if (!sparse) {
            long room = space.bytes();
            if (newSize - size > room) {
                throw ErrorTranslation.noRoom(name, size, newSize, room);
            }
        }
        try {
            if (sparse) {
                file.write(ByteBuffer.allocate(1), newSize - 1);
            } else if (!appendZeros(newSize)) {
                writeZeros(newSize);
            }
        } catch (IOException failure) {
            // The zeros stay: to cut them off could cut off what others append meanwhile.
            throw ErrorTranslation.toExtend(name, size, newSize, file.size(), space.bytes(),
                    failure);
        } finally {
            flush.sizeChanged();
        }
    }

    /**
     * Appends zeros, which writes over nothing that others append meanwhile, and returns false if
     * the file cannot be opened for that, because its path does not lead to it.
     */
    private boolean appendZeros(long newSize) throws IOException {
        boolean interrupted = Thread.interrupted(); // would close the channel
        try {
            for (int i = 0; i < MOST_INTERRUPTS; i++) {
                try {
                    return isNamed && appendZerosOnce(newSize);
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                } catch (NoSuchFileException | AccessDeniedException e) {
                    return false;
                }
            }
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean appendZerosOnce(long newSize) throws IOException {
        if (!Identities.isAt(path, identity)) { // Opening a pipe would wait for its other end.
            return false;
        }
        try (FileChannel end = FileChannel.open(path, StandardOpenOption.APPEND)) {
            if (!Identities.isAt(path, identity)) {
                return false;
            }
            ByteBuffer zeros = ByteBuffer.allocateDirect(FileBytes.CHUNK);
            for (long size = file.size(); size < newSize; size = file.size()) {
                zeros.position(0).limit((int) Math.min(FileBytes.CHUNK, newSize - size));
                end.write(zeros);
            }
        }
        return true;
    }

    /** For a file that no other program can reach by a name. */
    private void writeZeros(long newSize) throws IOException {
        try (Arena arena = Arena.ofShared()) {
            ByteBuffer zeros = arena.allocate(FileBytes.CHUNK).asByteBuffer();
            for (long end = file.size(); end < newSize; end = file.size()) {
                zeros.position(0).limit((int) Math.min(FileBytes.CHUNK, newSize - end));
                file.write(zeros, end);
            }
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
