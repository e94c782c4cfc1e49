package io.fileview.portable;

import io.fileview.errors.ErrorTexts;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.Place;
import io.fileview.waiting.BlockingCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Changes the size of an open file. */
final class FileSize {
    private final String name;
    private final FreeSpace space;
    private final Path path;
    private final FileIdentity identity;
    private final boolean isNamed; // and may be written
    private final SteadyFile file;
    private final PortableFlush flush;

    /** Open until the file is closed: closing any descriptor of a file releases its locks. */
    private @Nullable FileChannel end; // guarded by this

    private boolean leadsToFile; // guarded by this

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
        long size = file.size(name);
        if (newSize <= size) {
            return;
        }
        if (!sparse) {
            long room = space.bytes();
            if (newSize - size > room) {
                throw TransferErrors.noRoom(name, size, newSize, room);
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
            throw TransferErrors.toExtend(name, size, newSize, file.size(name), space.bytes(),
                    failure);
        } finally {
            flush.sizeChanged();
        }
    }

    /**
     * Appends zeros, which writes over nothing that others append meanwhile, and returns false if
     * the file cannot be opened for that, because its path does not lead to it. No interrupt may
     * close the channel: that would release the locks of this process on the file.
     */
    private boolean appendZeros(long newSize) throws IOException {
        return isNamed && BlockingCalls.makeElsewhere(() -> appendZerosElsewhere(newSize));
    }

    private synchronized boolean appendZerosElsewhere(long newSize) throws IOException {
        FileChannel channel = openEnd();
        if (channel == null) {
            return false;
        }
        ByteBuffer zeros = ByteBuffer.allocateDirect(FileBytes.CHUNK);
        for (long size = file.size(name); size < newSize; size = file.size(name)) {
            zeros.position(0).limit((int) Math.min(FileBytes.CHUNK, newSize - size));
            channel.write(zeros);
        }
        return true;
    }

    private @Nullable FileChannel openEnd() throws IOException {
        // Opening a pipe would wait for its other end.
        if (end == null && Identities.isAt(path, identity)) {
            try {
                end = FileChannel.open(path, StandardOpenOption.APPEND);
                leadsToFile = Identities.isAt(path, identity);
            } catch (NoSuchFileException | AccessDeniedException e) {
                return null;
            }
        }
        return leadsToFile ? end : null;
    }

    /** Closes what appends, which releases the locks of this process on the file. */
    synchronized void close() {
        try {
            if (end != null) {
                end.close();
            }
        } catch (IOException nothingWasWrittenSince) {
            // Each write has reported its own failure.
        }
    }

    /** For a file that no other program can reach by a name. */
    private void writeZeros(long newSize) throws IOException {
        try (Arena arena = SteadyFile.buffers()) {
            ByteBuffer zeros = arena.allocate(FileBytes.CHUNK).asByteBuffer();
            for (long end = file.size(name); end < newSize; end = file.size(name)) {
                zeros.position(0).limit((int) Math.min(FileBytes.CHUNK, newSize - end));
                file.write(zeros, end);
            }
        }
    }

    void truncate(long newSize) throws IOException {
        try {
            file.truncate(newSize);
        } catch (IOException failure) {
            if (ErrorTexts.nameOf(failure).filter("ERROR_USER_MAPPED_FILE"::equals).isPresent()) {
                throw TransferErrors.mapped(name, newSize, failure);
            }
            throw ErrorTranslation.failure(
                    Place.of(name), "could not be truncated to " + newSize + " bytes", failure);
        } finally {
            flush.sizeChanged();
        }
    }
}
