package io.fileview.portable;

import io.fileview.MappingException;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.Place;
import io.fileview.waiting.BlockingCalls;
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
 * A file that is open to be mapped. Only a {@code FileChannel} can map, and an interrupt during the
 * few microseconds of a call closes it; it is then reopened by its path. The JDK would leak the range
 * that it was mapping at that time, so a thread that nobody interrupts maps. It cannot map for an
 * arena that is confined to the caller: such a range is leaked, its addresses stay in use.
 */
final class Mapper {
    /** Far more interrupts than a program sends to one call. */
    private static final int MOST_ATTEMPTS = 1_000;

    private final String name;
    private final Path path;
    private final FileIdentity identity;
    private final Set<StandardOpenOption> options;
    private volatile FileChannel channel; // changed under this

    Mapper(String name, Path path, FileIdentity identity, boolean writable) throws IOException {
        this.name = name;
        this.path = path;
        this.identity = identity;
        this.options = EnumSet.of(StandardOpenOption.READ);
        if (writable) {
            options.add(StandardOpenOption.WRITE);
        }
        this.channel = open();
    }

    MemorySegment map(
            MapMode mode, long offset, long length, Arena arena, boolean confined)
            throws IOException {
        return confined
                ? using(opened -> opened.map(mode, offset, length, arena))
                : BlockingCalls.makeElsewhere(
                        () -> using(opened -> opened.map(mode, offset, length, arena)));
    }

    /**
     * Flushes through the descriptor of the mapped ranges, to collect the errors that the kernel
     * keeps for it.
     */
    void force() throws IOException {
        using(
                opened -> {
                    opened.force(false);
                    return opened;
                });
    }

    private interface Use<T> {
        T of(FileChannel opened) throws IOException;
    }

    /** Uses the channel, again if an interrupt closed it meanwhile. The interrupt is kept. */
    private <T> T using(Use<T> use) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            for (int i = 1;; i++) {
                try {
                    return use.of(channel);
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                    if (i == MOST_ATTEMPTS) {
                        throw new MappingException(
                                Place.of(name),
                                MOST_ATTEMPTS
                                        + " interrupts came while it was mapped or flushed; do not"
                                        + " interrupt this thread so often",
                                e);
                    }
                    reopen(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ignores errors, as {@link SteadyFile#close} does. */
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
            throw e instanceof MappingException ? e : ErrorTranslation.toOpenAgain(name, e);
        }
    }

    private FileChannel open() throws IOException {
        try {
            // Looks before it opens, too: opening a pipe would wait for its other end.
            if (Identities.isAt(path, identity)) {
                FileChannel opened = FileChannel.open(path, options);
                boolean isFile = false;
                try {
                    isFile = Identities.isAt(path, identity);
                } finally {
                    if (!isFile) {
                        opened.close();
                    }
                }
                if (isFile) {
                    return opened;
                }
            }
        } catch (NoSuchFileException e) {
            // The file was moved or removed: handled as if the path led to another file.
        }
        throw new MappingException(
                Place.of(name),
                "its path no longer leads to it, and the portable engine must open it by its path"
                        + " again to map this view; move the file back, or map a view before the"
                        + " file is moved or removed",
                null);
    }
}
