package io.fileview.repair;

import io.fileview.spi.EngineFile;

/** One opening of a file, as the flushes of the file need it. */
public interface Opening {
    /** The open file, valid while the opening is retained. */
    EngineFile engineFile();

    /** The size that can be mapped, in bytes. */
    long size();

    /** Whether changes through its views reach a file. */
    boolean isWritable();

    /** Keeps the file open until {@link #release}; false if it is being closed. */
    boolean tryRetain();

    /** Lets the file be closed. */
    void release();

    /**
     * How many pages had left the cache when the system last told this opening that no write had
     * failed.
     */
    long evictionsWhenSound();

    /** Sets {@link #evictionsWhenSound}. */
    void soundAt(long evictions);
}
