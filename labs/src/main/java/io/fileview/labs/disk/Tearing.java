package io.fileview.labs.disk;

import java.util.List;
import java.util.Locale;

/** What a power cut leaves of the writes that no flush covers. */
public enum Tearing {
    /** Nothing. */
    NONE,
    /** Everything. */
    ALL,
    /** A random choice of whole writes. */
    WRITES,
    /** A random choice of blocks of 4 KiB. */
    BLOCKS,
    /** A random choice of sectors of 512 bytes, so that blocks are torn. */
    SECTORS;

    /** What a disk does that never tears a block of 4 KiB. */
    public static final List<Tearing> WHOLE_BLOCKS = List.of(NONE, ALL, WRITES, BLOCKS);

    /** What a disk does that promises no more than whole sectors of 512 bytes. */
    public static final List<Tearing> TORN_BLOCKS = List.of(SECTORS);

    /**
     * Returns the name for messages.
     *
     * @return the name
     */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }
}
