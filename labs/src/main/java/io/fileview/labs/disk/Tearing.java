package io.fileview.labs.disk;

/** What a cut leaves of the writes that no flush covers. */
public enum Tearing {
    /** Nothing. */
    NONE,
    /** Everything. */
    ALL,
    /** Some whole writes, at random. */
    WRITES,
    /** Some blocks of 4 KiB, at random. */
    BLOCKS
}
