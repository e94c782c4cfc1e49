package io.fileview.labs.cluster;

import java.io.IOException;
import java.nio.file.Path;

/** A mounted file system that the lab made for itself; it is gone when closed. */
interface Place extends AutoCloseable {
    /** What it is, for the table. */
    String technology();

    /** Where it is mounted; an empty directory of the lab's own when it starts. */
    Path directory();

    /** A second mount of the same files. */
    Path witness();

    /** Unmounts all of it and mounts it again, with nothing cached. No file may be open. */
    void remount() throws IOException;

    /** Brings bytes of a file out of order where they are stored, behind the file system. */
    void corrupt(Path file, byte[] block) throws IOException;

    /** The disk that a flush is to reach, in words for the table. */
    String disk();

    /**
     * Tells whether the disk, by itself, has the bytes of each file now: without what the file system
     * would only write when it is unmounted. The files may be mapped.
     */
    boolean[] look(Path[] files, byte[][] bytes) throws IOException;

    @Override
    void close();
}
