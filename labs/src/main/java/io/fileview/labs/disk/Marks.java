package io.fileview.labs.disk;

import java.io.IOException;

/** Where a program under test records what was reported durable. */
@FunctionalInterface
public interface Marks {
    /**
     * Records that everything in a stream up to a value was reported durable.
     *
     * @param stream the number of the stream, from 0
     * @param value the last value that is durable
     * @throws IOException if the mark cannot be recorded
     */
    void mark(int stream, long value) throws IOException;
}
