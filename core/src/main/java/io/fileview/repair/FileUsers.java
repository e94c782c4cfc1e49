package io.fileview.repair;

import io.fileview.spi.MappedRange;

/** Who uses a file in this process, as the flushes of the file need it. */
public interface FileUsers {
    /** All openings of the file; some may be closing. */
    Iterable<? extends Opening> openings();

    /** Everything that live views may change at any moment. */
    ByteRanges writableRanges();

    /** The writable ranges that are mapped through the engine of an opening. */
    Iterable<MappedRange> liveRanges(Opening opening);
}
