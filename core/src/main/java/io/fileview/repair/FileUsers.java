package io.fileview.repair;

import io.fileview.spi.MappedRange;

/** The users of a file in this process, as its flushes need them. */
public interface FileUsers {
    /** Returns all openings of the file; some may be closing. */
    Iterable<? extends Opening> openings();

    /** Returns the ranges that live views may change at any time. */
    ByteRanges writableRanges();

    /** Returns the writable ranges that are mapped through the engine of an opening. */
    Iterable<MappedRange> liveRanges(Opening opening);
}
