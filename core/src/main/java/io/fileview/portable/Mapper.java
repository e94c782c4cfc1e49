package io.fileview.portable;

import io.fileview.MappingException;
import io.fileview.MappingException.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;

/**
 * A file opened to be mapped. Only a {@code FileChannel} can map, and an interrupt in the few
 * microseconds that it takes closes it; it is then opened again by its path. What it had mapped at
 * that moment the JDK forgets: the addresses stay taken, with nothing to reach them.
 */
final class Mapper {
    private final String name;
    private final Path path;
    private final FileKey key;
    private final Set<StandardOpenOption> options;
    private volatile FileChannel channel; // changed under this

    Mapper(String name, Path path, FileKey key, boolean writable) throws IOException {
        this.name = name;
        this.path = path;
        this.key = key;
        this.options = EnumSet.of(StandardOpenOption.READ);
        if (writable) {
            options.add(StandardOpenOption.WRITE);
        }
        this.channel = open();
    }

    MemorySegment map(MapMode mode, long offset, long length, Arena arena) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return channel.map(mode, offset, length, arena);
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                    reopen(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Flushes through the handle that the mapped ranges have, for the errors that it keeps. */
    void force() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    channel.force(false);
                    return;
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                    reopen(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** See {@link SteadyFile#close}. */
    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written through it.
        }
    }

    private synchronized void reopen(ClosedChannelException why) throws IOException {
        if (channel.isOpen()) {
            return;
        }
        try {
            channel = open();
        } catch (IOException e) {
            e.addSuppressed(why);
            throw e instanceof MappingException
                    ? e
                    : new MappingException(
                            Place.of(name),
                            "an interrupt closed it while it was being mapped, and it could not be"
                                    + " opened again: "
                                    + Refusal.reason(e),
                            e);
        }
    }

    private FileChannel open() throws IOException {
        try {
            FileChannel opened = FileChannel.open(path, options);
            if (key.isAt(path)) {
                return opened;
            }
            opened.close();
        } catch (NoSuchFileException e) {
            // As bad as another file.
        }
        throw new MappingException(
                Place.of(name),
                "its path does not lead to it any more, and the portable engine must open it once"
                        + " more to map this view; put it back, or map the view before",
                null);
    }
}
