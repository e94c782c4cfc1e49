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
     * Returns the eviction counter before the last check or flush through this opening that would
     * have reported a write error, and reported none.
     */
    long evictionsWhenSound();

    /** Sets {@link #evictionsWhenSound}. */
    void soundAt(long evictions);
}
