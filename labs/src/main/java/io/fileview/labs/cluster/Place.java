package io.fileview.labs.cluster;

import java.io.IOException;
import java.nio.file.Path;

/** A mounted file system that the lab made for itself; closing it removes it. */
interface Place extends AutoCloseable {
    /** Returns its column of the table. */
    Technology technology();

    /** Returns where it is mounted: a directory of the lab's own, which is empty at first. */
    Path directory();

    /** Returns where the same files are mounted a second time. */
    Path witness();

    /** Unmounts and mounts it again, with nothing cached. No file may be open. */
    void remount() throws IOException;

    /** Changes a byte of a block of a file where it is stored, behind the file system. */
    void corrupt(Path file, byte[] block) throws IOException;

    /** Returns the disk that a flush is to reach, in words for the table. */
    String disk();

    /**
     * Tells for each file whether the disk itself has these bytes now: without what the file system
     * would write only when it is unmounted. The files may be mapped.
     */
    boolean[] onDisk(Path[] files, byte[][] bytes) throws IOException;

    @Override
    void close();
}
