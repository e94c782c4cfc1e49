package io.fileview.repair;

import io.fileview.spi.EngineFile;
import java.time.Duration;

/** One opening of a file, as the flushes of the file need it. */
public interface Opening {
    /** Returns the open file, valid while the opening is retained. */
    EngineFile engineFile();

    /** Returns the number of bytes that can be mapped. */
    long size();

    /** Returns whether changes made through its views reach a file. */
    boolean isWritable();

    /** Keeps the file open until {@link #release}; returns false if it is being closed. */
    boolean tryRetain();

    /** Permits the file to be closed. */
    void release();

    /** Returns how long a call waits for other threads at most. */
    Duration waitLimit();

    /**
     * Returns the eviction counter at the last check through this opening that found no write
     * error.
     */
    long evictionsWhenSound();

    /** Sets {@link #evictionsWhenSound}. */
    void soundAt(long evictions);
}
