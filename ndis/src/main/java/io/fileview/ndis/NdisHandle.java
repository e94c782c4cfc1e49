package io.fileview.ndis;

import io.fileview.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The handle of a file that was opened with {@link NdisFiles#ndisOpenFile}. It is valid until it is
 * passed to {@link NdisFiles#ndisCloseFile}; after that every function refuses it.
 */
public final class NdisHandle {
    private final NdisFiles owner;
    private final String name;
    private final FileIdentity identity;
    private final FileCopy copy;

    /** Stays open so that the identity of the file is not reused. */
    private final SeekableByteChannel file;

    private @Nullable View view;
    private boolean closed;

    NdisHandle(
            NdisFiles owner,
            String name,
            FileIdentity identity,
            FileCopy copy,
            SeekableByteChannel file) {
        this.owner = owner;
        this.name = name;
        this.identity = identity;
        this.copy = copy;
        this.file = file;
    }

    boolean isOf(NdisFiles files) {
        return owner == files;
    }

    /** Maps the file; empty if it is already mapped. */
    synchronized Optional<MemorySegment> map() throws IOException {
        requireOpen();
        Optional<View> mapped = ExclusiveViews.map(identity, copy::map);
        mapped.ifPresent(fresh -> view = fresh);
        return mapped.map(copy::bytesOf);
    }

    synchronized void unmap() {
        requireOpen();
        View mapped = view;
        if (mapped != null) {
            ExclusiveViews.unmap(identity, mapped);
            view = null;
        }
    }

    synchronized void close() {
        unmap();
        closed = true;
        copy.close();
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "the handle of " + name + " is closed; open the file again");
        }
    }

    /**
     * Returns the name, the length and the state of the file.
     *
     * @return for example {@code fw.bin, 5000 bytes, mapped}
     */
    @Override
    public synchronized String toString() {
        String state = closed ? "closed" : view == null ? "not mapped" : "mapped";
        return name + ", " + copy.length() + " bytes, " + state;
    }
}
