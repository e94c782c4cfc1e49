package io.fileview.windows;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.Protection;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** What ranges are mapped of: an open file, or memory. */
interface Mappable {
    /** Returns the name for messages. */
    String name();

    /** Returns the current size in bytes. */
    long size() throws IOException;

    /**
     * Maps bytes into the address space.
     *
     * @param place the range for which this is done, which is not empty
     * @param offset where the bytes start, a multiple of {@link SystemPages#GRANULARITY}
     * @param size the number of bytes
     */
    SectionViews mapViews(Place place, long offset, long size, Protection protection)
            throws IOException;

    /** Reads bytes as {@link io.fileview.spi.EngineFile#read} does. */
    long read(MemorySegment into, long position) throws IOException;

    /** Returns the next data as {@link io.fileview.spi.EngineFile#nextData} does. */
    long nextData(long position) throws IOException;

    /** Flushes as {@link io.fileview.spi.EngineFile#flush} does. */
    void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException;
}
