package io.fileview.spi;

import io.fileview.MappingException;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/**
 * What engines do on a file system that cannot flush a directory, so that the entry of a new file
 * cannot be made durable by itself. Like databases, they go on, because refusing would make every
 * flush of a new file fail: the entry becomes durable when the file system writes it, usually within
 * half a minute. The {@link System.Logger} {@code io.fileview} warns once for each file system. If
 * the system property {@link #REQUIRED} is {@code true}, the flush fails instead.
 *
 * <p>On Linux such file systems answer {@code fsync(2)} of a directory with EINVAL, ENOSYS, EBADF or
 * EOPNOTSUPP. Any other error, such as EIO, or EROFS after the file system has become read-only,
 * remains a failure of the flush.
 */
public final class EntryDurability {
    /**
     * The name of the system property, which is read whenever a file system cannot flush a
     * directory.
     */
    public static final String REQUIRED = "io.fileview.requireDurableEntries";

    /** The number of file systems that are remembered; beyond it, the oldest is forgotten. */
    private static final int MOST_WARNINGS = 1_000;

    private static final SequencedSet<String> WARNED = new LinkedHashSet<>(); // guarded by itself

    private EntryDurability() {}

    /**
     * Decides what follows from a flush of a directory that the file system, or the engine, does not
     * support. If this method returns, the engine goes on as if the directory had been flushed.
     *
     * @param volume the file system, as in {@link FileIdentity#volume()}
     * @param place the file or directory, for the message
     * @param what the change that was to be made durable, for the message
     * @param error the answer of the operating system, for the message
     * @throws MappingException if the system property {@link #REQUIRED} is {@code true}; nothing was
     *     lost, so a later flush can be trusted
     */
    public static void notSupported(String volume, Place place, String what, String error)
            throws MappingException {
        String problem =
                "a directory of the file system "
                        + volume
                        + " cannot be flushed ("
                        + error
                        + "), so this flush cannot make "
                        + what
                        + " durable";
        if (Boolean.getBoolean(REQUIRED)) {
            throw new MappingException(
                    place,
                    problem
                            + ", which the system property "
                            + REQUIRED
                            + " demands; keep the file on another file system, or unset the"
                            + " property",
                    null);
        }
        if (isFirst(volume)) {
            System.getLogger("io.fileview")
                    .log(
                            Level.WARNING,
                            place.file()
                                    + ": "
                                    + problem
                                    + "; a power failure can lose the names of new files there until"
                                    + " the file system has written them. Set the system property "
                                    + REQUIRED
                                    + " to true to make such flushes fail");
        }
    }

    private static boolean isFirst(String volume) {
        synchronized (WARNED) {
            if (WARNED.size() == MOST_WARNINGS && !WARNED.contains(volume)) {
                WARNED.removeFirst();
            }
            return WARNED.add(volume);
        }
    }
}
